// What the order page knows, and how news changes it. Pure; follow-order.ts brings the news.

import type { OrderProgress, OrderView } from "../../../shared/contracts/orders.schema.ts";
import { isTerminal, type OrderReason } from "../../../shared/domain/order.ts";
import type { Failure } from "../http/failure.ts";
import { holdsMoney } from "./late-money.ts";

/** An older state never replaces a newer one, whichever way it came. */
export function withProgress(order: OrderView, progress: OrderProgress): OrderView {
  if (progress.orderId !== order.orderId || progress.version <= order.version) return order;
  // What is optional and left out is no more: a reason that no longer holds, an offer that has ended.
  const { reason: _, offer: __, cancelRequested: ___, instead: ____, ...rest } = order;
  return { ...rest, ...progress };
}

/** The same for a whole answer of `GET /api/orders/:id`. What it tells of other orders counts whatever its version. */
export function withAnswer(order: OrderView, answer: OrderView): OrderView {
  if (answer.orderId !== order.orderId) return order;
  const newer = answer.version > order.version ? answer : order;
  return addReturned(newer, [...(order.returned ?? []), ...(answer.returned ?? [])]);
}

/** `order` with those of `others` whose late money has gone back because it has their seats. */
export function withReturned(order: OrderView, others: Iterable<OrderProgress>): OrderView {
  const ids = Array.from(others).filter(({ instead }) => instead === order.orderId);
  return addReturned(
    order,
    ids.map(({ orderId }) => orderId),
  );
}

function addReturned(order: OrderView, orderIds: readonly string[]): OrderView {
  const known = order.returned ?? [];
  const all = [...new Set([...known, ...orderIds])];
  return all.length === known.length ? order : { ...order, returned: all };
}

/** The order that a refusal carries because it stands otherwise than its page believed. */
export function orderInProblem(failure: Failure): OrderView | undefined {
  const order: unknown = "order" in failure ? failure.order : undefined;
  if (typeof order !== "object" || order === null || !("orderId" in order) || !("version" in order))
    return undefined;
  return order as OrderView;
}

/** Nothing is awaited any more: decided, and the tickets of a confirmed order are here. */
export function isComplete(order: OrderProgress): boolean {
  if (!isTerminal(order.status)) return false;
  return order.status !== "CONFIRMED" || order.tickets.length > 0;
}

/**
 * Whether the server will still say something that the buyer waits for: how a payment ends, or what becomes of money
 * that is here while its order is not (S3). Until then the page asks where nobody tells.
 */
export function isAwaited(order: OrderProgress): boolean {
  return order.status === "PENDING" || (order.status !== "CONFIRMED" && holdsMoney(order));
}

/** When the server should have brought the next news at the latest: epoch ms, or `undefined` where there is no term. */
export function newsDueBy(order: OrderView): number | undefined {
  if (order.status === "PENDING") return order.deadline;
  return order.offer?.answer === undefined ? order.offer?.until : undefined;
}

/** The seats that the order is about: of a paid order those of its tickets, which need not be the first chosen. */
export function seatsOf(order: OrderView): readonly number[] {
  const seats = order.status === "CONFIRMED" ? order.tickets.map((ticket) => ticket.seat) : [];
  return seats.length > 0 ? seats : order.seats.map((each) => each.seat);
}

/** Where the buyer must approve the payment, if that is what the order waits for. Only the web's own schemes. */
export function challengeUrl(order: OrderProgress, base: string): string | undefined {
  const { redirectUrl } = order.payment;
  if (order.status !== "PENDING" || order.cancelRequested === true) return undefined;
  if (redirectUrl === undefined || !URL.canParse(redirectUrl, base)) return undefined;
  const url = new URL(redirectUrl, base);
  return url.protocol === "https:" || url.protocol === "http:" ? url.href : undefined;
}

/** The dictionary's key of each reason; `reason` comes over the wire and may be newer than this page. */
const REASON_KEYS = {
  "card-declined": "orders.reason_card_declined",
  "insufficient-funds": "orders.reason_insufficient_funds",
  "challenge-failed": "orders.reason_challenge_failed",
  "payment-cancelled": "orders.reason_payment_cancelled",
  "payment-deadline": "orders.reason_payment_deadline",
  "provider-error": "orders.reason_provider_error",
  abandoned: "orders.reason_abandoned",
  "buyer-cancelled": "orders.reason_buyer_cancelled",
  "late-payment": "orders.reason_late_payment",
  "late-payment-other-seats": "orders.reason_late_payment_other_seats",
  "late-payment-returned": "orders.reason_late_payment_returned",
  "late-payment-duplicate": "orders.reason_late_payment_duplicate",
  "seats-lost": "orders.reason_seats_lost",
} as const satisfies Record<OrderReason, string>;

export type ReasonKey = (typeof REASON_KEYS)[OrderReason] | "orders.reason_unknown";

export function reasonKey(reason: OrderReason | undefined): ReasonKey {
  if (reason === undefined || !Object.hasOwn(REASON_KEYS, reason)) return "orders.reason_unknown";
  return REASON_KEYS[reason];
}

/** Whether nothing was to be paid for it, so that there is no word of payment on its pages. */
export function isFree({ quote }: Pick<OrderView, "quote">): boolean {
  return quote.totalMinor === 0;
}

/** Whether another card may do better; an unanswered or abandoned payment says nothing about the card. */
export function blamesCard(reason: OrderReason | undefined): boolean {
  return reason === "card-declined" || reason === "insufficient-funds" || reason === "challenge-failed";
}
