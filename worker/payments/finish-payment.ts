// The second phase of a payment. Seats sold: the authorized money is captured. No seats: it is voided, or refunded
// where the provider has already taken it (S3).

import type { MessageOf } from "../../shared/contracts/messages.schema.ts";
import type { PaymentStatus, ProviderOutcome } from "../../shared/domain/payment.ts";
import type { Deps } from "../deps.ts";
import {
  applyToOrders,
  repeated,
  settledBy,
  type Case,
  type Ending,
  type Step,
} from "../orders/apply-to-orders.ts";
import type { OrderRow } from "../orders/orders.store.ts";
import { handled, isHandled } from "../outbox/owed.ts";
import { logError } from "../../tracing/log.ts";
import { inMessage } from "../platform/message-spans.ts";
import { parkMessage } from "../platform/parked-messages.ts";
import { attemptKey, fewAtOnce, refOf, withOutcome, withPayment } from "./payment-of-order.ts";

export type FinishMessage = MessageOf<"CAPTURE_REQUEST" | "REFUND_REQUEST">;

/** Captures or returns the money of each message's order, once; one fails, to be tried again, if the provider did not. */
export function finishPayments(deps: Deps, messages: readonly FinishMessage[]): Promise<readonly Ending[]> {
  return applyToOrders(deps, messages, (cases) =>
    fewAtOnce(cases, (found) => inMessage(found.message, () => finish(deps, found))),
  );
}

async function finish(deps: Deps, found: Case<FinishMessage>): Promise<Step> {
  const { order, message } = found;
  const now = deps.clock.now();
  if (isHandled(order, message.id)) return { ...repeated(found, now), announce: true };
  const outcome = await carryOut(deps, order, message.type);
  if (outcome?.status === "unknown") {
    const error = new Error(`${message.type} answered unknown`);
    return { silent: true, ending: { kind: "failed", error } };
  }
  const status = outcome === undefined ? order.paymentStatus : finalStatus(outcome, message.type);
  if (message.type === "CAPTURE_REQUEST" && status !== "CAPTURED") await tellUnpaid(deps, message, status);
  // The message that took the money tells of it in the timeline, this one does not.
  const isTakenBefore = outcome === undefined && message.type === "CAPTURE_REQUEST";
  const paid = withPayment(outcome === undefined ? order : withOutcome(order, outcome), status);
  const after = handled(paid, message, { now, outcome: isTakenBefore ? undefined : status });
  return { after, announce: true, acknowledge: settledBy({ message, order: after }) };
}

/** What the provider says, or nothing where the money is already where it should be. */
async function carryOut(
  { payments }: Deps,
  order: OrderRow,
  type: FinishMessage["type"],
): Promise<ProviderOutcome | undefined> {
  const provider = payments[order.provider];
  const ref = refOf(order);
  if (type === "CAPTURE_REQUEST") {
    return order.paymentStatus === "CAPTURED" ? undefined : provider.capture(ref);
  }
  if (order.paymentStatus === "AUTHORIZED") {
    const outcome = await provider.void(ref);
    // Taken already, by a capture whose answer was lost: then it is given back like any other.
    if (outcome.status !== "captured") return outcome;
  } else if (order.paymentStatus !== "CAPTURED") {
    return undefined;
  }
  const refundKey = `${attemptKey(order)}:refund`;
  return provider.refund({ ...ref, amountMinor: order.amountMinor, refundKey });
}

function finalStatus(outcome: ProviderOutcome, type: FinishMessage["type"]): PaymentStatus {
  // Voided or refunded without us, where it should be captured: no repeat brings it back.
  if (outcome.status === "voided") return "VOIDED";
  if (outcome.status === "refunded") return "REFUNDED";
  if (type === "CAPTURE_REQUEST" && outcome.status === "captured") return "CAPTURED";
  throw new Error(`${type} answered ${outcome.status}`);
}

/**
 * Sold seats whose money is gone: what is sold is never released, so this is for an operator. It is parked as
 * something that no queue can read, and stays until it is dismissed, or as long as anything that is parked.
 */
async function tellUnpaid(deps: Deps, message: FinishMessage, payment: PaymentStatus): Promise<void> {
  const { id, orderId, eventId } = message;
  const parkedAt = deps.clock.now();
  logError("payments", "seats sold, money gone", undefined, { orderId, eventId, messageId: id, payment });
  const told = { id: `${id}:unpaid`, type: "SOLD_UNPAID", orderId, eventId, payment, at: parkedAt };
  await parkMessage(deps.db, { id: told.id, queue: "payments", body: JSON.stringify(told), parkedAt });
}
