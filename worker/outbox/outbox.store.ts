// The transactional outbox of D1. A message is written in the batch of what it tells of, sent after the commit,
// and stays until its consumer deletes it in the batch of its own effect. Whatever is lost in between is sent
// again: by the event's alarm for a hold that went quiet, and by the minute's sweep (S5).

import { and, eq, gte, inArray, lt, lte, sql, type SQL } from "drizzle-orm";
import { messageSchema, queueOf, type Message } from "../../shared/contracts/messages.schema.ts";
import type { Db, Statement } from "../db/client.ts";
import { insertWhere } from "../db/insert-where.ts";
import { inbox, outbox } from "../db/schema.ts";
import { logError } from "../platform/log.ts";

/** How long a consumer may take before the message is sent again; doubles with every try up to the longest. */
const FIRST_RETRY_MS = 30_000;
const LONGEST_RETRY_MS = 10 * 60_000;

/** Messages sent again in one sweep, and those of one order: a queue takes 100 at once. */
const SWEEP_LIMIT = 100;

/** Longer than any message lives: retries, parking and putting back included. */
const INBOX_RETENTION_MS = 30 * 24 * 3_600_000;
const PURGE_LIMIT = 500;

/** Messages told of one order. Few have twenty; a payment that is long at work is asked after again and again. */
const CONSUMED_LIMIT = 200;

/** Writes `message` if `condition` holds. Ids are deterministic: one that is already there is the same message. */
export function addToOutbox(db: Db, message: Message, condition: SQL): Statement {
  const row = {
    id: message.id,
    orderId: message.orderId,
    body: JSON.stringify(message),
    tries: 0,
    dueAt: message.at + FIRST_RETRY_MS,
  };
  return insertWhere(db, outbox, row, condition, { ignoreExisting: true });
}

/**
 * Records that the effect of `message` stands, and stops sending it; the whole batch fails if it already did.
 * `outcome` is what it came to, for the order's timeline.
 */
export function consume(
  db: Db,
  message: Message,
  { now, outcome, condition = sql`true` }: { now: number; outcome?: string | undefined; condition?: SQL },
): readonly [Statement, Statement] {
  return [
    insertWhere(db, inbox, { messageId: message.id, at: now, outcome }, condition),
    db.delete(outbox).where(sql`${outbox.id} = ${message.id} AND ${condition}`),
  ];
}

/** The messages of one order whose effect stands, oldest first. */
export async function consumedOf(db: Db, orderId: string): Promise<readonly (typeof inbox.$inferSelect)[]> {
  // Ids begin with the order's own, so this is one stretch of the primary key; `;` comes right after `:`.
  return db
    .select()
    .from(inbox)
    .where(and(gte(inbox.messageId, `${orderId}:`), lt(inbox.messageId, `${orderId};`)))
    .orderBy(inbox.at)
    .limit(CONSUMED_LIMIT);
}

/** Whether the effect of the message stands. */
export async function isConsumed(db: Db, messageId: string): Promise<boolean> {
  const [row] = await db.select().from(inbox).where(eq(inbox.messageId, messageId));
  return row !== undefined;
}

/** Stops sending a message that has nothing left to do. */
export async function dropFromOutbox(db: Db, messageId: string): Promise<void> {
  await db.delete(outbox).where(eq(outbox.id, messageId));
}

/** The messages due at `now`, at most one page of them, their next turn put off. */
export async function takeDue(db: Db, now: number): Promise<readonly Message[]> {
  const due = await db
    .select()
    .from(outbox)
    .where(lte(outbox.dueAt, now))
    .orderBy(outbox.dueAt)
    .limit(SWEEP_LIMIT);
  if (due.length === 0) return [];
  // One parameter for all the ids: D1 takes a hundred a statement, and this must work best when most is due.
  const ids = JSON.stringify(due.map((row) => row.id));
  const delay = sql`min(${FIRST_RETRY_MS} * (1 << min(${outbox.tries} + 1, 10)), ${LONGEST_RETRY_MS})`;
  await db
    .update(outbox)
    .set({ tries: sql`${outbox.tries} + 1`, dueAt: sql`${now} + ${delay}` })
    .where(sql`${outbox.id} IN (SELECT value FROM json_each(${ids}))`);
  return due.flatMap(toMessage);
}

/** What is still to be sent for one order, but for what is meant for later. */
export async function unsentOf(db: Db, orderId: string, now: number): Promise<readonly Message[]> {
  const rows = await db.select().from(outbox).where(eq(outbox.orderId, orderId)).limit(SWEEP_LIMIT);
  return rows.flatMap(toMessage).filter((message) => message.at <= now);
}

export async function purgeInbox(db: Db, now: number): Promise<void> {
  const old = db
    .select({ id: inbox.messageId })
    .from(inbox)
    .where(lte(inbox.at, now - INBOX_RETENTION_MS))
    .limit(PURGE_LIMIT);
  await db.delete(inbox).where(inArray(inbox.messageId, old));
}

/** Messages by queue, for sending. */
export function byQueue(messages: readonly Message[]): {
  payments: readonly Message[];
  orders: readonly Message[];
} {
  const of = (name: "payments" | "orders"): readonly Message[] =>
    messages.filter((m) => queueOf(m.type) === name);
  return { payments: of("payments"), orders: of("orders") };
}

/** A row that cannot be read holds up no other: it stays, and shows among what is stuck. */
function toMessage({ id, orderId, body }: typeof outbox.$inferSelect): readonly Message[] {
  const read = messageSchema.safeParse(JSON.parse(body));
  if (read.success) return [read.data];
  logError("outbox", "unreadable message", read.error, { id, orderId });
  return [];
}
