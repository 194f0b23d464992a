import { describe, expect, test } from "vitest";
import { T0 } from "../testing/clock.ts";
import {
  bookIn,
  bookWith,
  BUYER,
  DEADLINE,
  FENCE,
  heldFact,
  HOLD,
  ORDER,
  payingFact,
  record,
  releasedFact,
  soldFact,
  UNTIL,
} from "../testing/holds.ts";
import { buyerId, holdId, orderId } from "../testing/ids.ts";
import { buildSale } from "../testing/sales.ts";
import type { Command } from "./command.ts";
import { decide } from "./decide.ts";
import { MINUTE_MS } from "./sale.ts";
import type { SeatBook } from "./seat-book.ts";

function answer(book: SeatBook, command: Command, now = T0): unknown {
  const decision = decide(book, command, now);
  return decision.ok ? decision.value : decision.error;
}

describe("start paying (P1)", () => {
  const start: Command = { kind: "start-paying", holdId: HOLD, buyerId: BUYER, orderId: ORDER };

  test("when HELD, becomes PAYING with a deadline and the fact's own seq as its fence", () => {
    expect(answer(bookIn("HELD"), start, T0 + 1)).toEqual([payingFact({ deadline: DEADLINE + 1 })]);
  });

  test("at another price than the buyer was told, is refused", () => {
    const book = bookIn("HELD");
    const dearer = { R: { amountMinor: 90_000, currency: "KRW" } } as const;
    record(book, [{ kind: "CONFIGURED", sale: buildSale({ version: 2, prices: dearer }) }]);
    expect(answer(book, start, T0 + 1)).toEqual({
      code: "price-changed",
      currency: "KRW",
      wasMinor: 170_000,
      isMinor: 191_000,
    });
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

describe("sell (P2)", () => {
  const sell = (fence = FENCE): Command => ({ kind: "sell", holdId: HOLD, fence });

  test("when PAYING, the payment with the fence gets the seats", () => {
    expect(answer(bookIn("PAYING"), sell())).toEqual([soldFact()]);
  });

  test("when PAYING past its deadline, still sells: the money is there (S3)", () => {
    expect(answer(bookIn("PAYING"), sell(), DEADLINE + 60 * MINUTE_MS)).toEqual([soldFact()]);
  });

  test("when SOLD, a repeat changes nothing (S4)", () => {
    expect(answer(bookIn("SOLD"), sell())).toEqual([]);
  });

  test("when RELEASED, is refused: the seats are gone (S3)", () => {
    expect(answer(bookIn("FAILED"), sell())).toEqual({
      code: "hold-ended",
      holdStatus: "RELEASED",
      reason: "payment-failed",
    });
  });

  test.each(["PAYING", "SOLD", "FAILED"] as const)("when %s, another fence is refused", (state) => {
    for (const fence of [FENCE - 1, FENCE + 1]) {
      expect(answer(bookIn(state), sell(fence))).toEqual({ code: "stale-fence", fence });
    }
  });

  test.each(["HELD", "RELEASED"] as const)("when %s and never paid for, no fence fits (S1)", (state) => {
    expect(answer(bookIn(state), sell())).toEqual({ code: "stale-fence", fence: FENCE });
  });

  test("when unknown, is refused", () => {
    expect(answer(bookWith(), sell())).toEqual({ code: "hold-not-found" });
  });
});

describe("release (P3)", () => {
  const release = (fence = FENCE): Command => ({
    kind: "release",
    holdId: HOLD,
    fence,
    reason: "payment-deadline",
  });

  test("when PAYING, the payment with the fence gives the seats back", () => {
    expect(answer(bookIn("PAYING"), release())).toEqual([releasedFact("payment-deadline")]);
  });

  test("when RELEASED, a repeat changes nothing (S4)", () => {
    expect(answer(bookIn("FAILED"), release())).toEqual([]);
  });

  test("when SOLD, is refused: a sold seat is never released", () => {
    expect(answer(bookIn("SOLD"), release())).toEqual({ code: "hold-ended", holdStatus: "SOLD" });
  });

  test.each(["HELD", "PAYING", "SOLD"] as const)("when %s, another fence is refused", (state) => {
    expect(answer(bookIn(state), release(FENCE + 1))).toEqual({ code: "stale-fence", fence: FENCE + 1 });
  });

  test("when unknown, is refused", () => {
    expect(answer(bookWith(), release())).toEqual({ code: "hold-not-found" });
  });
});
