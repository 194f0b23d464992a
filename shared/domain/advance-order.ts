// Owns the whole life of an order: PENDING → CONFIRMED | CANCELLED, and CONFIRMED → REFUNDED; the attempts to pay for
// it; and money that comes late. Every input, however late or often it comes, has one meaning. `advance` is pure: it
// answers with the order as it should stand and with what must follow, and whoever runs it writes both together.
// Rules: RULES.md, O and P. What each input means while the order is in one state stands in one function.

import { sameSeats } from "./decide-seats.ts";
import {
  attemptOf,
  currentAttempt,
  isFinalFailure,
  nextAttemptNumber,
  type Order,
  type OrderReason,
} from "./order.ts";
import type { OrderEffect, OrderInput, Transition } from "./order-input.ts";
import { decidePayment, hasFailed, type Attempt, type DeclineCode, type ProviderOutcome } from "./payment.ts";
import type { OrderId } from "./brand.ts";

/** How long after an attempt was given up its provider is asked again, in case the money came all the same (S3). */
export const LATE_CHECKS_MS = [10 * 60_000, 60 * 60_000, 24 * 3_600_000] as const;

/** What `input` makes of `order`. An input that changes nothing answers with the order itself and no effects. */
export function advance(order: Order, input: OrderInput): Transition {
  switch (input.kind) {
    case "attempt-started":
      return startAttempt(order, input);
    case "void-begun":
      return to(withAttempt(order, input.attempt, { outcome: "voiding", redirectUrl: null }));
    case "provider-answered":
      return takeAnswer(order, input);
    case "payment-succeeded":
      return paymentSucceeded(order, input.attempt);
    case "payment-failed":
      return paymentFailed(order, input);
    case "time-up":
      return timeUp(order);
    case "give-up":
      return giveUp(order);
    case "seats-sold":
      return seatsSold(order, input.seats);
    case "seats-lost":
      return seatsLost(order, input.instead);
    case "seats-offered":
      return order.status === "CANCELLED" && order.offer === null
        ? to({ ...order, offer: { ...input.offer, answer: null } }, [{ kind: "publish" }])
        : to(order);
    case "offer-answered":
      return order.offer === null
        ? to(order)
        : to({ ...order, offer: { ...order.offer, answer: input.answer } }, [{ kind: "publish" }]);
    case "late-money-refused":
      return order.status === "CANCELLED"
        ? to({ ...order, reason: "late-payment-duplicate", instead: input.instead }, [{ kind: "publish" }])
        : to(order);
    case "money-moved":
      return moneyMoved(order, input);
  }
}

/** O10: one more attempt, at the same price and for the same seats. */
function startAttempt(order: Order, input: OrderInput & { kind: "attempt-started" }): Transition {
  if (order.status !== "PENDING" || input.number !== nextAttemptNumber(order)) return to(order);
  // The authority has been asked meanwhile: the one before may have been paid, or the order be given up, since.
  if (order.closing !== null || !hasFailed(currentAttempt(order))) return to(order);
  const { number, provider, token, fence, deadline } = input;
  const attempt: Attempt = {
    number,
    provider,
    status: "REQUESTED",
    outcome: "created",
    declineCode: null,
    providerPaymentId: null,
    redirectUrl: null,
    token,
  };
  const attempts = [...order.attempts, attempt];
  return to({ ...order, attempts, attempt: number, fence, deadline }, [
    { kind: "enqueue", type: "PAYMENT_REQUEST", attempt: number },
    { kind: "publish" },
  ]);
}

/** What the provider says of an attempt becomes PAYMENT_SUCCESS, PAYMENT_FAILED, or nothing yet (P5–P7). */
function takeAnswer(
  order: Order,
  { attempt: number, outcome, ending }: OrderInput & { kind: "provider-answered" },
): Transition {
  const change = decidePayment(attemptOf(order, number).status, outcome, ending);
  const heard = hear(order, number, outcome);
  switch (change.kind) {
    case "none":
      return to(heard);
    case "wait":
      return to(heard, change.redirectUrl === null ? [] : [{ kind: "publish" }]);
    case "failed": {
      const failed = withAttempt(heard, number, { status: change.to, declineCode: change.code, token: null });
      const closing = ending === "deadline" ? (order.closing ?? "time") : order.closing;
      const isRefused = change.code !== "payment-deadline" && change.code !== "payment-cancelled";
      return to({ ...failed, closing }, [
        { kind: "enqueue", type: "PAYMENT_FAILED", attempt: number, code: change.code },
        ...(isRefused ? [] : lateChecks(number)),
      ]);
    }
    case "succeeded": {
      const paid = withAttempt(heard, number, { status: change.to, declineCode: null, token: null });
      // O11: an older attempt pays only where the one after it has failed; else its money goes back.
      if (number !== order.attempt && isUnwanted(order, number))
        return to(paid, [{ kind: "enqueue", type: "REFUND_REQUEST", attempt: number }]);
      return to({ ...paid, attempt: number }, [
        { kind: "enqueue", type: "PAYMENT_SUCCESS", attempt: number },
      ]);
    }
  }
}

