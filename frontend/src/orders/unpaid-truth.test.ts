import { describe, expect, test } from "vitest";
import type { OrderProgress } from "../../../shared/contracts/orders.schema.ts";
import type { OrderReason } from "../../../shared/domain/order.ts";
import type { DeclineCode } from "../../../shared/domain/payment.ts";
import { mayBePaidLate, unpaidTruth } from "./unpaid-truth.ts";

function ended(
  reason: OrderReason,
  declineCode?: DeclineCode,
  status: OrderProgress["payment"]["status"] = "FAILED",
): Pick<OrderProgress, "status" | "reason" | "payment"> {
  const payment = { status, attempt: 1, attemptsLeft: 0, ...(declineCode !== undefined && { declineCode }) };
  return { status: "CANCELLED", reason, payment };
}

describe("that no money was taken", () => {
  test.each([
    ended("card-declined", "card-declined"),
    ended("insufficient-funds", "insufficient-funds"),
    ended("challenge-failed", "challenge-failed"),
    ended("provider-error", "provider-error"),
    ended("buyer-cancelled", "card-declined"),
  ])("is said where the provider has said so: %o", (order) => {
    expect(unpaidTruth(order)).toBe("refused");
    expect(mayBePaidLate(order)).toBe(false);
  });

  test.each([
    [ended("payment-deadline", "payment-deadline"), "may-earn-seats"],
    [ended("payment-deadline", "payment-deadline", "VOIDED"), "may-earn-seats"],
    [ended("payment-cancelled", "payment-cancelled", "VOIDED"), "may-earn-seats"],
    [ended("buyer-cancelled", "payment-cancelled", "VOIDED"), "goes-back"],
    [ended("buyer-cancelled", "payment-cancelled"), "goes-back"],
  ] as const)("is not said where we only asked for it to be cancelled: %o", (order, expected) => {
    expect(unpaidTruth(order)).toBe(expected);
    expect(mayBePaidLate(order)).toBe(true);
  });
});

test.each([
  { ...ended("payment-deadline", "payment-deadline"), status: "PENDING" as const },
  ended("payment-deadline", undefined, "CAPTURED"),
  ended("late-payment-returned", undefined, "VOIDED"),
  ended("late-payment-returned", undefined, "REFUNDED"),
  ended("late-payment-duplicate", "payment-deadline"),
])("money is not waited for where it is here, gone back, or not over: %o", (order) => {
  expect(mayBePaidLate(order)).toBe(false);
});
