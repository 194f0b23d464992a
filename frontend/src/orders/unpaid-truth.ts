// What may be said of the money of an order that ended unpaid. "No money was taken" is the provider's to say and not
// ours (S3): where we only asked for a payment to be cancelled, an approval may still be on its way. Pure.

import type { OrderProgress } from "../../../shared/contracts/orders.schema.ts";
import { hasFailed, isRefusedByProvider } from "../../../shared/domain/payment.ts";

export type UnpaidTruth =
  /** the provider has said no: no money was taken, and the same seats may be paid for again */
  | "refused"
  /** we asked for the payment to be cancelled; an approval that still comes gets seats, or goes back */
  | "may-earn-seats"
  /** the same, but the buyer has given up: an approval that still comes always goes back */
  | "goes-back";

export function unpaidTruth({ reason, payment }: Pick<OrderProgress, "reason" | "payment">): UnpaidTruth {
  if (isRefusedByProvider(payment.declineCode)) return "refused";
  return reason === "buyer-cancelled" ? "goes-back" : "may-earn-seats";
}

/** Whether an approval may still come for an order that has ended without money. */
export function mayBePaidLate(order: Pick<OrderProgress, "status" | "reason" | "payment">): boolean {
  const { status, reason, payment } = order;
  const isUnpaid = status === "CANCELLED" && hasFailed(payment);
  const hasCome = reason === "late-payment-returned" || reason === "late-payment-duplicate";
  return isUnpaid && !hasCome && unpaidTruth(order) !== "refused";
}
