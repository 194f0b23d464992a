// Whether another attempt to pay may begin.

import { describe, expect, test } from "vitest";
import {
  answered,
  buildOrder,
  decline,
  GIVE_UP,
  orderAfter,
  SEATS_LOST,
  SEATS_SOLD,
  started,
  succeeded,
} from "../testing/orders.ts";
import type { OrderInput } from "./order-input.ts";
import { attemptOf, isFinalFailure, nextAttemptNumber, refuseAttempt } from "./order.ts";
import { DECLINE_CODES } from "./payment.ts";

const CONFIRMED = [answered("authorized"), succeeded()];
const CANCELLED = [...decline(), GIVE_UP];

describe("another attempt (O10)", () => {
  test("may begin once the current one has failed", () => {
    expect(refuseAttempt(orderAfter(decline()), 2)).toBeUndefined();
  });

  test("may begin before the news of the failure has gone round", () => {
    expect(refuseAttempt(orderAfter([answered("declined")]), 2)).toBeUndefined();
  });

  test("may begin while the current one waits for the buyer at a challenge, which moves no money", () => {
    expect(refuseAttempt(orderAfter([answered("challenge")]), 2)).toBeUndefined();
  });

  test.each<[string, readonly OrderInput[]]>([
    ["has not been told to the provider yet", []],
    ["is being decided", [answered("pending")]],
    ["is being voided", [answered("challenge"), { kind: "void-begun", attempt: 1 }]],
    ["has succeeded, and nobody has heard of it yet", [answered("authorized")]],
  ])("is refused while the current one %s: nobody is invited to pay twice (S3)", (_, inputs) => {
    expect(refuseAttempt(orderAfter(inputs), 2)).toEqual({ code: "payment-in-progress" });
  });

  test.each([1, 3, 4])("is refused under the number %i, for another tab may have begun it", (number) => {
    expect(refuseAttempt(orderAfter(decline()), number)).toEqual({ code: "payment-attempt-taken", next: 2 });
  });

  test("is refused under a number that has been used meanwhile, with the next one", () => {
    const order = orderAfter([...decline(), started(2)]);
    expect(refuseAttempt(order, 2)).toEqual({ code: "payment-attempt-taken", next: 3 });
  });

  test("is refused after as many as the organiser allows", () => {
    const two = buildOrder({ maxPaymentAttempts: 2 });
    expect(refuseAttempt(orderAfter([answered("declined")], two), 2)).toBeUndefined();
    const inputs = [...decline(), started(2), answered("declined", 2)];
    expect(refuseAttempt(orderAfter(inputs, two), 3)).toEqual({ code: "order-ended" });
  });

  test("is refused after a failure that is final, also before that has ended the order (O2)", () => {
    const failed: OrderInput = {
      kind: "provider-answered",
      attempt: 1,
      outcome: { status: "declined", code: "provider-error" },
      ending: undefined,
    };
    expect(refuseAttempt(orderAfter([failed]), 2)).toEqual({ code: "order-ended" });
  });

  test("is refused at the last challenge, which may still be approved", () => {
    const one = buildOrder({ maxPaymentAttempts: 1 });
    expect(refuseAttempt(orderAfter([answered("challenge")], one), 2)).toEqual({
      code: "payment-in-progress",
    });
  });

  test.each<[string, readonly OrderInput[]]>([
    ["CONFIRMED", CONFIRMED],
    ["CONFIRMED with its seats", [...CONFIRMED, SEATS_SOLD]],
    ["REFUNDED", [...CONFIRMED, SEATS_LOST]],
    ["CANCELLED", CANCELLED],
    ["given up, while its attempt is being voided", [answered("challenge"), GIVE_UP]],
    ["out of time", [answered("not-found", 1, "deadline")]],
  ])("is refused for an order that is %s", (_, inputs) => {
    expect(refuseAttempt(orderAfter(inputs), 2)).toEqual({ code: "order-ended" });
  });

  test("has the number after the highest, whichever attempt is the current one (O11)", () => {
    const order = orderAfter([...decline(), started(2), ...decline(2), answered("captured")]);
    expect([order.attempt, nextAttemptNumber(order)]).toEqual([1, 3]);
  });
});

test("only our own failure, and the end of time, leave no hope for another card (O2)", () => {
  expect(DECLINE_CODES.filter(isFinalFailure)).toEqual(["payment-deadline", "provider-error"]);
});

test("an attempt is found by its number, and one that never was is a fault", () => {
  const order = orderAfter([...decline(), started(2)]);
  expect(attemptOf(order, 2).token).toBe("tok_2");
  expect(() => attemptOf(order, 3)).toThrow("has no attempt 3");
});
