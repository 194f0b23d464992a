import type { OrderProgress, OrderSummary, OrderView } from "../../shared/contracts/orders.schema.ts";
import type { LateOffer } from "../../shared/domain/order.ts";
import { hasFailed } from "../../shared/domain/payment.ts";
import type { OrderRow } from "./orders.store.ts";

/** How the order stands, for a page that already knows the rest. */
export function orderProgress(order: OrderRow): OrderProgress {
  const waitsForBuyer = order.paymentStatus === "REQUESTED" && order.attemptOutcome === "challenge";
  return {
    orderId: order.id,
    status: order.status,
    ...(order.reason !== null && { reason: order.reason }),
    payment: {
      status: order.paymentStatus,
      attempt: order.attempt,
      attemptsLeft: attemptsLeft(order),
      ...(hasFailed({ status: order.paymentStatus }) &&
        order.declineCode !== null && { declineCode: order.declineCode }),
      ...(waitsForBuyer && order.redirectUrl !== null && { redirectUrl: order.redirectUrl }),
    },
    deadline: order.deadline,
    ...(order.closing === "buyer" && order.status === "PENDING" && { cancelRequested: true }),
    ...(order.instead !== null && { instead: order.instead }),
    tickets: order.items.flatMap(({ seat, ticket }) =>
      ticket === undefined ? [] : [{ seat, code: ticket }],
    ),
    ...(order.offer !== null && isOpen(order) && { offer: offerView(order.offer) }),
    version: order.version,
  };
}

/** How many more attempts may follow the last one. */
function attemptsLeft({ status, closing, attempt, otherAttempts, maxPaymentAttempts }: OrderRow): number {
  if (status !== "PENDING" || closing !== null) return 0;
  const last = Math.max(attempt, ...(otherAttempts ?? []).map(({ number }) => number));
  return Math.max(0, (maxPaymentAttempts ?? 1) - last);
}

/** An offer stands until the order is confirmed, or its money is on its way back. */
function isOpen({ status, reason }: OrderRow): boolean {
  return status === "CANCELLED" && reason !== "late-payment-returned" && reason !== "late-payment-duplicate";
}

function offerView({ seats, until, answer }: LateOffer): NonNullable<OrderProgress["offer"]> {
  return { seats: [...seats], until, ...(answer !== null && { answer }) };
}

/** `returned`: the buyer's earlier orders whose late money went back because this one has the seats. */
export function orderView(order: OrderRow, now: number, returned: readonly string[] = []): OrderView {
  return {
    ...orderProgress(order),
    eventId: order.eventId,
    holdId: order.holdId,
    createdAt: order.createdAt,
    updatedAt: order.updatedAt,
    serverTime: now,
    buyer: { name: order.buyerName, email: order.buyerEmail },
    quote: { currency: order.currency, totalMinor: order.totalMinor, lines: [...order.lines] },
    seats: order.items.map(({ seat, priceLevel, priceMinor, feeMinor }) => ({
      seat,
      priceLevel,
      priceMinor,
      feeMinor,
    })),
    ...(returned.length > 0 && { returned: [...returned] }),
  };
}

export function orderSummary(order: OrderRow): OrderSummary {
  return {
    ...orderProgress(order),
    eventId: order.eventId,
    createdAt: order.createdAt,
    currency: order.currency,
    totalMinor: order.totalMinor,
    seats: order.items.map((item) => item.seat),
  };
}
