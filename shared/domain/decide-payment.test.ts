import { describe, expect, test } from "vitest";
import { T0 } from "../testing/clock.ts";
import {
  bookIn,
  bookWith,
  BUYER,
  DEADLINE,
  heldFact,
  HOLD,
  ORDER,
  payingFact,
  quotedFor,
  record,
  SEATS,
  UNTIL,
} from "../testing/holds.ts";
import { buyerId, holdId, orderId } from "../testing/ids.ts";
import { buildSale } from "../testing/sales.ts";
import type { Command } from "./command.ts";
import { decide } from "./decide.ts";
import { MINUTE_MS } from "./sale.ts";
import type { SeatBook } from "./seat-book.ts";

const PAY_UNTIL = T0 + 35 * MINUTE_MS;

function answer(book: SeatBook, command: Command, now = T0): unknown {
  const decision = decide(book, command, now);
  return decision.ok ? decision.value : decision.error;
}

describe("start paying (P1)", () => {
  const start: Command = { kind: "start-paying", holdId: HOLD, buyerId: BUYER, orderId: ORDER };

  test("when HELD, becomes PAYING with a deadline and the fact's own seq as its fence", () => {
    expect(answer(bookIn("HELD"), start, T0 + 1)).toEqual([payingFact({ deadline: DEADLINE + 1 })]);
  });

  test("in the last moment that a hold can have, the deadline is payUntil and not a moment later", () => {
    const last = T0 + 30 * MINUTE_MS - 1;
    const book = bookWith([heldFact({ until: last + 1 })]);
    expect(answer(book, start, last)).toMatchObject([{ deadline: PAY_UNTIL - 1 }]);
  });

  test("has its full time also where holds may not last as long any more", () => {
    const shorter = bookWith([heldFact()], { holdMaxMs: MINUTE_MS });
    expect(answer(shorter, start, T0 + 9 * MINUTE_MS)).toMatchObject([{ deadline: T0 + 14 * MINUTE_MS }]);
  });

  test("the fence is the seq that the fact is recorded under, and grows with every payment", () => {
    const book = bookWith([heldFact(), heldFact({ holdId: holdId(2), seats: [8] })]);
    for (const n of [1, 2]) {
      const decision = decide(book, { ...start, holdId: holdId(n), orderId: orderId(n) }, T0);
      const [fact] = record(book, decision.ok ? decision.value : []);
      expect(fact).toMatchObject({ kind: "PAYING", seq: 3 + n, fence: 3 + n });
    }
  });

  test.each(["PAYING", "SOLD"] as const)("when %s, the same order gets what it has", (state) => {
    expect(answer(bookIn(state), start)).toEqual([]);
  });

  test.each([
    ["HELD and over", bookIn("HELD"), UNTIL, { code: "hold-expired", expiredAt: UNTIL }],
    ["EXPIRED", bookIn("EXPIRED"), T0, { code: "hold-expired", expiredAt: T0 }],
    ["RELEASED", bookIn("RELEASED"), T0, { code: "hold-ended", holdStatus: "RELEASED", reason: "buyer" }],
    [
      "FAILED",
      bookIn("FAILED"),
      T0,
      { code: "hold-ended", holdStatus: "RELEASED", reason: "payment-failed" },
    ],
  ] as const)("when %s, is refused (H9)", (_, book, now, error) => {
    expect(answer(book, start, now)).toEqual(error);
  });

  test.each([
    ["PAYING", { code: "hold-paying", deadline: DEADLINE }],
    ["SOLD", { code: "hold-ended", holdStatus: "SOLD" }],
  ] as const)("when %s, a second order is refused", (state, error) => {
    expect(answer(bookIn(state), { ...start, orderId: orderId(2) })).toEqual(error);
  });

  test.each(["HELD", "PAYING"] as const)("when %s, a stranger finds nothing (H9)", (state) => {
    expect(answer(bookIn(state), { ...start, buyerId: buyerId(2) })).toEqual({ code: "hold-not-found" });
  });

  test("when the sale has closed meanwhile, what was held in time may be paid (H2)", () => {
    expect(answer(bookIn("HELD", { saleClosesAt: T0 + 1 }), start, T0 + 1)).toHaveLength(1);
  });
});

