// What an order's row says of messages: which have had their effect (its journal, S4) and which it has yet to send
// (what it owes, S5). Pure: these make the row as it should stand, and whoever writes it writes both with the effect.

import { messageSchema, type Message } from "../../shared/contracts/messages.schema.ts";
import type { JournalEntry } from "../db/schema.ts";
import { logError } from "../../tracing/log.ts";
import type { OrderRow } from "../orders/orders.store.ts";

/** How long a consumer may take before the message is sent again; doubles with every try up to the longest. */
export const FIRST_RETRY_MS = 30_000;
const LONGEST_RETRY_MS = 10 * 60_000;

/**
 * Entries kept in a journal. Few orders have twenty; only asking after a payment that is long at work adds more, and
 * to ask once more than need be does no harm, so the oldest of these go first.
 */
const JOURNAL_LIMIT = 100;
const ASKING = /:(?:PAYMENT_CHECK|PAYMENT_HINT|HOLD_QUIET):/;

/** Whether the effect of the message stands. */
export function isHandled(order: OrderRow, messageId: string): boolean {
  return order.journal.some(({ id }) => id === messageId);
}

/** Whether the order still has the message to send. */
export function isOwed(order: OrderRow, messageId: string): boolean {
  return order.owed.some((message) => idOf(message) === messageId);
}

/** The order with `message` written down as handled, and no longer owed. `outcome` is what it came to. */
export function handled(
  order: OrderRow,
  message: Message,
  { now, outcome }: { readonly now: number; readonly outcome?: string | undefined },
): OrderRow {
  const entry = { id: message.id, at: now, ...(outcome !== undefined && { outcome }) };
  const journal = bounded([...order.journal, entry]);
  return { ...discharged(order, [message.id]), journal };
}

/** The order without the messages of these ids to send. */
export function discharged(order: OrderRow, ids: readonly string[]): OrderRow {
  return { ...order, owed: order.owed.filter((message) => !ids.includes(idOf(message) ?? "")) };
}

/** The order with `messages` to send. Ids are deterministic: one that is owed, or was handled, is the same message. */
export function owing(order: OrderRow, messages: readonly Message[]): OrderRow {
  const fresh = messages.filter(({ id }) => !isOwed(order, id) && !isHandled(order, id));
  return { ...order, owed: [...order.owed, ...fresh] };
}

/** What is to be sent of what the order owes, but for what is meant for later. */
export function owedBy(order: Pick<OrderRow, "id" | "owed">, now: number): readonly Message[] {
  return order.owed.flatMap((body) => read(order.id, body)).filter((message) => message.at <= now);
}

/**
 * When the sweep must look at the order (epoch ms), or null. One that is to be looked at sooner keeps its time: to look
 * in vain costs less than to move it. A PENDING order has a time even if it owes nothing, so that operators find it.
 */
export function dueAfter({ owed, status, dueAt, deadline }: OrderRow): number | null {
  if (owed.length === 0) return status === "PENDING" ? (dueAt ?? deadline) : null;
  const wanted = Math.min(...owed.map(atOf)) + FIRST_RETRY_MS;
  return dueAt === null ? wanted : Math.min(dueAt, wanted);
}

export interface Sweep {
  readonly send: readonly Message[];
  readonly tries: number;
  readonly dueAt: number | null;
}

/** What a sweep at `now` does with an order that is due. */
export function sweepOf(order: OrderRow, now: number): Sweep {
  const isOverdue = order.owed.some((body) => atOf(body) + FIRST_RETRY_MS <= now);
  if (!isOverdue) {
    const dueAt = dueAfter({ ...order, dueAt: order.owed.length === 0 ? now + LONGEST_RETRY_MS : null });
    return { send: [], tries: order.tries, dueAt };
  }
  const tries = order.tries + 1;
  const delayMs = Math.min(FIRST_RETRY_MS * 2 ** Math.min(tries, 10), LONGEST_RETRY_MS);
  return { send: owedBy(order, now - FIRST_RETRY_MS), tries, dueAt: now + delayMs };
}

function bounded(journal: readonly JournalEntry[]): readonly JournalEntry[] {
  if (journal.length <= JOURNAL_LIMIT) return journal;
  const oldest = journal.findIndex(({ id }) => ASKING.test(id));
  return oldest === -1 ? journal : journal.toSpliced(oldest, 1);
}

/** One that cannot be read holds up no other: it stays, and shows among what is stuck. */
function read(orderId: string, body: unknown): readonly Message[] {
  const message = messageSchema.safeParse(body);
  if (message.success) return [message.data];
  logError("outbox", "unreadable message", message.error, { id: idOf(body) ?? "", orderId });
  return [];
}

/** The id of something that is owed, also of what only another version can read. */
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
