import { describe, expect, test } from "vitest";
import { T0 } from "../testing/clock.ts";
import {
  bookIn,
  bookWith,
  BUYER,
  heldFact,
  HOLD,
  payingFact,
  quotedFor,
  record,
  SEATS,
  UNTIL,
} from "../testing/holds.ts";
import { buyerId, holdId } from "../testing/ids.ts";
import { buildSale } from "../testing/sales.ts";
import type { Command } from "./command.ts";
import { decide } from "./decide.ts";
import { MINUTE_MS } from "./sale.ts";
import type { SeatBook } from "./seat-book.ts";

const OTHER = buyerId(2);

function hold(overrides: Partial<Command & { kind: "hold" }> = {}): Command {
  return { kind: "hold", holdId: HOLD, buyerId: BUYER, seats: SEATS, ...overrides };
}

function refusalOf(book: SeatBook, command: Command, now = T0): unknown {
  const decision = decide(book, command, now);
  return decision.ok ? undefined : decision.error;
}

function factsOf(book: SeatBook, command: Command, now = T0): unknown {
  const decision = decide(book, command, now);
  return decision.ok ? decision.value : decision.error;
}

describe("given free seats", () => {
  test("holds them, in ascending order, for the time to live (H4, H7)", () => {
    expect(factsOf(bookWith(), hold({ seats: [4, 3] }))).toEqual([heldFact()]);
  });

  test("never holds longer than a hold may last in all, whatever the time to live (H7)", () => {
    const book = bookWith([], { holdTtlMs: 60 * MINUTE_MS, holdMaxMs: 30 * MINUTE_MS });
    expect(factsOf(book, hold())).toEqual([heldFact({ until: T0 + 30 * MINUTE_MS })]);
  });

  test.each<[string, readonly number[], object]>([
    ["no seat", [], { code: "no-seats" }],
    ["seats outside the chart", [45, 46, -1], { code: "seat-out-of-range", seats: [46, -1], seatCount: 46 }],
    ["half a seat", [1.5], { code: "seat-out-of-range", seats: [1.5], seatCount: 46 }],
    ["a seat named twice", [1, 2, 1, 1], { code: "seat-repeated", seats: [1] }],
    ["more seats than a hold may have", [1, 2, 3, 4, 5], { code: "too-many-seats", max: 4 }],
    ["two currencies", [0, 40], { code: "mixed-currencies", currencies: ["KRW", "USD"] }],
    ["a seat without a price", [0, 44], { code: "seat-not-for-sale", seats: [44] }],
  ])("refuses %s (H1, M2)", (_, seats, error) => {
    expect(refusalOf(bookWith(), hold({ seats }))).toEqual(error);
  });

  test("holds exactly as many as a hold may have (H1)", () => {
    expect(decide(bookWith(), hold({ seats: [0, 1, 2, 3] }), T0).ok).toBe(true);
  });

  test("is refused before the sale opens and from the moment it closes (H2)", () => {
    const { saleOpensAt, saleClosesAt } = buildSale();
    expect(refusalOf(bookWith(), hold(), saleOpensAt - 1)).toEqual({
      code: "sale-not-open",
      opensAt: saleOpensAt,
    });
    expect(decide(bookWith(), hold(), saleOpensAt).ok).toBe(true);
    expect(decide(bookWith(), hold(), saleClosesAt - 1).ok).toBe(true);
    expect(refusalOf(bookWith(), hold(), saleClosesAt)).toEqual({
      code: "sale-closed",
      closedAt: saleClosesAt,
    });
  });
});

describe("given seats that another buyer has", () => {
  const theirs = hold({ holdId: holdId(2), buyerId: OTHER, seats: [2, 3] });

  test.each(["HELD", "PAYING", "SOLD"] as const)(
    "when %s, refuses all of them and names the taken one and the nearest equal (H4)",
    (state) => {
      expect(refusalOf(bookIn(state), theirs)).toEqual({
        code: "seats-taken",
        seats: [3],
        alternatives: [1, 2],
      });
    },
  );

  test("when blocked, are taken too (H11)", () => {
    expect(refusalOf(bookWith([{ kind: "BLOCKED", seats: [3] }]), theirs)).toMatchObject({ seats: [3] });
  });

  test("when the zone has none left, offers nothing (H4)", () => {
    const book = bookWith([heldFact({ seats: [40, 41, 42, 43] })]);
    expect(refusalOf(book, hold({ holdId: holdId(2), buyerId: OTHER, seats: [41] }))).toEqual({
      code: "seats-taken",
      seats: [41],
    });
  });

  test("are taken to the last millisecond of their time (S7)", () => {
    expect(refusalOf(bookIn("HELD"), theirs, UNTIL - 1)).toMatchObject({ code: "seats-taken" });
  });

  test("are free at the very end of it: the expiry of the whole hold is recorded first (H5, S7)", () => {
    expect(factsOf(bookIn("HELD"), theirs, UNTIL)).toEqual([
      { kind: "RELEASED", holdId: HOLD, reason: "expired", seats: SEATS },
      {
        ...{ kind: "HELD", holdId: holdId(2), buyerId: OTHER, seats: [2, 3] },
        ...{ since: UNTIL, until: UNTIL + 10 * MINUTE_MS, quoted: quotedFor([2, 3]) },
      },
    ]);
  });

  test("when PAYING, are not free however long the deadline has passed (S2)", () => {
    expect(refusalOf(bookIn("PAYING"), theirs, T0 + 600 * MINUTE_MS)).toMatchObject({ code: "seats-taken" });
  });

  test("an expired seat beside a taken one is kept in the offer, and offered (H4, S7)", () => {
    const book = bookWith([
      heldFact({ seats: [3], until: T0 + 1 }),
      heldFact({ holdId: holdId(3), seats: [5] }),
    ]);
    const command = hold({ holdId: holdId(2), buyerId: OTHER, seats: [3, 5] });
    expect(refusalOf(book, command, T0 + 1)).toEqual({
      code: "seats-taken",
      seats: [5],
      alternatives: [3, 4],
    });
  });
});

