import { and, desc, eq, gt, ne, sql } from "drizzle-orm";
import type { EventDefinition } from "../../shared/contracts/catalog.schema.ts";
import type { EventStart } from "../../shared/domain/sale.ts";
import type { Db } from "../db/client.ts";
import { events, orders } from "../db/schema.ts";

export type EventRow = typeof events.$inferSelect;

/** Events on the front page; beyond that a site wants a search, which is another feature. */
const LIST_LIMIT = 100;

export async function findEvent(db: Db, eventId: string): Promise<EventRow | undefined> {
  const [event] = await db.select().from(events).where(eq(events.id, eventId));
  return event;
}

/** Events that have not started, soonest first. */
export async function listUpcoming(db: Db, now: number): Promise<readonly EventRow[]> {
  return db.select().from(events).where(gt(events.startsAt, now)).orderBy(events.startsAt).limit(LIST_LIMIT);
}

/** The events published last, for operators. */
export async function listPublished(db: Db): Promise<readonly EventRow[]> {
  return db.select().from(events).orderBy(desc(events.publishedAt)).limit(LIST_LIMIT);
}

export interface Publication {
  readonly eventId: string;
  readonly definition: EventDefinition;
  readonly seatCount: number;
  readonly now: number;
}

/** Writes the event, or its next version; returns the row as it stands. */
export async function saveEvent(
  db: Db,
  { eventId, definition, seatCount, now }: Publication,
): Promise<EventRow> {
  const { startsAt, saleClosesAt } = definition;
  const values = { seatCount, startsAt, saleClosesAt, definition, publishedAt: now };
  const first: EventStart = { sinceVersion: 1, at: startsAt };
  // Published before starts were kept: the one that stands counts from the first version on.
  const known = sql`coalesce(${events.starts}, json_array(json_object('sinceVersion', 1, 'at', ${events.startsAt})))`;
  const moved = sql`json_insert(${known}, '$[#]', json_object('sinceVersion', ${events.version} + 1, 'at', ${startsAt}))`;
  const [row] = await db
    .insert(events)
    .values({ id: eventId, version: 1, starts: [first], ...values })
    .onConflictDoUpdate({
      target: events.id,
      set: {
        ...values,
        version: sql`${events.version} + 1`,
        // A moved start must be agreed to again by whoever agreed to another one (P11).
        starts: sql`CASE WHEN ${events.startsAt} = ${startsAt} THEN ${known} ELSE ${moved} END`,
      },
    })
    .returning();
  if (row === undefined) throw new Error("the event was not saved");
  return row;
}

/** Whether any order of the event has seats, or may have. */
export async function hasSoldSeats(db: Db, eventId: string): Promise<boolean> {
  const [order] = await db
    .select({ id: orders.id })
    .from(orders)
    .where(and(eq(orders.eventId, eventId), ne(orders.status, "CANCELLED")))
    .limit(1);
  return order !== undefined;
}
