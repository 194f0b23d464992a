// The payment consumer: finds out from the provider how a payment stands, and records it with the news for the
// order in one write. It may run as often as one likes, for a first request, a webhook or a hold gone quiet:
// what it does depends only on what is recorded and on what the provider answers.

import { messageId, type Message, type MessageOf } from "../../shared/contracts/messages.schema.ts";
import { decidePayment, type PaymentChange, type ProviderOutcome } from "../../shared/domain/payment.ts";
import { created } from "../../tracing/messaging.ts";
import type { Deps } from "../deps.ts";
import { applyToOrders, repeated, type Case, type Ending, type Step } from "../orders/apply-to-orders.ts";
import { moveOrders } from "../orders/move-orders.ts";
import type { OrderRow } from "../orders/orders.store.ts";
import { handled, isHandled, isOwed, owing } from "../outbox/owed.ts";
import { inMessage } from "../platform/message-spans.ts";
import { fewAtOnce, refOf, withOutcome, withPayment } from "./payment-of-order.ts";

export type SettleMessage = MessageOf<"PAYMENT_REQUEST" | "PAYMENT_CHECK" | "PAYMENT_HINT">;
type Found = Case<SettleMessage>;

/** How soon a provider that did not answer is asked again, and how often before that is left to the hold's alarm. */
export const ASK_AGAIN_S = [2, 3, 5, 8] as const;

/** Settles the payment of each message's order as far as the provider can tell today. */
export function settlePayments(deps: Deps, messages: readonly SettleMessage[]): Promise<readonly Ending[]> {
  return applyToOrders(deps, messages, (cases) =>
    fewAtOnce(cases, (found) => inMessage(found.message, () => settle(deps, found))),
  );
}

async function settle(deps: Deps, found: Found): Promise<Step> {
  const { clock } = deps;
  const { message, order } = found;
  if (message.type === "PAYMENT_HINT" && !isNews(order, message, clock.now())) return {};
  if (isHandled(order, message.id)) return repeated(found, clock.now());
  const asked = await takeLateMoney(deps, await askProvider(deps, found));
  const { outcome } = asked;
  const change = decidePayment(asked.order.paymentStatus, outcome, asked.pastDeadline);
  // No answer is no news: the message stays owed, and is asked again soon and then by the sweep.
  if (outcome.status === "unknown") {
    return { silent: true, ending: { kind: "unanswered" } };
  }
  if (change.kind === "none") {
    // What is known already is written down only where it is owed: nobody waits for it.
    if (!isOwed(order, message.id)) return {};
    return {
      after: handled(asked.order, message, { now: clock.now(), outcome: outcome.status }),
      ...since(asked),
    };
  }
  return record(deps, message, { ...asked, change });
}

/** How long the answer to the first request may be on its way, and nothing need be asked beside it. */
const FIRST_ANSWER_MS = 5_000;

/** Whether what a webhook tells of is neither known nor about to be written down by the message that asked for it. */
function isNews(order: OrderRow, { id, attempt, claims }: MessageOf<"PAYMENT_HINT">, now: number): boolean {
  const { attemptOutcome, unanswered, createdAt } = order;
  if (attempt !== order.attempt || claims === attemptOutcome || isHandled(order, id)) return false;
  const isFirst = attemptOutcome === "created" && unanswered === 0 && now - createdAt < FIRST_ANSWER_MS;
  // A capture stays owed, and is asked for again and again, until what came of it is written down.
  const isOwnCapture = claims === "captured" && isOwed(order, messageId(order.id, "CAPTURE_REQUEST"));
  return !isFirst && !isOwnCapture;
}

interface Asked {
  readonly outcome: ProviderOutcome;
  /** what had been said before late money was taken */
  readonly heard?: ProviderOutcome["status"];
  /** the deadline has passed and the provider was asked to void */
  readonly pastDeadline: boolean;
  /** the order as it stands by then */
  readonly order: OrderRow;
  /** where it was written meanwhile, that */
  readonly before?: OrderRow;
}

/** An order that was written while its provider was asked is written on from there. */
function since({ before }: Asked): Pick<Step, "before"> {
  return before === undefined ? {} : { before };
}

/**
 * P7: captures what was authorized after its payment had been given up, and answers what came of that; any other
 * answer as it is. Safe to repeat: what was captured by a call whose answer was lost says so when it is asked. Money
 * that was given back is voided once more instead: its order has ended, and nothing would return it a second time (S3).
 */
async function takeLateMoney(deps: Deps, asked: Asked): Promise<Asked> {
  const { order, outcome, pastDeadline } = asked;
  if (decidePayment(order.paymentStatus, outcome, pastDeadline).kind !== "take") return asked;
  if (gaveBack(order)) return { ...asked, ...(await voidAttempt(deps, order)), heard: outcome.status };
  const known = "providerPaymentId" in outcome ? outcome.providerPaymentId : undefined;
  const provider = deps.payments[order.provider];
  const taken = await provider.capture({ ...refOf(order), ...(known && { providerPaymentId: known }) });
  return { ...asked, outcome: unlessOpen(taken, "capture pending"), heard: outcome.status };
}

function gaveBack({ status, reason }: OrderRow): boolean {
  return status === "REFUNDED" || reason === "late-payment-returned";
}

