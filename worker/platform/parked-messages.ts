// Messages that could not be handled wait here for an operator: nothing is swallowed in silence. One that is put back
// into its queue stays here until it has been handled; ids are deterministic, so putting it back can never do harm.

import { and, desc, eq, gte, inArray, lte, not, sql, type SQL } from "drizzle-orm";
import type { Db } from "../db/client.ts";
import { orders, parkedMessages } from "../db/schema.ts";

export type ParkedMessage = typeof parkedMessages.$inferSelect;

/** A body longer than a queue can carry is no message of ours. */
const MAX_BODY_CHARS = 128 * 1_024;
const LIST_LIMIT = 100;

/** By then its order has long been settled another way, or by hand. */
const RETENTION_MS = 90 * 24 * 3_600_000;
const PURGE_LIMIT = 500;

/** How far back the minute's sweep looks for messages that were handled when they were parked. */
const LATELY_MS = 24 * 3_600_000;

/** A UUID as text. */
const ORDER_ID_CHARS = 36;

/** Parks the message; one that is parked already is shown with the time at which it failed last. */
export async function parkMessage(db: Db, message: ParkedMessage): Promise<void> {
  const body = message.body.slice(0, MAX_BODY_CHARS);
  await db
    .insert(parkedMessages)
    .values({ ...message, body })
    .onConflictDoUpdate({ target: parkedMessages.id, set: { parkedAt: message.parkedAt } });
}

export async function findParked(db: Db, id: string): Promise<ParkedMessage | undefined> {
  const [parked] = await db.select().from(parkedMessages).where(eq(parkedMessages.id, id));
  return parked;
}

/** Forgets a parked message. Says whether there was one. */
export async function dropParked(db: Db, id: string): Promise<boolean> {
  const { meta } = await db.delete(parkedMessages).where(eq(parkedMessages.id, id));
  return meta.changes > 0;
}

/** The messages parked last, without those that were handled after all. */
export async function listParked(db: Db): Promise<readonly ParkedMessage[]> {
  return db
    .select()
    .from(parkedMessages)
    .where(not(handledAfterAll()))
    .orderBy(desc(parkedMessages.parkedAt))
    .limit(LIST_LIMIT);
}

/** Forgets what was handled after all, and what nobody has looked at for too long. */
export async function purgeParked(db: Db, now: number): Promise<void> {
  const of = (which: SQL | undefined) =>
    db.select({ id: parkedMessages.id }).from(parkedMessages).where(which).limit(PURGE_LIMIT);
  const old = of(lte(parkedMessages.parkedAt, now - RETENTION_MS));
  // Whoever handles a parked message forgets it. These were parked when they had been handled already.
  const handled = of(and(gte(parkedMessages.parkedAt, now - LATELY_MS), handledAfterAll()));
  await db.batch([
    db.delete(parkedMessages).where(inArray(parkedMessages.id, old)),
    db.delete(parkedMessages).where(inArray(parkedMessages.id, handled)),
  ]);
}

/** True in SQL of a parked message that its order's inbox has. Ids begin with the order's own. */
function handledAfterAll(): SQL {
  return sql`EXISTS (SELECT 1 FROM ${orders}, json_each(${orders.inbox}) AS entry
    WHERE ${orders.id} = substr(${parkedMessages.id}, 1, ${ORDER_ID_CHARS})
      AND entry.value ->> 'id' = ${parkedMessages.id})`;
}
