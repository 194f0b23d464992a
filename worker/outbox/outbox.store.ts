// The transactional outbox of D1. A message stands in its order's outbox from the write of what it tells of, is sent after
// the commit, and stays until its consumer strikes it in the write of its own effect. Whatever is lost in between is
// sent again: by the event's alarm for a hold that went quiet, and by the minute's sweep (S5).

import { and, asc, gte, isNotNull, lt, lte, or, sql } from "drizzle-orm";
import { queueOf, type Message } from "../../shared/contracts/messages.schema.ts";
import type { Db } from "../db/client.ts";
import { orders } from "../db/schema.ts";
import { idOf, sweepOf } from "./order-messages.ts";

/** Orders looked at in one page of a sweep. */
const SWEEP_LIMIT = 100;

/** The messages due at `now`, of at most one page of orders, their next turn put off; none once nothing is due. */
export async function takeDue(db: Db, now: number): Promise<readonly Message[] | undefined> {
  const due = await db
    .select()
    .from(orders)
    .where(lte(orders.dueAt, now))
    .orderBy(asc(orders.dueAt))
    .limit(SWEEP_LIMIT);
  if (due.length === 0) return undefined;
  const swept = due.map((order) => ({ order, ...sweepOf(order, now) }));
  const turns = swept.map(({ order: { id, version }, tries, dueAt }) => ({ id, version, tries, dueAt }));
  await db
    .update(orders)
    .set({ tries: sql`turn.value ->> 'tries'`, dueAt: sql`turn.value ->> 'dueAt'` })
    // One parameter for all of them: D1 takes a hundred a statement, and this must work best when most is due.
    .from(sql`json_each(${JSON.stringify(turns)}) AS turn`)
    // One that moved meanwhile has said anew when it is due.
    .where(sql`${orders.id} = turn.value ->> 'id' AND ${orders.version} = turn.value ->> 'version'`);
  return swept.flatMap(({ send }) => send);
}

export interface Overdue {
  readonly since: number;
  readonly tries: number;
  readonly limit: number;
}

/** Messages that were due before `since`, or were sent `tries` times and more. */
export async function listOverdue(
  db: Db,
  { since, tries, limit }: Overdue,
): Promise<readonly { readonly id: string; readonly tries: number; readonly dueAt: number }[]> {
  const rows = await db
    .select({ outbox: orders.outbox, tries: orders.tries, dueAt: orders.dueAt })
    .from(orders)
    .where(and(isNotNull(orders.dueAt), or(gte(orders.tries, tries), lt(orders.dueAt, since))))
    .orderBy(asc(orders.dueAt))
    .limit(limit);
  return rows
    .flatMap(({ outbox, tries: sent, dueAt }) =>
      outbox.map((message) => ({ id: idOf(message) ?? "", tries: sent, dueAt: dueAt ?? 0 })),
    )
    .slice(0, limit);
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
