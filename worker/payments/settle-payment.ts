// The payment consumer: finds out from the provider how a payment stands, and records it with the news for the
// order in one batch. It may run as often as one likes, for a first request, a webhook or a hold gone quiet:
// what it does depends only on what is recorded and on what the provider answers.

import { messageId, type Message, type MessageOf } from "../../shared/contracts/messages.schema.ts";
import { decidePayment, type PaymentChange, type ProviderOutcome } from "../../shared/domain/payment.ts";
import { isUniqueViolation, runBatch, type Statement } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import { logError, logInfo } from "../platform/log.ts";
import { announce } from "../orders/advance-order.ts";
import { addToOutbox, consume, dropFromOutbox, isConsumed } from "../outbox/outbox.store.ts";
import { relay, relayOrder } from "../outbox/relay.ts";
import type { AttemptRef } from "./payment-provider.ts";
import {
  findPaymentCase,
  movePayment,
  noteOutcome,
  noteUnanswered,
  noteVoid,
  paymentMovedBy,
  type PaymentCase,
} from "./payments.store.ts";

/** How soon a provider that did not answer is asked again, and how often before that is left to the hold's alarm. */
export const ASK_AGAIN_S = [2, 3, 5, 8] as const;

export type SettleResult = "settled" | "unanswered";

/** Settles the payment of the message's order as far as the provider can tell today. */
export async function settlePayment(
  deps: Deps,
  message: MessageOf<"PAYMENT_REQUEST" | "PAYMENT_CHECK">,
): Promise<SettleResult> {
  const { db, clock } = deps;
  if (await isConsumed(db, message.id)) {
    await dropFromOutbox(db, message.id);
    await relayOrder(deps, message.orderId);
    return "settled";
  }
  const found = await findPaymentCase(db, message.orderId);
  if (found === undefined) {
    logError("payments", "no such payment", undefined, { orderId: message.orderId, by: message.type });
    return "settled";
  }
  const asked = await takeLateMoney(deps, await askProvider(deps, found, message));
  const change = decidePayment(found.payment.status, asked.outcome, asked.pastDeadline);
  // No answer is no news: the message stays in the outbox, and is asked again soon and then by the sweep.
  if (asked.outcome.status === "unknown") {
    await db.batch([noteUnanswered(db, found.attempt, clock.now())]);
    return "unanswered";
  }
  if (change.kind === "none") {
    await db.batch([...consume(db, message, { now: clock.now(), outcome: asked.outcome.status })]);
    return "settled";
  }
  await record(deps, { ...asked, change, message });
  return "settled";
}

interface Asked {
  readonly outcome: ProviderOutcome;
  /** what had been said before late money was taken */
  readonly heard?: ProviderOutcome["status"];
  /** the deadline has passed and the provider was asked to void */
  readonly pastDeadline: boolean;
  /** the case as it stands by then */
  readonly found: PaymentCase;
}

/**
 * P7: captures what was authorized after its payment had been given up, and answers what came of that; any other
 * answer as it is. Safe to repeat: what was captured by a call whose answer was lost says so when it is asked. Money
 * that was given back is voided once more instead: its order has ended, and nothing would return it a second time (S3).
 */
async function takeLateMoney(deps: Deps, asked: Asked): Promise<Asked> {
  const { found, outcome, pastDeadline } = asked;
  if (decidePayment(found.payment.status, outcome, pastDeadline).kind !== "take") return asked;
  if (gaveBack(found.order)) return { ...(await voidAttempt(deps, found)), found, heard: outcome.status };
  const known = "providerPaymentId" in outcome ? outcome.providerPaymentId : undefined;
  const provider = deps.payments[found.payment.provider];
  const taken = await provider.capture({ ...refOf(found), ...(known && { providerPaymentId: known }) });
  return { ...asked, outcome: unlessOpen(taken, "capture pending"), heard: outcome.status };
}

function gaveBack({ status, reason }: PaymentCase["order"]): boolean {
  return status === "REFUNDED" || reason === "late-payment-returned";
}

/** Authorize at first, query from then on; past the deadline void, so that the money becomes terminal (S2). */
async function askProvider(deps: Deps, found: PaymentCase, message: Message): Promise<Asked> {
  const { payment, attempt, order } = found;
  const provider = deps.payments[payment.provider];
  const ref = refOf(found);
  if (attempt.outcome === "voiding") return { ...(await voidAttempt(deps, found)), found };
  const isNew = attempt.outcome === "created" && payment.status === "REQUESTED";
  const pastDeadline = deps.clock.now() >= order.deadline && payment.status === "REQUESTED";
  const outcome: ProviderOutcome =
    isNew && !pastDeadline ? { status: "not-found" } : await provider.query(ref);
  if (pastDeadline && isOpen(outcome)) {
    const voiding = await noteVoiding(deps, found, message);
    return { ...(await voidAttempt(deps, voiding)), found: voiding };
  }
  // Not found before the deadline: our request never arrived. The same key makes a repeat harmless.
  if (outcome.status !== "not-found" || pastDeadline || payment.token === null) {
    return { outcome, pastDeadline, found };
  }
  const { orderId, amountMinor, currency, token, returnUrl } = payment;
  const request = { ...ref, orderId, amountMinor, currency, token, returnUrl };
  return { outcome: await provider.authorize(request), pastDeadline, found };
}

