// How an order of the list stands, in one word: a list is read and left, so every state has a word of its own. Pure.

import type { OrderSummary } from "../../../shared/contracts/orders.schema.ts";
import { isAwaited } from "../orders/order-state.ts";
import { pendingStage } from "../orders/pending-stage.ts";

export type CardState =
  | "PENDING"
  /** the payment has failed, the seats are kept, and another card may be tried */
  | "RETRY"
  | "CANCELLING"
  | "CONFIRMED"
  /** confirmed, with nothing to pay */
  | "BOOKED"
  | "CANCELLED"
  /** not confirmed, with nothing to pay */
  | "FREE_FAILED"
  /** by the buyer */
  | "GIVEN_UP"
  /** money that came late and was not needed */
  | "RETURNED"
  | "REFUNDED";

/** `now`: epoch ms, by the server's clock. */
export function cardState(order: OrderSummary, now: number): CardState {
  const isFree = order.totalMinor === 0;
  switch (order.status) {
    case "PENDING":
      return stateOfPending(order, now);
    case "CONFIRMED":
      return isFree ? "BOOKED" : "CONFIRMED";
    case "CANCELLED":
    case "REFUNDED":
      // An order that has ended while its money has not is being seen to, and has not simply failed.
      if (isAwaited(order)) return "PENDING";
      // Late money was charged: who had it back wants to read that, and not that a payment failed.
      if (order.status === "REFUNDED" || order.payment.status === "REFUNDED") return "REFUNDED";
      if (order.reason === "buyer-cancelled") return "GIVEN_UP";
      if (order.reason === "late-payment-duplicate") return "RETURNED";
      return isFree ? "FREE_FAILED" : "CANCELLED";
  }
}

function stateOfPending(order: OrderSummary, now: number): CardState {
  // Only whether there is a challenge depends on the page's address, and here that is all one.
  const stage = pendingStage(order, { now, base: "https://jari.invalid" });
  if (stage?.kind === "retry") return "RETRY";
  return stage?.kind === "cancelling" || stage?.kind === "ending" ? "CANCELLING" : "PENDING";
}
