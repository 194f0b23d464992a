import type { OrderProgress, OrderSummary, OrderView } from "../../shared/contracts/orders.schema.ts";
import type { OfferRow, WholeOrder } from "./orders.store.ts";

/** How the order stands, for a page that already knows the rest. */
export function orderProgress({ order, payment, attempt, tickets, offer }: WholeOrder): OrderProgress {
  const waitsForBuyer = payment.status === "REQUESTED" && attempt?.outcome === "challenge";
  return {
    orderId: order.id,
    status: order.status,
    ...(order.reason !== null && { reason: order.reason }),
    payment: {
      status: payment.status,
      ...(waitsForBuyer && attempt.redirectUrl !== null && { redirectUrl: attempt.redirectUrl }),
    },
    tickets: tickets.map(({ seat, code }) => ({ seat, code })),
    ...(offer !== undefined && isOpen(order) && { offer: offerView(offer) }),
    // Each moves on by itself and none goes back, so their sum orders every state of them.
    version: order.version + payment.version + offerVersion(offer),
  };
}

/** An offer stands until the order is confirmed, or its money is on its way back. */
function isOpen({ status, reason }: WholeOrder["order"]): boolean {
  return status === "CANCELLED" && reason !== "late-payment-returned";
}

function offerView({ seats, until, answer }: OfferRow): NonNullable<OrderProgress["offer"]> {
  return { seats: [...seats], until, ...(answer !== null && { answer }) };
}

function offerVersion(offer: OfferRow | undefined): number {
  if (offer === undefined) return 0;
  return offer.answer === null ? 1 : 2;
}

export function orderView(whole: WholeOrder, now: number): OrderView {
  const { order, items } = whole;
  return {
    ...orderProgress(whole),
    eventId: order.eventId,
    holdId: order.holdId,
    createdAt: order.createdAt,
    updatedAt: order.updatedAt,
    deadline: order.deadline,
    serverTime: now,
    buyer: { name: order.buyerName, email: order.buyerEmail },
    quote: { currency: order.currency, totalMinor: order.totalMinor, lines: [...order.lines] },
    seats: items.map(({ seat, priceLevel, priceMinor, feeMinor }) => ({
      seat,
      priceLevel,
      priceMinor,
      feeMinor,
    })),
  };
}

export function orderSummary(whole: WholeOrder): OrderSummary {
  const { order, items } = whole;
  return {
    ...orderProgress(whole),
    eventId: order.eventId,
    createdAt: order.createdAt,
    currency: order.currency,
    totalMinor: order.totalMinor,
    seats: items.map((item) => item.seat),
  };
}
