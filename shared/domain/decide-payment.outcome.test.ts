// How a PAYING hold ends: by the attempt that has its fence, or by its own order once that has been decided.

import { describe, expect, test } from "vitest";
import { T0 } from "../testing/clock.ts";
import {
  attemptedFact,
  bookIn,
  bookOffering,
  bookWith,
  DEADLINE,
  FENCE,
  HOLD,
  ORDER,
  record,
  releasedFact,
  soldFact,
} from "../testing/holds.ts";
import { orderId } from "../testing/ids.ts";
import type { Command } from "./command.ts";
import { decide } from "./decide.ts";
import { MINUTE_MS } from "./sale.ts";
import type { SeatBook } from "./seat-book.ts";

function answer(book: SeatBook, command: Command, now = T0): unknown {
  const decision = decide(book, command, now);
  return decision.ok ? decision.value : decision.error;
}

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

describe("the hold's own order, once it has been decided (P2, P3)", () => {
  const OLD = FENCE - 1;
  const sell: Command = { kind: "sell", holdId: HOLD, fence: OLD, orderId: ORDER };
  const release: Command = { ...sell, kind: "release", reason: "buyer-cancelled" };

  test("sells it and releases it whatever attempt has been begun meanwhile", () => {
    const book = (): SeatBook => {
      const paying = bookIn("PAYING");
      record(paying, [attemptedFact()]);
      return paying;
    };
    expect(answer(book(), { ...sell, fence: FENCE })).toEqual([soldFact()]);
    expect(answer(book(), { ...release, fence: FENCE })).toEqual([releasedFact("buyer-cancelled")]);
  });

  test("repeats itself without an effect (S4)", () => {
    expect(answer(bookIn("SOLD"), sell)).toEqual([]);
    expect(answer(bookIn("FAILED"), release)).toEqual([]);
  });

  test("does not undo what is terminal (H13)", () => {
    expect(answer(bookIn("SOLD"), release)).toEqual({ code: "hold-ended", holdStatus: "SOLD" });
    expect(answer(bookIn("FAILED"), sell)).toMatchObject({ code: "hold-ended", holdStatus: "RELEASED" });
  });

  test.each([sell, release])("is not taken for another: $kind for order 2 needs the fence", (command) => {
    const other = { ...command, orderId: orderId(2) } as Command;
    expect(answer(bookIn("PAYING"), other)).toEqual({ code: "stale-fence", fence: OLD });
  });

  test.each(["HELD", "RELEASED"] as const)(
    "has no say in a %s hold that was never paid for (S1)",
    (state) => {
      for (const command of [sell, release]) {
        expect(answer(bookIn(state), command)).toEqual({ code: "stale-fence", fence: OLD });
      }
    },
  );

  test("has no say in an offer to its late money, which is its buyer's to take", () => {
    const book = bookOffering();
    const offered = [...book.holds.values()].find((hold) => hold.status === "OFFERED");
    const command: Command = { ...sell, holdId: offered?.holdId ?? HOLD };
    expect(answer(book, command)).toEqual({ code: "stale-fence", fence: OLD });
  });
});
