// Messages that could not be handled wait here for an operator: nothing is swallowed in silence.

import { desc, eq, notExists } from "drizzle-orm";
import type { Db } from "../db/client.ts";
import { inbox, parkedMessages } from "../db/schema.ts";

export type ParkedMessage = typeof parkedMessages.$inferSelect;

/** A body longer than a queue can carry is no message of ours. */
const MAX_BODY_CHARS = 128 * 1_024;
const LIST_LIMIT = 100;

export async function parkMessage(db: Db, message: ParkedMessage): Promise<void> {
  const body = message.body.slice(0, MAX_BODY_CHARS);
  await db
    .insert(parkedMessages)
    .values({ ...message, body })
    .onConflictDoNothing();
}

/** The messages parked last, without those that were handled after all. */
export async function listParked(db: Db): Promise<readonly ParkedMessage[]> {
  const handled = db.select().from(inbox).where(eq(inbox.messageId, parkedMessages.id));
  return db
    .select()
    .from(parkedMessages)
    .where(notExists(handled))
    .orderBy(desc(parkedMessages.parkedAt))
    .limit(LIST_LIMIT);
}
