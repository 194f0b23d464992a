// One step of the order process, on the row that an order is stored in.

import { advance } from "../../shared/domain/advance-order.ts";
import type { OrderEffect, OrderInput } from "../../shared/domain/order-input.ts";
import { aboutAttributes } from "../../tracing/attributes.ts";
import { created } from "../../tracing/messaging.ts";
import { startChild } from "../../tracing/spans.ts";
import type { Deps } from "../deps.ts";
import { dequeue, effectId, enqueue, messageOf } from "../outbox/order-messages.ts";
import { orderOf, rowWith, withTickets } from "./order-row.ts";
import type { OrderRow } from "./orders.store.ts";

/** The row that `input` makes of `row`, what it has to send and its tickets included, and the effects of that. */
export function advanceRow(
  { newTicketCode }: Pick<Deps, "newTicketCode">,
  row: OrderRow,
  input: OrderInput,
  now: number,
): { readonly row: OrderRow; readonly effects: readonly OrderEffect[] } {
  const before = orderOf(row);
  const { order, effects } = advance(before, input);
  if (order === before && effects.length === 0) return { row, effects };
  let next = rowWith(row, order);
  for (const effect of effects) {
    if (effect.kind === "enqueue") next = enqueue(next, [created(messageOf(order, effect, now))]);
    if (effect.kind === "dequeue") next = dequeue(next, [effectId(order.id, effect)]);
    if (effect.kind === "issue-tickets") {
      const attributes = aboutAttributes({ orderId: row.id, eventId: row.eventId });
      const span = startChild({ name: "issue tickets", module: "tickets", attributes });
      next = { ...next, items: withTickets(row.items, effect.seats, newTicketCode) };
      span?.end();
    }
  }
  return { row: next, effects };
}