function paymentSucceeded(order: Order, attempt: number): Transition {
  const giveBack: OrderEffect = { kind: "enqueue", type: "REFUND_REQUEST", attempt };
  if (attempt !== order.attempt) return to(order);
  switch (order.status) {
    case "PENDING":
      // O12: the buyer gave up before the success was known.
      return order.closing === "buyer"
        ? cancel(order, "buyer-cancelled", [giveBack])
        : to({ ...order, status: "CONFIRMED", reason: null }, [{ kind: "enqueue", type: "ORDER_CONFIRMED" }]);
    case "CANCELLED":
      return isUnwanted(order, attempt)
        ? to(order, [giveBack, { kind: "publish" }])
        : to(order, [{ kind: "enqueue", type: "ORDER_PAID_LATE" }, { kind: "publish" }]);
    case "CONFIRMED":
    case "REFUNDED":
      return to(order);
  }
}

/** O2: the order ends where the failure is final, or no other attempt may follow; else its seats wait for one. */
function paymentFailed(
  order: Order,
  { attempt, code }: { readonly attempt: number; readonly code: DeclineCode },
): Transition {
  // O4: what has succeeded since, or was followed by another attempt, has not failed.
  const isNews = order.status === "PENDING" && attempt === order.attempt && hasFailed(currentAttempt(order));
  if (!isNews) return to(order);
  const isLast = attempt >= order.maxPaymentAttempts || order.closing !== null;
  if (!isLast && !isFinalFailure(code)) return to(order, [{ kind: "publish" }]);
  return cancel(order, endReason(order, code));
}

/** Whoever gave up is told just that, however the attempt then ended. */
function endReason({ closing }: Order, code: DeclineCode): OrderReason {
  return closing === "buyer" ? "buyer-cancelled" : code;
}

/** O13: without an open attempt the provider need not be asked. The order ends for the reason that the last one had. */
function timeUp(order: Order): Transition {
  const { status, declineCode } = currentAttempt(order);
  if (order.status !== "PENDING" || !hasFailed({ status })) return to(order);
  const closed: Order = { ...order, closing: order.closing ?? "time" };
  return cancel(closed, endReason(closed, declineCode ?? "payment-deadline"));
}

/** O12: at once where no attempt is open; else the wish is kept, and the attempt is ended first (S2). */
function giveUp(order: Order): Transition {
  if (order.status !== "PENDING") return to(order);
  const closed: Order = { ...order, closing: "buyer" };
  const { number } = currentAttempt(order);
  if (hasFailed(currentAttempt(order))) return cancel(closed, "buyer-cancelled");
  if (order.closing === "buyer") return to(order);
  return to(closed, [
    { kind: "enqueue", type: "PAYMENT_CHECK", attempt: number, name: "give-up" },
    { kind: "publish" },
  ]);
}

/** O5: tickets are issued, and the money is taken, when the seats are sold, and only then. */
function seatsSold(order: Order, seats: readonly number[]): Transition {
  // O3: seats follow the order's outcome, never the other way round.
  if (order.status === "PENDING" || order.status === "REFUNDED" || order.hasTickets) return to(order);
  const isLate = order.status === "CANCELLED";
  const isMoved = !sameSeats(order.seats, seats);
  const sold: Order = {
    ...order,
    status: "CONFIRMED",
    reason: isLate ? (isMoved ? "late-payment-other-seats" : "late-payment") : order.reason,
    seats: isMoved ? seats.toSorted((a, b) => a - b) : order.seats,
    hasTickets: true,
  };
  return to(sold, [
    { kind: "dequeue", type: "ORDER_CONFIRMED" },
    { kind: "dequeue", type: "ORDER_PAID_LATE" },
    { kind: "issue-tickets", seats: sold.seats },
    { kind: "publish" },
    ...(currentAttempt(order).status === "CAPTURED"
      ? []
      : [{ kind: "enqueue", type: "CAPTURE_REQUEST", attempt: order.attempt } as const]),
  ]);
}

