// Messages that could not be handled wait here for an operator: nothing is swallowed in silence. One that is put back
// into its queue stays here until it has been handled; ids are deterministic, so putting it back can never do harm.

import { desc, eq, exists, inArray, lte, notExists, or } from "drizzle-orm";
import type { Db } from "../db/client.ts";
import { inbox, parkedMessages } from "../db/schema.ts";

export type ParkedMessage = typeof parkedMessages.$inferSelect;

/** A body longer than a queue can carry is no message of ours. */
const MAX_BODY_CHARS = 128 * 1_024;
const LIST_LIMIT = 100;

/** By then its order has long been settled another way, or by hand. */
const RETENTION_MS = 90 * 24 * 3_600_000;
const PURGE_LIMIT = 500;

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
    .where(notExists(handledAfterAll(db)))
    .orderBy(desc(parkedMessages.parkedAt))
    .limit(LIST_LIMIT);
}

/** Forgets what was handled after all, and what nobody has looked at for too long. */
export async function purgeParked(db: Db, now: number): Promise<void> {
  const done = db
    .select({ id: parkedMessages.id })
    .from(parkedMessages)
    .where(or(lte(parkedMessages.parkedAt, now - RETENTION_MS), exists(handledAfterAll(db))))
    .limit(PURGE_LIMIT);
  await db.delete(parkedMessages).where(inArray(parkedMessages.id, done));
}

function handledAfterAll(db: Db) {
  return db.select().from(inbox).where(eq(inbox.messageId, parkedMessages.id));
}
