// An order as the domain knows it, and the row that it is stored in.

import type { BuyerId, HoldId, OrderId } from "../../shared/domain/brand.ts";
import { sameSeats } from "../../shared/domain/decide-seats.ts";
import { attemptOf, type Order } from "../../shared/domain/order.ts";
import type { Attempt } from "../../shared/domain/payment.ts";
import type { OrderItem } from "../db/schema.ts";
import type { OrderRow } from "./orders.store.ts";

/** The order in `row`. */
export function orderOf(row: OrderRow): Order {
  const current: Attempt = {
    number: row.attempt,
    provider: row.provider,
    status: row.paymentStatus,
    outcome: row.attemptOutcome,
    declineCode: row.declineCode,
    providerPaymentId: row.providerPaymentId,
    redirectUrl: row.redirectUrl,
    token: row.token,
  };
  const attempts = [...(row.otherAttempts ?? []), current].toSorted((a, b) => a.number - b.number);
  return {
    id: row.id as OrderId,
    eventId: row.eventId,
    holdId: row.holdId as HoldId,
    buyerId: row.buyerId as BuyerId,
    status: row.status,
    reason: row.reason,
    seats: row.items.map(({ seat }) => seat),
    hasTickets: row.items.some(({ ticket }) => ticket !== undefined),
    fence: row.fence,
    deadline: row.deadline,
    maxPaymentAttempts: row.maxPaymentAttempts ?? 1,
    attempts,
    attempt: row.attempt,
    closing: row.closing,
    offer: row.offer,
    instead: row.instead as OrderId | null,
  };
}

/** `row` as it stands once `order`, which came of it, is written. Its tickets are issued apart from that. */
export function rowWith(row: OrderRow, order: Order): OrderRow {
  const current = attemptOf(order, order.attempt);
  const others = order.attempts.filter(({ number }) => number !== order.attempt);
  return {
    ...row,
    status: order.status,
    reason: order.reason,
    fence: order.fence,
    deadline: order.deadline,
    attempt: current.number,
    provider: current.provider,
    paymentStatus: current.status,
    attemptOutcome: current.outcome,
    declineCode: current.declineCode,
    providerPaymentId: current.providerPaymentId,
    redirectUrl: current.redirectUrl,
    token: current.token,
    otherAttempts: others.length === 0 ? null : others,
    closing: order.closing,
    offer: order.offer,
    instead: order.instead,
  };
}

/**
 * The items with a ticket each, for `seats`. Where those are not the ordered ones they take their place, one for one:
 * they are of the same zone and so of the same price, and the amounts stay what was agreed.
 */
export function withTickets(
  items: readonly OrderItem[],
  seats: readonly number[],
  newTicketCode: () => string,
): readonly OrderItem[] {
  const ordered = items.map(({ seat }) => seat);
  const sold = sameSeats(ordered, seats) ? ordered : seats;
  return items
    .flatMap((item, i) => {
      const seat = sold[i];
      return seat === undefined ? [] : [{ ...item, seat, ticket: newTicketCode() }];
    })
    .toSorted((a, b) => a.seat - b.seat);
}