/** O6, O7: money without seats goes back. */
function seatsLost(order: Order, instead: OrderId | null): Transition {
  const effects: readonly OrderEffect[] = [
    { kind: "enqueue", type: "REFUND_REQUEST", attempt: order.attempt },
    { kind: "publish" },
  ];
  switch (order.status) {
    case "CONFIRMED":
      return order.hasTickets
        ? to(order)
        : to({ ...order, status: "REFUNDED", reason: "seats-lost" }, effects);
    case "CANCELLED": {
      const reason = instead === null ? "late-payment-returned" : "late-payment-duplicate";
      return to({ ...order, reason, instead }, effects);
    }
    case "PENDING":
    case "REFUNDED":
      return to(order);
  }
}

function moneyMoved(
  order: Order,
  { attempt: number, purpose, outcome }: OrderInput & { kind: "money-moved" },
): Transition {
  const done: OrderEffect = {
    kind: "dequeue",
    type: purpose === "capture" ? "CAPTURE_REQUEST" : "REFUND_REQUEST",
    attempt: number,
  };
  const status = finalStatus(outcome, purpose);
  const moved = withAttempt(hear(order, number, outcome), number, { status, token: null });
  const isGone = purpose === "capture" && status !== "CAPTURED";
  return to(moved, [
    done,
    { kind: "publish" },
    ...(isGone ? [{ kind: "report-unpaid", attempt: number } as const] : []),
  ]);
}

/** Throws for an answer that is not the end of what was asked for: then it is asked for again. */
function finalStatus({ status }: ProviderOutcome, purpose: "capture" | "return"): Attempt["status"] {
  // Voided or refunded without us, where it should be captured: no repeat brings it back.
  if (status === "voided") return "VOIDED";
  if (status === "refunded") return "REFUNDED";
  if (purpose === "capture" && status === "captured") return "CAPTURED";
  throw new Error(`the provider answered ${status} to a ${purpose}`);
}

/**
 * Whether money of an attempt that was given up is to go back whatever the seats: its order has ended for the buyer, its
 * money was given back before, or another attempt is at work or has paid (O7, O11, O12).
 */
export function isUnwanted(order: Order, number: number): boolean {
  switch (order.status) {
    case "PENDING":
      return order.closing === "buyer" || (number !== order.attempt && !hasFailed(currentAttempt(order)));
    case "CANCELLED":
      return isGivenBack(order.reason) || (number !== order.attempt && !hasFailed(currentAttempt(order)));
    case "CONFIRMED":
    case "REFUNDED":
      return true;
  }
}

function isGivenBack(reason: OrderReason | null): boolean {
  return (
    reason === "late-payment-returned" || reason === "late-payment-duplicate" || reason === "buyer-cancelled"
  );
}

function cancel(order: Order, reason: OrderReason, more: readonly OrderEffect[] = []): Transition {
  return to({ ...order, status: "CANCELLED", reason }, [
    { kind: "enqueue", type: "ORDER_CANCELLED" },
    ...more,
  ]);
}

function lateChecks(attempt: number): readonly OrderEffect[] {
  return LATE_CHECKS_MS.map((afterMs, i) => ({
    kind: "enqueue",
    type: "PAYMENT_CHECK",
    attempt,
    name: `late:${i + 1}`,
    afterMs,
  }));
}

/** The order with the provider's last word on an attempt. */
function hear(order: Order, number: number, outcome: ProviderOutcome): Order {
  const known = "providerPaymentId" in outcome ? outcome.providerPaymentId : undefined;
  return withAttempt(order, number, {
    outcome: outcome.status,
    providerPaymentId: known ?? attemptOf(order, number).providerPaymentId,
    redirectUrl: outcome.status === "challenge" ? outcome.redirectUrl : null,
  });
}

function withAttempt(order: Order, number: number, change: Partial<Attempt>): Order {
  const attempts = order.attempts.map((each) => (each.number === number ? { ...each, ...change } : each));
  return { ...order, attempts };
}

function to(order: Order, effects: readonly OrderEffect[] = []): Transition {
  return { order, effects };
}
