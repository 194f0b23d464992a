import type { OrderProgress, OrderSummary, OrderView } from "../../shared/contracts/orders.schema.ts";
import type { LateOffer } from "../db/schema.ts";
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
      ...(waitsForBuyer && order.redirectUrl !== null && { redirectUrl: order.redirectUrl }),
    },
    tickets: order.items.flatMap(({ seat, ticket }) =>
      ticket === undefined ? [] : [{ seat, code: ticket }],
    ),
    ...(order.offer !== null && isOpen(order) && { offer: offerView(order.offer) }),
    version: order.version,
  };
}

/** An offer stands until the order is confirmed, or its money is on its way back. */
function isOpen({ status, reason }: OrderRow): boolean {
  return status === "CANCELLED" && reason !== "late-payment-returned";
}

function offerView({ seats, until, answer }: LateOffer): NonNullable<OrderProgress["offer"]> {
  return { seats: [...seats], until, ...(answer !== null && { answer }) };
}

export function orderView(order: OrderRow, now: number): OrderView {
  return {
    ...orderProgress(order),
    eventId: order.eventId,
    holdId: order.holdId,
    createdAt: order.createdAt,
    updatedAt: order.updatedAt,
    deadline: order.deadline,
    serverTime: now,
    buyer: { name: order.buyerName, email: order.buyerEmail },
    quote: { currency: order.currency, totalMinor: order.totalMinor, lines: [...order.lines] },
    seats: order.items.map(({ seat, priceLevel, priceMinor, feeMinor }) => ({
      seat,
      priceLevel,
      priceMinor,
      feeMinor,
    })),
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