/**
 * Writes down that the attempt is being voided, before it is. From here on nobody believes an authorization of it
 * that a slower call may still bring: what the void does to it could not be seen in time.
 */
async function noteVoiding({ db, clock }: Deps, found: PaymentCase, message: Message): Promise<PaymentCase> {
  const { payment, attempt } = found;
  const by = `${message.id}:voiding`;
  const now = clock.now();
  const [moved] = await runBatch(db, [
    movePayment(db, { payment, status: payment.status, by, now }),
    noteVoid(db, attempt, now, paymentMovedBy(payment.orderId, by)),
  ]);
  if (moved !== 1) throw new Error(`payment moved before it could be voided`);
  return {
    ...found,
    payment: { ...payment, version: payment.version + 1, movedBy: by },
    attempt: { ...attempt, outcome: "voiding" },
  };
}

async function voidAttempt(deps: Deps, found: PaymentCase): Promise<Omit<Asked, "found">> {
  const outcome = await deps.payments[found.payment.provider].void(refOf(found));
  return { outcome: unlessOpen(outcome, "void pending"), pastDeadline: true };
}

/** What we asked for has not been done yet: no answer that anything can be built on. */
function unlessOpen(outcome: ProviderOutcome, cause: string): ProviderOutcome {
  const isUndone = ["authorized", "pending", "challenge"].includes(outcome.status);
  return isUndone ? { status: "unknown", cause } : outcome;
}

function refOf({ attempt }: PaymentCase): AttemptRef {
  return { key: attempt.key, providerPaymentId: attempt.providerPaymentId ?? undefined };
}

function isOpen(outcome: ProviderOutcome): boolean {
  return ["pending", "challenge", "not-found"].includes(outcome.status);
}

/** How long after a payment was given up its provider is asked once more, in case the money came all the same. */
const LATE_CHECKS_MS = [10 * 60_000, 60 * 60_000, 24 * 3_600_000] as const;

/** S3 and S5: money that comes after its order was given up must be found even if no webhook tells of it. */
function lateChecks(change: PaymentChange, { orderId, eventId }: Message, now: number): readonly Message[] {
  if (change.kind !== "failed" || change.code !== "payment-deadline") return [];
  return LATE_CHECKS_MS.map((delayMs, n) => {
    const id = `${orderId}:PAYMENT_CHECK:late:${n + 1}`;
    return { id, type: "PAYMENT_CHECK", orderId, eventId, at: now + delayMs };
  });
}

interface Settlement extends Asked {
  readonly change: PaymentChange;
  readonly message: Message;
}

async function record(deps: Deps, { found, change, outcome, heard, message }: Settlement): Promise<void> {
  const { db, clock } = deps;
  const { payment, attempt } = found;
  const now = clock.now();
  const isOurs = paymentMovedBy(payment.orderId, message.id);
  const status = change.kind === "succeeded" || change.kind === "failed" ? change.to : payment.status;
  const news = newsOf(change, message, now);
  const statements: [Statement, ...Statement[]] = [
    movePayment(db, { payment, status, by: message.id, now }),
    noteOutcome(db, attempt, outcome, now, isOurs),
    ...consume(db, message, {
      now,
      outcome: `${heard ?? outcome.status}${takenBy(found, change)}`,
      condition: isOurs,
    }),
    ...[...news, ...lateChecks(change, message, now)].map((next) => addToOutbox(db, next, isOurs)),
  ];
  try {
    const [moved] = await runBatch(db, statements);
    if (moved !== 1) throw new Error(`payment moved while ${message.type} was settled`);
  } catch (error) {
    if (isUniqueViolation(error) && (await isConsumed(db, message.id))) return;
    throw error;
  }
  logInfo("payments", "payment settled", {
    orderId: payment.orderId,
    by: message.type,
    outcome: outcome.status,
    status,
  });
  const waitsForBuyer = change.kind === "wait" && change.redirectUrl !== undefined;
  deps.background(
    Promise.all([relay(deps, news), waitsForBuyer ? announce(deps, payment.orderId) : undefined]),
  );
}

/** For the timeline: whether the money was taken by this, and whether the payment had been given up before. */
function takenBy({ payment }: PaymentCase, change: PaymentChange): string {
  if (change.kind !== "succeeded" || change.to !== "CAPTURED") return "";
  return payment.status === "FAILED" || payment.status === "VOIDED" ? ":taken-late" : ":taken";
}

function newsOf(change: PaymentChange, { orderId, eventId }: Message, at: number): readonly Message[] {
  switch (change.kind) {
    case "succeeded":
      return [{ id: messageId(orderId, "PAYMENT_SUCCESS"), type: "PAYMENT_SUCCESS", orderId, eventId, at }];
    case "failed":
      return [
        {
          id: messageId(orderId, "PAYMENT_FAILED"),
          type: "PAYMENT_FAILED",
          orderId,
          eventId,
          at,
          code: change.code,
        },
      ];
    case "wait":
    case "none":
    case "take":
      return [];
  }
}
