// The second phase of a payment. Seats sold: the authorized money is captured. No seats: it is voided, or refunded
// where the provider has already taken it (S3).

import type { MessageOf } from "../../shared/contracts/messages.schema.ts";
import type { PaymentStatus, ProviderOutcome } from "../../shared/domain/payment.ts";
import { isUniqueViolation, runBatch } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import { acknowledgeIfSettled, announce } from "../orders/advance-order.ts";
import { logError, logInfo } from "../platform/log.ts";
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
  if (type === "CAPTURE_REQUEST" && outcome.status === "captured") return "CAPTURED";
  if (type === "REFUND_REQUEST" && outcome.status === "voided") return "VOIDED";
  if (type === "REFUND_REQUEST" && outcome.status === "refunded") return "REFUNDED";
  throw new Error(`${type} answered ${outcome.status}`);
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
