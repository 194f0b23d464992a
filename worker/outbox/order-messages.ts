// What an order's row says of messages: which have had their effect (its inbox, S4) and which it has yet to send (its
// outbox, S5). Pure: these make the row as it should stand, and whoever writes it writes both with the effect.

import { messageId, messageSchema, type Message } from "../../shared/contracts/messages.schema.ts";
import type { OrderEffect } from "../../shared/domain/order-input.ts";
import type { Order } from "../../shared/domain/order.ts";
import type { InboxEntry } from "../db/schema.ts";
import { logError } from "../../tracing/log.ts";
import type { OrderRow } from "../orders/orders.store.ts";

/** How long a consumer may take before the message is sent again; doubles with every try up to the longest. */
export const FIRST_RETRY_MS = 30_000;
const LONGEST_RETRY_MS = 10 * 60_000;

/**
 * Entries kept in an inbox. Few orders have twenty; only asking after a payment that is long at work adds more, and to
 * ask once more than need be does no harm, so the oldest of these go first.
 */
const INBOX_LIMIT = 100;
const ASKING = /:(?:PAYMENT_CHECK|PAYMENT_HINT|HOLD_QUIET):/;

/** Whether the effect of the message stands. */
export function isProcessed({ inbox }: Pick<OrderRow, "inbox">, id: string): boolean {
  return inbox.some((entry) => entry.id === id);
}

/** Whether the order still has the message to send. */
export function isPending({ outbox }: Pick<OrderRow, "outbox">, id: string): boolean {
  return outbox.some((message) => idOf(message) === id);
}

/** The order with the message written down as processed, and no longer to be sent. `outcome` is what it came to. */
export function markProcessed(
  order: OrderRow,
  id: string,
  { now, outcome }: { readonly now: number; readonly outcome?: string | undefined },
): OrderRow {
  const entry = { id, at: now, ...(outcome !== undefined && { outcome }) };
  return { ...dequeue(order, [id]), inbox: bounded([...order.inbox, entry]) };
}

/** The order without the messages of these ids to send. */
export function dequeue(order: OrderRow, ids: readonly string[]): OrderRow {
  return { ...order, outbox: order.outbox.filter((message) => !ids.includes(idOf(message) ?? "")) };
}

/** The order with `messages` to send. Ids are deterministic: one that is pending or processed is the same message. */
export function enqueue(order: OrderRow, messages: readonly Message[]): OrderRow {
  const fresh = messages.filter(({ id }) => !isPending(order, id) && !isProcessed(order, id));
  return { ...order, outbox: [...order.outbox, ...fresh] };
}

/** The messages that are to be sent by `now`. */
export function pendingMessages(order: Pick<OrderRow, "id" | "outbox">, now: number): readonly Message[] {
  return order.outbox.flatMap((body) => read(order.id, body)).filter((message) => message.at <= now);
}

type Enqueue = OrderEffect & { readonly kind: "enqueue" };

/** The message that an effect of `order` asks for; `now` in epoch ms. */
export function messageOf(order: Order, effect: Enqueue, now: number): Message {
  const { type, attempt, code, afterMs = 0 } = effect;
  const named = attemptToName(order, effect);
  // One type at a time: the schema is strict, and a message has the members of its own type alone.
  const message = {
    id: effectId(order.id, effect),
    type,
    orderId: order.id,
    eventId: order.eventId,
    at: now + afterMs,
    ...(attempt !== undefined && named && { attempt }),
    ...(code !== undefined && { code }),
  };
  return messageSchema.parse(message);
}

/** The deterministic id of what an effect sends, or strikes from the outbox. */
export function effectId(
  orderId: string,
  { type, attempt = 1, name }: Pick<Enqueue, "type" | "attempt" | "name">,
): string {
  if (name === undefined) return messageId(orderId, type, attempt);
  return `${orderId}:${type}:${name}${attempt === 1 ? "" : `:${attempt}`}`;
}

/**
 * Whether a message says which attempt it is about. A worker of the release before attempts knows only one, and parks
 * what names another: so one is named as soon as there could be another.
 */
function attemptToName({ attempts, closing, maxPaymentAttempts }: Order, { type }: Enqueue): boolean {
  if (attempts.length > 1) return true;
  if (type === "PAYMENT_FAILED") return maxPaymentAttempts > 1;
  return type === "PAYMENT_CHECK" && closing === null;
}

/**
 * When the sweep must look at the order (epoch ms), or null. One that is to be looked at sooner keeps its time: to look
 * in vain costs less than to move it. A PENDING order has a time even with an empty outbox, so that operators find it.
 */
export function dueAfter({ outbox, status, dueAt, deadline }: OrderRow): number | null {
  if (outbox.length === 0) return status === "PENDING" ? (dueAt ?? deadline) : null;
  const wanted = Math.min(...outbox.map(atOf)) + FIRST_RETRY_MS;
  return dueAt === null ? wanted : Math.min(dueAt, wanted);
}

export interface Sweep {
  readonly send: readonly Message[];
  readonly tries: number;
  readonly dueAt: number | null;
}

/** What a sweep at `now` does with an order that is due. */
export function sweepOf(order: OrderRow, now: number): Sweep {
  const isOverdue = order.outbox.some((body) => atOf(body) + FIRST_RETRY_MS <= now);
  if (!isOverdue) {
    const dueAt = dueAfter({ ...order, dueAt: order.outbox.length === 0 ? now + LONGEST_RETRY_MS : null });
    return { send: [], tries: order.tries, dueAt };
  }
  const tries = order.tries + 1;
  const delayMs = Math.min(FIRST_RETRY_MS * 2 ** Math.min(tries, 10), LONGEST_RETRY_MS);
  return { send: pendingMessages(order, now - FIRST_RETRY_MS), tries, dueAt: now + delayMs };
}

function bounded(inbox: readonly InboxEntry[]): readonly InboxEntry[] {
  if (inbox.length <= INBOX_LIMIT) return inbox;
  const oldest = inbox.findIndex(({ id }) => ASKING.test(id));
  return oldest === -1 ? inbox : inbox.toSpliced(oldest, 1);
}

/** One that cannot be read holds up no other: it stays, and shows among what is stuck. */
function read(orderId: string, body: unknown): readonly Message[] {
  const message = messageSchema.safeParse(body);
  if (message.success) return [message.data];
  logError("outbox", "unreadable message", message.error, { id: idOf(body) ?? "", orderId });
  return [];
}

/** The id of a message in an outbox, also of what only another version can read. */
export function idOf(body: unknown): string | undefined {
  const id = fieldOf(body, "id");
  return typeof id === "string" ? id : undefined;
}

function atOf(body: unknown): number {
  const at = fieldOf(body, "at");
  return typeof at === "number" ? at : 0;
}

function fieldOf(body: unknown, name: "id" | "at"): unknown {
  return typeof body === "object" && body !== null
    ? (body as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
