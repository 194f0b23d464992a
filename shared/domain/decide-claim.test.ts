import { describe, expect, test } from "vitest";
import { T0 } from "../testing/clock.ts";
import {
  bookIn,
  bookWith,
  BUYER,
  DEADLINE,
  HOLD,
  heldFact,
  releasedFact,
  SEATS,
  UNTIL,
} from "../testing/holds.ts";
import { buyerId, holdId } from "../testing/ids.ts";
import type { Command } from "./command.ts";
import { decide, findHold } from "./decide.ts";
import { MINUTE_MS } from "./sale.ts";
import type { SeatBook } from "./seat-book.ts";

const extend: Command = { kind: "extend", holdId: HOLD, buyerId: BUYER };
const giveBack: Command = { kind: "give-back", holdId: HOLD, buyerId: BUYER };
const MAX_UNTIL = T0 + 30 * MINUTE_MS;

function answer(book: SeatBook, command: Command, now = T0): unknown {
  const decision = decide(book, command, now);
  return decision.ok ? decision.value : decision.error;
}

describe("finding a hold (H9)", () => {
  test("gives the buyer's own in any state", () => {
    for (const state of ["HELD", "PAYING", "SOLD", "RELEASED"] as const) {
      const book = bookIn(state);
      expect(findHold(book, HOLD, BUYER)).toEqual({ ok: true, value: book.holds.get(HOLD) });
    }
  });

  test("does not tell a stranger's from one that never was", () => {
    const unknown = { ok: false, error: { code: "hold-not-found" } };
    expect(findHold(bookIn("HELD"), HOLD, buyerId(2))).toEqual(unknown);
    expect(findHold(bookIn("HELD"), holdId(9), BUYER)).toEqual(unknown);
  });
});

describe("extending (H7)", () => {
  test("when HELD, sets the full time to live again", () => {
    const now = T0 + 4 * MINUTE_MS;
    expect(answer(bookIn("HELD"), extend, now)).toEqual([
      { kind: "EXTENDED", holdId: HOLD, until: now + 10 * MINUTE_MS },
    ]);
  });

  test("when HELD, never reaches beyond the longest a hold may last since its first seat", () => {
    const now = T0 + 25 * MINUTE_MS;
    const book = bookWith([heldFact({ until: now + 1 })]);
    expect(answer(book, extend, now)).toEqual([{ kind: "EXTENDED", holdId: HOLD, until: MAX_UNTIL }]);
  });

  test("when it has all the time there is, says that there is no more", () => {
    const book = bookWith([heldFact({ until: MAX_UNTIL })]);
    expect(answer(book, extend, MAX_UNTIL - 1)).toEqual({
      code: "extension-exhausted",
      maxUntil: MAX_UNTIL,
    });
  });

  test("when nothing would be gained yet, changes nothing", () => {
    expect(answer(bookIn("HELD"), extend, T0)).toEqual([]);
  });

  test("when the sale has closed meanwhile, is still granted (H2)", () => {
    const book = bookIn("HELD", { saleClosesAt: T0 + 1 });
    expect(answer(book, extend, T0 + MINUTE_MS)).toHaveLength(1);
  });

  test("in the last millisecond is granted, at the end no more (S7)", () => {
    expect(answer(bookIn("HELD"), extend, UNTIL - 1)).toHaveLength(1);
    expect(answer(bookIn("HELD"), extend, UNTIL)).toEqual({ code: "hold-expired", expiredAt: UNTIL });
  });

  test.each([
    ["PAYING", { code: "hold-paying", deadline: DEADLINE }],
    ["SOLD", { code: "hold-ended", holdStatus: "SOLD" }],
    ["RELEASED", { code: "hold-ended", holdStatus: "RELEASED", reason: "buyer" }],
    ["EXPIRED", { code: "hold-expired", expiredAt: T0 }],
    ["FAILED", { code: "hold-ended", holdStatus: "RELEASED", reason: "payment-failed" }],
  ] as const)("when %s, is refused for what the hold is (H9)", (state, error) => {
    expect(answer(bookIn(state), extend)).toEqual(error);
  });

  test("a stranger's is refused as unknown (H9)", () => {
    expect(answer(bookIn("HELD"), { ...extend, buyerId: buyerId(2) })).toEqual({ code: "hold-not-found" });
  });
});

describe("giving back (H9)", () => {
  test("when HELD, releases every seat", () => {
    expect(answer(bookIn("HELD"), giveBack)).toEqual([releasedFact("buyer")]);
  });

  test("when HELD and over, records what it was: an expiry (S7)", () => {
    expect(answer(bookIn("HELD"), giveBack, UNTIL)).toEqual([releasedFact("expired")]);
  });

  test.each(["RELEASED", "EXPIRED", "FAILED"] as const)("when %s, is already done", (state) => {
    expect(answer(bookIn(state), giveBack)).toEqual([]);
  });

  test("when PAYING, is refused: money is under way (S2)", () => {
    expect(answer(bookIn("PAYING"), giveBack)).toEqual({ code: "hold-paying", deadline: DEADLINE });
  });

  test("when SOLD, is refused: that is a refund", () => {
    expect(answer(bookIn("SOLD"), giveBack)).toEqual({ code: "hold-ended", holdStatus: "SOLD" });
  });

  test("a stranger's is refused as unknown", () => {
    expect(answer(bookIn("HELD"), { ...giveBack, buyerId: buyerId(2) })).toEqual({ code: "hold-not-found" });
  });
});

describe("expiring (H5)", () => {
  const expire = (limit = 10): Command => ({ kind: "expire", limit });
  const second = heldFact({ holdId: holdId(2), seats: [7], until: UNTIL + 1 });

  test("releases the holds whose time has run out, and those alone", () => {
    const book = bookWith([heldFact(), second]);
    expect(answer(book, expire(), UNTIL - 1)).toEqual([]);
    expect(answer(book, expire(), UNTIL)).toEqual([releasedFact("expired")]);
    expect(answer(book, expire(), UNTIL + 1)).toEqual([
      releasedFact("expired"),
      { kind: "RELEASED", holdId: holdId(2), reason: "expired", seats: [7] },
    ]);
  });

  test("takes no more than the limit at a time", () => {
    expect(answer(bookWith([heldFact(), second]), expire(1), UNTIL + 1)).toHaveLength(1);
    expect(answer(bookWith([heldFact(), second]), expire(0), UNTIL + 1)).toEqual([]);
  });

  test.each(["PAYING", "SOLD", "RELEASED"] as const)("when %s, does not expire (S2)", (state) => {
    expect(answer(bookIn(state), expire(), T0 + 10_000 * MINUTE_MS)).toEqual([]);
  });

  test("when EXTENDED, goes by the new end", () => {
    const book = bookWith([heldFact(), { kind: "EXTENDED", holdId: HOLD, until: UNTIL + MINUTE_MS }]);
    expect(answer(book, expire(), UNTIL)).toEqual([]);
    expect(answer(book, expire(), UNTIL + MINUTE_MS)).toEqual([
      { kind: "RELEASED", holdId: HOLD, reason: "expired", seats: SEATS },
    ]);
  });
});
