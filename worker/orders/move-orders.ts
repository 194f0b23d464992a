// The one way in which anything but placing changes an order: many rows in one batch, each only if nobody has moved it
// since it was read. What depends on a row asks for its effect itself, for a statement that changes nothing stops none.

import { sql, type SQL } from "drizzle-orm";
import type { Db, Statement } from "../db/client.ts";
import { orders, tickets } from "../db/schema.ts";
import { dueAfter } from "../outbox/owed.ts";
import { unpark, type OrderRow } from "./orders.store.ts";

export interface OrderMove {
  readonly before: OrderRow;
  readonly after: OrderRow;
}

export interface Moves {
  readonly moves: readonly OrderMove[];
  /** orders whose provider did not answer */
  readonly silent?: readonly string[];
  /** messages that an operator need not see any more */
  readonly unparked?: readonly string[];
  /** the name of this write, never used again */
  readonly by: string;
  readonly now: number;
}

/** Writes `moves` in one transaction; answers with the orders that it moved, as they stand. */
export async function moveOrders(
  db: Db,
  { moves, silent = [], unparked = [], by, now }: Moves,
): Promise<readonly OrderRow[]> {
  const written = moves.map(({ before, after }) => writtenAs(before, after, by, now));
  const kept = written.filter(({ row, dueBefore }) => row.dueAt === dueBefore);
  const turned = written.filter(({ row, dueBefore }) => row.dueAt !== dueBefore);
  const issued = moves.flatMap(({ before, after }) => ticketsOf(before, after, now));
  const statements: Statement[] = [];
  // The index of what is due is written only where the time changes: a column that is set is an index that is written.
  if (kept.length > 0)
    statements.push(
      updateOf(
        db,
        kept.map(({ row }) => row),
        {},
      ),
    );
  if (turned.length > 0)
    statements.push(
      updateOf(
        db,
        turned.map(({ row }) => row),
        { dueAt: field("dueAt") },
      ),
    );
  const updates = statements.length;
  if (issued.length > 0) statements.push(issueOf(db, issued, by));
  if (silent.length > 0) statements.push(countSilence(db, silent, now));
  if (unparked.length > 0) statements.push(unpark(db, unparked));
  const [first, ...rest] = statements;
  if (first === undefined) return [];
  const results: readonly unknown[] = await db.batch([first, ...rest]);
  const moved = new Set(
    results.slice(0, updates).flatMap((rows) => (rows as { id: string }[]).map(({ id }) => id)),
  );
  return written.flatMap(({ row }) => (moved.has(row.id) ? [row] : []));
}

function writtenAs(
  before: OrderRow,
  after: OrderRow,
  by: string,
  now: number,
): { row: OrderRow; dueBefore: number | null } {
  const stamped = { ...after, version: before.version + 1, movedBy: by, updatedAt: now, tries: 0 };
  return { row: { ...stamped, dueAt: dueAfter(stamped) }, dueBefore: before.dueAt };
}

/** A field of the row that is written, in SQL. */
function field(name: keyof OrderRow): SQL {
  return sql.raw(`move.value ->> '${name}'`);
}

function json(name: keyof OrderRow): SQL {
  return sql.raw(`nullif(move.value -> '${name}', 'null')`);
}

/** One parameter for all the rows: D1 takes a hundred a statement. */
function updateOf(db: Db, rows: readonly OrderRow[], due: { readonly dueAt?: SQL }): Statement {
  return db
    .update(orders)
    .set({
      ...{ status: field("status"), reason: field("reason"), items: json("items"), offer: json("offer") },
      ...{ paymentStatus: field("paymentStatus"), token: field("token") },
      ...{ attemptOutcome: field("attemptOutcome"), providerPaymentId: field("providerPaymentId") },
      ...{ redirectUrl: field("redirectUrl"), journal: json("journal"), owed: json("owed") },
      ...{ tries: field("tries"), version: field("version"), movedBy: field("movedBy") },
      ...{ updatedAt: field("updatedAt") },
      ...due,
    })
    .from(sql`json_each(${JSON.stringify(rows.map(mutable))}) AS move`)
    .where(sql`${orders.id} = move.value ->> 'id' AND ${orders.version} = move.value ->> 'version' - 1`)
    .returning({ id: orders.id });
}

/** What never changes need not be sent, what the buyer is called least of all. */
function mutable(row: OrderRow): Partial<OrderRow> {
  const { id, status, reason, items, offer, paymentStatus, token, attemptOutcome, providerPaymentId } = row;
  const { redirectUrl, journal, owed, tries, dueAt, version } = row;
  return {
    ...{ id, status, reason, items, offer, paymentStatus, token, attemptOutcome, providerPaymentId },
    ...{ redirectUrl, journal, owed, tries, dueAt, version },
    ...{ movedBy: row.movedBy, updatedAt: row.updatedAt },
  };
}

/** Counts calls that got no answer. No news of the order: whoever moves it meanwhile may. */
function countSilence(db: Db, orderIds: readonly string[], now: number): Statement {
  return db
    .update(orders)
    .set({
      unanswered: sql`${orders.unanswered} + 1`,
      unansweredSince: sql`coalesce(${orders.unansweredSince}, ${now})`,
    })
    .where(sql`${orders.id} IN (SELECT value FROM json_each(${JSON.stringify(orderIds)}))`);
}

type Ticket = typeof tickets.$inferInsert;

function ticketsOf(before: OrderRow, after: OrderRow, now: number): readonly Ticket[] {
  const known = new Set(before.items.map(({ ticket }) => ticket));
  return after.items.flatMap(({ seat, ticket }) =>
    ticket === undefined || known.has(ticket)
      ? []
      : [{ eventId: after.eventId, seat, orderId: after.id, code: ticket, issuedAt: now }],
  );
}

/** A seat that has a ticket already is an error: it was sold to somebody else. */
function issueOf(db: Db, issued: readonly Ticket[], by: string): Statement {
  return db.insert(tickets).select(
    sql`SELECT value ->> 'eventId', value ->> 'seat', value ->> 'orderId', value ->> 'code', value ->> 'issuedAt'
      FROM json_each(${JSON.stringify(issued)})
      WHERE EXISTS (SELECT 1 FROM ${orders} WHERE ${orders.id} = value ->> 'orderId' AND ${orders.movedBy} = ${by})`,
  );
}
