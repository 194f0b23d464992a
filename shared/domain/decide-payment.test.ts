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
  SEATS,
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

describe("sell late (P4)", () => {
  const late = holdId(7);
  const sellLate = (seats: readonly number[] = SEATS): Command => ({
    ...{ kind: "sell-late", holdId: late, buyerId: BUYER, orderId: ORDER, seats },
  });
  const soldLate = { kind: "SOLD_LATE", holdId: late, buyerId: BUYER, orderId: ORDER, seats: SEATS };

  test("when every seat is free, sells the very same seats, ascending (S3)", () => {
    expect(answer(bookIn("FAILED"), sellLate([4, 3]))).toEqual([soldLate]);
  });

  test("when a hold on them is over, records that first (H5, S7)", () => {
    const book = bookWith([heldFact({ holdId: holdId(2), buyerId: buyerId(2), seats: [4, 5] })]);
    expect(answer(book, sellLate(), UNTIL)).toEqual([
      { kind: "RELEASED", holdId: holdId(2), reason: "expired", seats: [4, 5] },
      soldLate,
    ]);
  });

  test("when one seat is taken, sells none: the money goes back (S3)", () => {
    const book = bookWith([heldFact({ holdId: holdId(2), buyerId: buyerId(2), seats: [4, 5] })]);
    const refused = { kind: "LATE_REFUSED", holdId: late, buyerId: BUYER, orderId: ORDER, seats: SEATS };
    expect(answer(book, sellLate(), UNTIL - 1)).toEqual([refused]);
  });

  test("once refused stays refused, also when the seats are free again: the money is on its way back", () => {
    const book = bookWith([heldFact({ holdId: holdId(2), buyerId: buyerId(2), seats: [4, 5] })]);
    const decision = decide(book, sellLate(), T0);
    record(book, decision.ok ? decision.value : []);
    expect(answer(book, sellLate(), UNTIL)).toEqual([]);
    expect(book.holds.get(late)).toMatchObject({ status: "RELEASED", reason: "late-refused" });
    expect(book.owners.slice(3, 6)).toEqual([undefined, holdId(2), holdId(2)]);
  });

  test("when the order's own hold is still PAYING, because the news overtook its release, sells that hold", () => {
    const book = bookIn("PAYING");
    const sold = [soldFact()];
    expect(answer(book, sellLate())).toEqual(sold);
    record(book, sold);
    expect(answer(book, sellLate())).toEqual([]);
    expect(answer(bookIn("PAYING"), { ...sellLate(), orderId: orderId(9) } as Command)).toMatchObject([
      { kind: "LATE_REFUSED" },
    ]);
  });

  test("when a seat is blocked, sells none", () => {
    expect(answer(bookWith([{ kind: "BLOCKED", seats: [3] }]), sellLate())).toMatchObject([
      { kind: "LATE_REFUSED" },
    ]);
  });

  test("is bound by neither the sale window nor the buyer's cap: both were asked when it was held", () => {
    const book = bookIn("FAILED", { maxSeatsPerBuyer: 1, saleClosesAt: T0 + 1 });
    expect(answer(book, sellLate(), T0 + MINUTE_MS)).toEqual([soldLate]);
  });

  test("when SOLD already, a repeat changes nothing (S4)", () => {
    const book = bookIn("FAILED");
    record(book, [{ ...soldLate, kind: "SOLD_LATE" }]);
    expect(answer(book, sellLate())).toEqual([]);
  });

  test.each(["HELD", "PAYING", "FAILED"] as const)(
    "when its id stands for a %s hold, is refused",
    (state) => {
      expect(answer(bookIn(state), { ...sellLate(), kind: "sell-late", holdId: HOLD } as Command)).toEqual({
        code: "hold-id-reused",
      });
    },
  );

  test("refuses seats that no chart has (H1)", () => {
    expect(answer(bookWith(), sellLate([46]))).toMatchObject({ code: "seat-out-of-range" });
  });
});
