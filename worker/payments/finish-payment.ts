// The second phase of a payment. Seats sold: the authorized money is captured. No seats: it is voided, or refunded
// where the provider has already taken it (S3).

import type { MessageOf } from "../../shared/contracts/messages.schema.ts";
import type { PaymentStatus, ProviderOutcome } from "../../shared/domain/payment.ts";
import { isUniqueViolation, runBatch } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import { acknowledgeIfSettled, announce } from "../orders/advance-order.ts";
import { logError, logInfo } from "../platform/log.ts";
import { parkMessage } from "../platform/parked-messages.ts";
import { consume, dropFromOutbox, isConsumed } from "../outbox/outbox.store.ts";
import {
  findPaymentCase,
  movePayment,
  noteOutcome,
  noteUnanswered,
  paymentMovedBy,
  type PaymentCase,
} from "./payments.store.ts";

type FinishMessage = MessageOf<"CAPTURE_REQUEST" | "REFUND_REQUEST">;

/** Captures or returns the money of the message's order, once. Throws, to be tried again, if the provider did not. */
export async function finishPayment(deps: Deps, message: FinishMessage): Promise<void> {
  const { db } = deps;
  if (await isConsumed(db, message.id)) {
    await dropFromOutbox(db, message.id);
  } else {
    const found = await findPaymentCase(db, message.orderId);
    if (found === undefined)
      return logError("payments", "no such payment", undefined, { orderId: message.orderId });
    const outcome = await carryOut(deps, found, message.type);
    if (outcome?.status === "unknown") await db.batch([noteUnanswered(db, found.attempt, deps.clock.now())]);
    const status = outcome === undefined ? found.payment.status : finalStatus(outcome, message.type);
    if (message.type === "CAPTURE_REQUEST" && status !== "CAPTURED") await tellUnpaid(deps, message, status);
    await record(deps, { found, outcome, status, message });
  }
  deps.background(announce(deps, message.orderId));
  if (message.type === "CAPTURE_REQUEST") await acknowledgeIfSettled(deps, message);
}

/** What the provider says, or nothing where the money is already where it should be. */
async function carryOut(
  { payments }: Deps,
  { payment, attempt }: PaymentCase,
  type: FinishMessage["type"],
): Promise<ProviderOutcome | undefined> {
  const provider = payments[payment.provider];
  const ref = { key: attempt.key, providerPaymentId: attempt.providerPaymentId ?? undefined };
  if (type === "CAPTURE_REQUEST") {
    return payment.status === "CAPTURED" ? undefined : provider.capture(ref);
  }
  if (payment.status === "AUTHORIZED") {
    const outcome = await provider.void(ref);
    // Taken already, by a capture whose answer was lost: then it is given back like any other.
    if (outcome.status !== "captured") return outcome;
  } else if (payment.status !== "CAPTURED") {
    return undefined;
  }
  return provider.refund({ ...ref, amountMinor: payment.amountMinor, refundKey: `${attempt.key}:refund` });
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
  logError("payments", "seats sold, money gone", undefined, { orderId, payment });
  const told = { id: `${id}:unpaid`, type: "SOLD_UNPAID", orderId, eventId, payment, at: parkedAt };
  await parkMessage(deps.db, { id: told.id, queue: "payments", body: JSON.stringify(told), parkedAt });
}

interface Finish {
  readonly found: PaymentCase;
  readonly outcome: ProviderOutcome | undefined;
  readonly status: PaymentStatus;
  readonly message: FinishMessage;
}

async function record({ db, clock }: Deps, { found, outcome, status, message }: Finish): Promise<void> {
  const { payment, attempt } = found;
  const now = clock.now();
  const isOurs = paymentMovedBy(payment.orderId, message.id);
  // The message that took the money tells of it in the timeline, this one does not.
  const isTakenBefore = outcome === undefined && message.type === "CAPTURE_REQUEST";
  try {
    const [moved] = await runBatch(db, [
      movePayment(db, { payment, status, by: message.id, now }),
      ...(outcome === undefined ? [] : [noteOutcome(db, attempt, outcome, now, isOurs)]),
      ...consume(db, message, { now, outcome: isTakenBefore ? undefined : status, condition: isOurs }),
    ]);
    if (moved !== 1) throw new Error(`payment moved while ${message.type} was carried out`);
  } catch (error) {
    if (isUniqueViolation(error) && (await isConsumed(db, message.id))) return;
    throw error;
  }
  logInfo("payments", "payment finished", { orderId: payment.orderId, by: message.type, status });
}
