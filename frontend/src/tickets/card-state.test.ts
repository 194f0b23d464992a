import { expect, test } from "vitest";
import type { OrderSummary } from "../../../shared/contracts/orders.schema.ts";
import { cardState } from "./card-state.ts";

const NOW = 100_000;
const PAYMENT = { status: "REQUESTED", attempt: 1, attemptsLeft: 2 } as const;
const DECLINED = { ...PAYMENT, status: "FAILED", declineCode: "card-declined" } as const;

function buildSummary(changes: Partial<OrderSummary>): OrderSummary {
  return {
    orderId: "order-1",
    eventId: "event-1",
    status: "PENDING",
    payment: PAYMENT,
    deadline: NOW + 1,
    tickets: [],
    version: 1,
    createdAt: 0,
    currency: "KRW",
    totalMinor: 1_000,
    seats: [1],
    ...changes,
  };
}

test.each<readonly [string, Partial<OrderSummary>, string]>([
  ["whose payment is confirmed", {}, "PENDING"],
  ["whose payment failed, with the seats kept", { payment: DECLINED }, "RETRY"],
  ["whose time to pay again is over", { payment: DECLINED, deadline: NOW }, "CANCELLING"],
  ["whose last payment failed", { payment: { ...DECLINED, attemptsLeft: 0 } }, "CANCELLING"],
  ["that is being given up", { cancelRequested: true }, "CANCELLING"],
  ["that is paid", { status: "CONFIRMED", payment: { ...PAYMENT, status: "CAPTURED" } }, "CONFIRMED"],
  ["that is booked for nothing", { status: "CONFIRMED", totalMinor: 0 }, "BOOKED"],
  ["that could not be booked for nothing", { status: "CANCELLED", totalMinor: 0 }, "FREE_FAILED"],
  ["that failed", { status: "CANCELLED", reason: "card-declined", payment: DECLINED }, "CANCELLED"],
  [
    "that its buyer gave up",
    { status: "CANCELLED", reason: "buyer-cancelled", payment: DECLINED },
    "GIVEN_UP",
  ],
  [
    "whose late money goes back",
    { status: "CANCELLED", reason: "late-payment-returned", payment: { ...PAYMENT, status: "CAPTURED" } },
    "PENDING",
  ],
  [
    "whose late money went back after it was given up",
    { status: "CANCELLED", reason: "buyer-cancelled", payment: { ...PAYMENT, status: "REFUNDED" } },
    "REFUNDED",
  ],
  [
    "whose late money was not needed",
    { status: "CANCELLED", reason: "late-payment-duplicate", payment: { ...DECLINED, status: "VOIDED" } },
    "RETURNED",
  ],
])("an order %s", (_, changes, expected) => {
  expect(cardState(buildSummary(changes), NOW)).toBe(expected);
});