/** Authorize at first, query from then on; past the deadline void, so that the money becomes terminal (S2). */
async function askProvider(deps: Deps, { order, message }: Found): Promise<Asked> {
  const provider = deps.payments[order.provider];
  const ref = refOf(order);
  if (order.attemptOutcome === "voiding") return { ...(await voidAttempt(deps, order)), order };
  const isNew = order.attemptOutcome === "created" && order.paymentStatus === "REQUESTED";
  const pastDeadline = deps.clock.now() >= order.deadline && order.paymentStatus === "REQUESTED";
  const outcome: ProviderOutcome =
    isNew && !pastDeadline ? { status: "not-found" } : await provider.query(ref);
  if (pastDeadline && isOpen(outcome)) {
    const voiding = await noteVoiding(deps, order, message);
    return { ...(await voidAttempt(deps, voiding)), order: voiding, before: voiding };
  }
  // Not found before the deadline: our request never arrived. The same key makes a repeat harmless.
  if (outcome.status !== "not-found" || pastDeadline || order.token === null) {
    return { outcome, pastDeadline, order };
  }
  const { id: orderId, amountMinor, currency, token, returnUrl } = order;
  const request = { ...ref, orderId, amountMinor, currency, token, returnUrl };
  return { outcome: await provider.authorize(request), pastDeadline, order };
}

/**
 * Writes down that the attempt is being voided, before it is. From here on nobody believes an authorization of it
 * that a slower call may still bring: what the void does to it could not be seen in time.
 */
async function noteVoiding(
  { db, clock, newId }: Deps,
  before: OrderRow,
  message: Message,
): Promise<OrderRow> {
  const after: OrderRow = { ...before, attemptOutcome: "voiding", redirectUrl: null };
  const [moved] = await moveOrders(db, { moves: [{ before, after }], by: newId(), now: clock.now() });
  if (moved === undefined) throw new Error(`order moved before ${message.type} could void its payment`);
  return moved;
}

async function voidAttempt(deps: Deps, order: OrderRow): Promise<Pick<Asked, "outcome" | "pastDeadline">> {
  const outcome = await deps.payments[order.provider].void(refOf(order));
  return { outcome: unlessOpen(outcome, "void pending"), pastDeadline: true };
}

/** What we asked for has not been done yet: no answer that anything can be built on. */
function unlessOpen(outcome: ProviderOutcome, cause: string): ProviderOutcome {
  const isUndone = ["authorized", "pending", "challenge"].includes(outcome.status);
  return isUndone ? { status: "unknown", cause } : outcome;
}

function isOpen(outcome: ProviderOutcome): boolean {
  return ["pending", "challenge", "not-found"].includes(outcome.status);
}

/** How long after a payment was given up its provider is asked once more, in case the money came all the same. */
const LATE_CHECKS_MS = [10 * 60_000, 60 * 60_000, 24 * 3_600_000] as const;

/** S3 and S5: money that comes after its order was given up must be found even if no webhook tells of it. */
function lateChecks(
  change: PaymentChange,
  { id: orderId, eventId }: OrderRow,
  now: number,
): readonly Message[] {
  if (change.kind !== "failed" || change.code !== "payment-deadline") return [];
  return LATE_CHECKS_MS.map((delayMs, n) => {
    const id = `${orderId}:PAYMENT_CHECK:late:${n + 1}`;
    return created<Message>({ id, type: "PAYMENT_CHECK", orderId, eventId, at: now + delayMs });
  });
}

interface Settlement extends Asked {
  readonly change: PaymentChange;
}

function record({ clock }: Deps, message: Message, settlement: Settlement): Step {
  const { order, change, outcome, heard } = settlement;
  const now = clock.now();
  const status = change.kind === "succeeded" || change.kind === "failed" ? change.to : order.paymentStatus;
  const news = newsOf(change, order, now);
  const said = `${heard ?? outcome.status}${takenBy(order, change)}`;
  const settled = withOutcome(withPayment(order, status), outcome);
  return {
    ...since(settlement),
    after: owing(handled(settled, message, { now, outcome: said }), [
      ...news,
      ...lateChecks(change, order, now),
    ]),
    send: news,
    announce: change.kind === "wait" && change.redirectUrl !== undefined,
  };
}

/** For the timeline: whether the money was taken by this, and whether the payment had been given up before. */
function takenBy({ paymentStatus }: OrderRow, change: PaymentChange): string {
  if (change.kind !== "succeeded" || change.to !== "CAPTURED") return "";
  return paymentStatus === "FAILED" || paymentStatus === "VOIDED" ? ":taken-late" : ":taken";
}

function newsOf(change: PaymentChange, { id: orderId, eventId }: OrderRow, at: number): readonly Message[] {
  const from = { orderId, eventId, at };
  switch (change.kind) {
    case "succeeded":
      return [
        created<Message>({ id: messageId(orderId, "PAYMENT_SUCCESS"), type: "PAYMENT_SUCCESS", ...from }),
      ];
    case "failed":
      return [
        created<Message>({
          ...{ id: messageId(orderId, "PAYMENT_FAILED"), type: "PAYMENT_FAILED", ...from },
          code: change.code,
        }),
      ];
    case "wait":
    case "none":
    case "take":
      return [];
  }
}
