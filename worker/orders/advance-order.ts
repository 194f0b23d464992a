// The order consumer: news of the money or of the seats moves an order on. Whatever the news means is decided in
// the domain; here it becomes the order's row as it should stand: its state, its tickets, the messages that follow.

import { messageId, type Message, type MessageOf } from "../../shared/contracts/messages.schema.ts";
import { sameSeats } from "../../shared/domain/decide-seats.ts";
import { decideOrder, type OrderChange, type OrderNews } from "../../shared/domain/order.ts";
import { aboutAttributes } from "../../tracing/attributes.ts";
import { created } from "../../tracing/messaging.ts";
import { startChild } from "../../tracing/spans.ts";
import type { OrderItem } from "../db/schema.ts";
import type { Deps } from "../deps.ts";
import { discharged, handled, isHandled, owing } from "../outbox/owed.ts";
import { inMessage } from "../platform/message-spans.ts";
import { applyToOrders, repeated, settledBy, type Case, type Ending, type Step } from "./apply-to-orders.ts";
import type { OrderRow } from "./orders.store.ts";

export type OrderNewsMessage = MessageOf<"PAYMENT_SUCCESS" | "PAYMENT_FAILED" | "SEATS_SOLD" | "SEATS_LOST">;

/** Applies the news in each message once. */
export function advanceOrders(deps: Deps, messages: readonly OrderNewsMessage[]): Promise<readonly Ending[]> {
  return applyToOrders(deps, messages, (cases) =>
    cases.map((one) => inMessage(one.message, async () => advance(deps, one))),
  );
}

function advance({ clock, newTicketCode }: Deps, found: Case<OrderNewsMessage>): Step {
  const { order, message } = found;
  const now = clock.now();
  if (isHandled(order, message.id)) return repeated(found, now);
  const change = decideOrder(order.status, newsOf(message, order));
  const settled = message.type === "SEATS_SOLD" ? discharged(order, sellersOf(order)) : order;
  if (change === undefined)
    return { after: handled(settled, message, { now }), acknowledge: settledBy(found) };
  const { orderId, eventId } = message;
  const follow = change.messages.map((type) =>
    created<Message>({ id: messageId(orderId, type), type, orderId, eventId, at: now }),
  );
  const moved: OrderRow = {
    ...settled,
    status: change.status,
    reason: change.reason ?? (change.status === order.status ? order.reason : null),
    items:
      change.issueTickets && message.type === "SEATS_SOLD"
        ? issueTickets(order, message.seats, newTicketCode)
        : order.items,
  };
  return {
    after: owing(handled(moved, message, { now, outcome: outcomeOf(change) }), follow),
    send: follow,
    announce: true,
    acknowledge: settledBy(found),
  };
}

function issueTickets(
  { id: orderId, eventId, items }: OrderRow,
  seats: readonly number[],
  newTicketCode: () => string,
): readonly OrderItem[] {
  const about = aboutAttributes({ orderId, eventId });
  const span = startChild({ name: "issue tickets", module: "tickets", attributes: about });
  const issued = withTickets(items, seats, newTicketCode);
  span?.end();
  return issued;
}

/** What asked for the seats: it is done once they are sold, and need not have been written down as done itself. */
function sellersOf({ id }: OrderRow): readonly string[] {
  return [messageId(id, "ORDER_CONFIRMED")];
}

/**
 * The items with a ticket each, for `seats`. Where those are not the ordered ones they take their place, one for one:
 * they are of the same zone and so of the same price, and the amounts stay what was agreed.
 */
function withTickets(
  items: readonly OrderItem[],
  seats: readonly number[],
  newTicketCode: () => string,
): readonly OrderItem[] {
  const sold = hasSeats(items, seats) ? items.map(({ seat }) => seat) : seats;
  return items
    .flatMap((item, i) => {
      const seat = sold[i];
      return seat === undefined ? [] : [{ ...item, seat, ticket: newTicketCode() }];
    })
    .toSorted((a, b) => a.seat - b.seat);
}

function outcomeOf({ status, reason }: OrderChange): string {
  return reason === undefined ? status : `${status}:${reason}`;
}

function hasSeats(items: readonly OrderItem[], seats: readonly number[]): boolean {
  return sameSeats(
    items.map((item) => item.seat),
    seats,
  );
}

function newsOf(message: OrderNewsMessage, { items }: OrderRow): OrderNews {
  switch (message.type) {
    case "PAYMENT_SUCCESS":
      return { kind: "payment-succeeded" };
    case "PAYMENT_FAILED":
      return { kind: "payment-failed", code: message.code };
    case "SEATS_SOLD":
      return { kind: "seats-sold", moved: !hasSeats(items, message.seats) };
    case "SEATS_LOST":
      return { kind: "seats-lost" };
  }
}