describe("given a hold of the same id (H3)", () => {
  test.each(["HELD", "PAYING", "SOLD"] as const)("when %s, the same content changes nothing", (state) => {
    expect(factsOf(bookIn(state), hold({ seats: [4, 3] }))).toEqual([]);
  });

  test.each<[string, Partial<Command & { kind: "hold" }>]>([
    ["other seats", { seats: [3, 5] }],
    ["fewer seats", { seats: [3] }],
    ["another buyer", { buyerId: OTHER }],
  ])("when HELD, refuses %s", (_, overrides) => {
    expect(refusalOf(bookIn("HELD"), hold(overrides))).toEqual({ code: "hold-id-reused" });
  });

  test("when its time is over, it says so, recorded or not", () => {
    expect(refusalOf(bookIn("HELD"), hold(), UNTIL)).toEqual({ code: "hold-expired", expiredAt: UNTIL });
    const book = bookIn("HELD");
    record(book, [{ kind: "RELEASED", holdId: HOLD, reason: "expired", seats: SEATS }], UNTIL);
    expect(refusalOf(book, hold(), UNTIL)).toEqual({ code: "hold-expired", expiredAt: UNTIL });
  });

  test("when RELEASED, it has ended and does not come back", () => {
    expect(refusalOf(bookIn("RELEASED"), hold())).toEqual({
      code: "hold-ended",
      holdStatus: "RELEASED",
      reason: "buyer",
    });
  });

  test("after the sale has closed, a repeat still gets what it has", () => {
    const { saleClosesAt } = buildSale();
    const book = bookWith([heldFact({ until: saleClosesAt + 1 })]);
    expect(factsOf(book, hold(), saleClosesAt)).toEqual([]);
  });
});

describe("given what the buyer has already (H6)", () => {
  const more = (seats: readonly number[]): Command => hold({ holdId: holdId(2), seats });

  test.each(["HELD", "PAYING", "SOLD"] as const)("when %s, it counts towards the cap", (state) => {
    expect(decide(bookIn(state), more([10, 11, 12, 13]), T0).ok).toBe(true);
    const book = bookIn(state, { maxSeatsPerBuyer: 5 });
    expect(refusalOf(book, more([10, 11, 12, 13]))).toEqual({ code: "buyer-limit", max: 5, owned: 2 });
  });

  test.each(["RELEASED", "EXPIRED", "FAILED"] as const)("when %s, it does not count", (state) => {
    expect(decide(bookIn(state, { maxSeatsPerBuyer: 4 }), more([10, 11, 12, 13]), T0).ok).toBe(true);
  });

  test("when HELD and over, it does not count even before that is recorded (S7)", () => {
    const book = bookIn("HELD", { maxSeatsPerBuyer: 4 });
    expect(decide(book, more([10, 11, 12, 13]), UNTIL).ok).toBe(true);
  });
});

describe("given a hold to take the place of (H8)", () => {
  const next = (overrides: Partial<Command & { kind: "hold" }> = {}): Command =>
    hold({ holdId: holdId(2), seats: [4, 5], replaces: HOLD, ...overrides });
  const replacement = heldFact({
    ...{ holdId: holdId(2), seats: [4, 5], since: T0, until: UNTIL },
    replaces: { holdId: HOLD, dropped: [3] },
  });

  test("when HELD, keeps the common seats, drops the rest, and inherits the time (H7)", () => {
    expect(factsOf(bookIn("HELD"), next(), T0 + MINUTE_MS)).toEqual([replacement]);
  });

  test("when HELD, its own seats do not count twice towards the cap (H6)", () => {
    expect(factsOf(bookIn("HELD", { maxSeatsPerBuyer: 2 }), next())).toEqual([replacement]);
  });

  test("when one wanted seat is taken, keeps the old hold as it is (H4)", () => {
    const book = bookWith([heldFact(), heldFact({ holdId: holdId(3), buyerId: OTHER, seats: [5] })]);
    expect(refusalOf(book, next())).toEqual({ code: "seats-taken", seats: [5], alternatives: [3, 4] });
  });

  test("when its time is over, is a fresh hold, not an heir", () => {
    const { replaces: _, ...fresh } = replacement;
    expect(factsOf(bookIn("HELD"), next(), UNTIL)).toEqual([
      { kind: "RELEASED", holdId: HOLD, reason: "expired", seats: SEATS },
      { ...fresh, since: UNTIL, until: UNTIL + 10 * MINUTE_MS },
    ]);
  });

  test("when PAYING, is refused: money is under way for it", () => {
    const book = bookWith([heldFact(), payingFact()]);
    expect(refusalOf(book, next())).toEqual({ code: "hold-paying", deadline: T0 + 5 * MINUTE_MS });
  });

  test.each(["SOLD", "RELEASED"] as const)("when %s, no longer counts", (state) => {
    expect(factsOf(bookIn(state), next({ seats: [10] }))).toEqual([
      heldFact({ holdId: holdId(2), seats: [10] }),
    ]);
  });

  test("when unknown or another buyer's, is refused alike (H9)", () => {
    expect(refusalOf(bookWith(), next())).toEqual({ code: "hold-not-found" });
    expect(refusalOf(bookIn("HELD"), next({ buyerId: OTHER, seats: [10] }))).toEqual({
      code: "hold-not-found",
    });
  });
});