describe("what a hold was quoted (H14)", () => {
  const start: Command = { kind: "start-paying", holdId: HOLD, buyerId: BUYER, orderId: ORDER };
  const dearer = { R: { amountMinor: 90_000, currency: "KRW" } } as const;
  const withdrawn = { VIP: { amountMinor: 150_000, currency: "KRW" } } as const;

  test.each([
    ["dearer", dearer],
    ["withdrawn", withdrawn],
  ])("is payable as long as it lives, though its price level is now %s", (_, prices) => {
    const book = bookIn("HELD");
    record(book, [{ kind: "CONFIGURED", sale: buildSale({ version: 2, prices }) }]);
    const decision = decide(book, start, T0 + 1);
    expect(decision.ok).toBe(true);
    record(book, decision.ok ? decision.value : []);
    expect(book.holds.get(HOLD)).toMatchObject({ status: "PAYING", quoted: quotedFor(SEATS) });
  });

  test("is kept by an extension", () => {
    const book = bookIn("HELD");
    record(book, [{ kind: "CONFIGURED", sale: buildSale({ version: 2, prices: dearer }) }]);
    record(book, [{ kind: "EXTENDED", holdId: HOLD, until: UNTIL + 1 }]);
    expect(book.holds.get(HOLD)).toMatchObject({ quoted: quotedFor(SEATS) });
  });

  test("is quoted anew for a replacement, also of the seats in common", () => {
    const book = bookIn("HELD");
    record(book, [{ kind: "CONFIGURED", sale: buildSale({ version: 2, prices: dearer }) }]);
    const next: Command = { kind: "hold", holdId: holdId(2), buyerId: BUYER, seats: SEATS, replaces: HOLD };
    expect(answer(book, next)).toMatchObject([{ quoted: { totalMinor: 191_000 } }]);
    record(book, [{ kind: "CONFIGURED", sale: buildSale({ version: 3, prices: withdrawn }) }]);
    expect(answer(book, next)).toEqual({ code: "seat-not-for-sale", seats: SEATS });
  });
});

describe("a start that has moved (P11)", () => {
  const start: Command = { kind: "start-paying", holdId: HOLD, buyerId: BUYER, orderId: ORDER };
  const first = { sinceVersion: 1, at: T0 + 8 };
  const moved = { sinceVersion: 3, at: T0 + 9 };
  const book = (): SeatBook => bookIn("HELD", { version: 4, starts: [first, moved] });

  test("since the version that the buyer agreed to is refused, with both times and what to agree to", () => {
    expect(answer(book(), { ...start, eventVersion: 2 })).toEqual({
      ...{ code: "event-changed", version: 4, startsAt: moved.at, startedAt: first.at },
    });
  });

  test("is refused without the former time where that is not known", () => {
    const unknown = bookIn("HELD", { version: 4, starts: [moved] });
    expect(answer(unknown, { ...start, eventVersion: 2 })).toEqual({
      ...{ code: "event-changed", version: 4, startsAt: moved.at },
    });
  });

  test.each([3, 4, 5])("is no matter to a buyer who agreed to version %i: they saw it", (eventVersion) => {
    expect(answer(book(), { ...start, eventVersion })).toMatchObject([{ kind: "PAYING" }]);
  });

  test("is told as the one that the buyer agreed to, however often it has moved since", () => {
    const again = bookIn("HELD", { version: 5, starts: [first, moved, { sinceVersion: 5, at: T0 + 10 }] });
    expect(answer(again, { ...start, eventVersion: 2 })).toMatchObject({ startedAt: first.at });
    expect(answer(again, { ...start, eventVersion: 4 })).toMatchObject({ startedAt: moved.at });
  });

  test("and moved back is no matter to a buyer who agreed to what stands again", () => {
    const back = bookIn("HELD", { version: 5, starts: [first, moved, { ...first, sinceVersion: 5 }] });
    expect(answer(back, { ...start, eventVersion: 2 })).toMatchObject([{ kind: "PAYING" }]);
    expect(answer(back, { ...start, eventVersion: 3 })).toMatchObject({ code: "event-changed" });
  });

  test("is no matter where nobody says what was agreed to, or when the event starts", () => {
    expect(answer(book(), start)).toMatchObject([{ kind: "PAYING" }]);
    expect(answer(bookIn("HELD"), { ...start, eventVersion: 1 })).toMatchObject([{ kind: "PAYING" }]);
  });

  test("leaves a hold as it is, and is no matter once it is PAYING: the same order gets what it has", () => {
    const refused = book();
    answer(refused, { ...start, eventVersion: 2 });
    expect(refused.holds.get(HOLD)?.status).toBe("HELD");
    record(refused, [payingFact()]);
    expect(answer(refused, { ...start, eventVersion: 2 })).toEqual([]);
  });
});

describe("an order without a payment (M5)", () => {
  const start: Command = {
    ...{ kind: "start-paying", holdId: HOLD, buyerId: BUYER, orderId: ORDER, hasPayment: false },
  };

  test("is refused where the seats cost something, with what they cost", () => {
    expect(answer(bookIn("HELD"), start)).toEqual({
      ...{ code: "payment-required", currency: "KRW", totalMinor: 170_000 },
    });
  });

  test("begins to pay like any other where the total is 0", () => {
    const quoted = { ...quotedFor(SEATS), totalMinor: 0 };
    expect(answer(bookWith([heldFact({ quoted })]), start)).toEqual([payingFact()]);
  });
});
