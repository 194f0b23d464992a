// The one way in which anything but placing changes an order: many rows in one batch, each only under the version that
// it was read at. What depends on a row asks for its effect itself, for a statement that changes nothing stops none.

import { and, getTableColumns, sql, type SQL } from "drizzle-orm";
import type { Db, Statement } from "../db/client.ts";
import { orders, tickets } from "../db/schema.ts";
import { dueAfter } from "../outbox/order-messages.ts";
import { unpark, type OrderRow } from "./orders.store.ts";

export interface OrderUpdate {
  readonly before: OrderRow;
  readonly after: OrderRow;
}

export interface Updates {
  readonly updates: readonly OrderUpdate[];
  /** orders whose provider did not answer in time */
  readonly providerTimeouts?: readonly string[];
  /** messages that an operator need not see any more */
  readonly unparked?: readonly string[];
  /** what must hold, beside the versions, for any of the orders to be changed */
  readonly onlyIf?: SQL | undefined;
  /** statements that belong to the updates; each asks for `wasWritten` where it depends on one */
  readonly with?: readonly Statement[];
  /** the name of this write, never used again */
  readonly writeId: string;
  readonly now: number;
}

/** Somebody changed the order since it was read. The message comes again and finds it as it is then. */
export class VersionConflictError extends Error {
  override name = "VersionConflictError";
}

/** Writes `updates` in one transaction; answers with the orders that were changed, as they stand. */
export async function updateOrders(
  db: Db,
  { updates, providerTimeouts = [], unparked = [], onlyIf, with: others = [], writeId, now }: Updates,
): Promise<readonly OrderRow[]> {
  const written = updates.map(({ before, after }) => stamped(before, after, writeId, now));
  const kept = written.filter(({ row, dueBefore }) => row.dueAt === dueBefore);
  const moved = written.filter(({ row, dueBefore }) => row.dueAt !== dueBefore);
  const issued = updates.flatMap(({ before, after }) => ticketsOf(before, after, now));
  const statements: Statement[] = [];
  // The index of what is due is written only where the time changes: a column that is set is an index that is written.
  if (kept.length > 0)
    statements.push(
      updateOf(
        db,
        kept,
        MUTABLE.filter((name) => name !== "dueAt"),
        onlyIf,
      ),
    );
  if (moved.length > 0) statements.push(updateOf(db, moved, MUTABLE, onlyIf));
  const rowStatements = statements.length;
  if (issued.length > 0) statements.push(issueOf(db, issued, writeId));
  if (providerTimeouts.length > 0) statements.push(countTimeouts(db, providerTimeouts, now));
  if (unparked.length > 0) statements.push(unpark(db, unparked));
  statements.push(...others);
  const [first, ...rest] = statements;
  if (first === undefined) return [];
  const results: readonly unknown[] = await db.batch([first, ...rest]);
  const changed = new Set(
    results.slice(0, rowStatements).flatMap((rows) => (rows as { id: string }[]).map(({ id }) => id)),
  );
  return written.flatMap(({ row }) => (changed.has(row.id) ? [row] : []));
}

/** True in SQL if the newest change of the order was made by the write `writeId`. */
export function wasWritten(orderId: string, writeId: string): SQL {
  return sql`EXISTS (SELECT 1 FROM ${orders} WHERE ${orders.id} = ${orderId} AND ${orders.lastWriteId} = ${writeId})`;
}

interface Written {
  readonly row: OrderRow;
  readonly dueBefore: number | null;
}

function stamped(before: OrderRow, after: OrderRow, writeId: string, now: number): Written {
  const row = { ...after, version: before.version + 1, lastWriteId: writeId, updatedAt: now, tries: 0 };
  return { row: { ...row, dueAt: dueAfter(row) }, dueBefore: before.dueAt };
}

const COLUMNS = getTableColumns(orders);

/** What an order is placed with and keeps, what its buyer is called least of all: it need not be sent again. */
const IMMUTABLE: ReadonlySet<string> = new Set<keyof OrderRow>([
  "id",
  "eventId",
  "holdId",
  "buyerId",
  "buyerName",
  "buyerEmail",
  "currency",
  "totalMinor",
  "lines",
  "amountMinor",
  "returnUrl",
  "maxPaymentAttempts",
  "createdAt",
]);

/** Counted apart, by whoever had no answer: no news of the order. */
const COUNTED: ReadonlySet<string> = new Set<keyof OrderRow>(["unanswered", "unansweredSince"]);

/** Every other column of the table, so that none is lost in silence when one is added. */
const MUTABLE = (Object.keys(COLUMNS) as (keyof OrderRow)[]).filter(
  (name) => !IMMUTABLE.has(name) && !COUNTED.has(name),
);

/** One parameter for all the rows: D1 takes a hundred a statement. */
function updateOf(
  db: Db,
  written: readonly Written[],
  names: readonly (keyof OrderRow)[],
  onlyIf: SQL | undefined,
): Statement {
  const sent = ["id", ...names] as const;
  const rows = written.map(({ row }) => Object.fromEntries(sent.map((name) => [name, row[name]])));
  return db
    .update(orders)
    .set(Object.fromEntries(names.map((name) => [name, field(name)])))
    .from(sql`json_each(${JSON.stringify(rows)}) AS changed`)
    .where(
      and(
        sql`${orders.id} = changed.value ->> 'id' AND ${orders.version} = changed.value ->> 'version' - 1`,
        onlyIf,
      ),
    )
    .returning({ id: orders.id });
}

/** A field of the row that is written, in SQL; JSON stays JSON, and its null is none. */
function field(name: keyof OrderRow): SQL {
  return COLUMNS[name].dataType === "json"
    ? sql.raw(`nullif(changed.value -> '${name}', 'null')`)
    : sql.raw(`changed.value ->> '${name}'`);
}

/** Counts calls that got no answer. No news of the order: whoever changes it meanwhile may. */
function countTimeouts(db: Db, orderIds: readonly string[], now: number): Statement {
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
function issueOf(db: Db, issued: readonly Ticket[], writeId: string): Statement {
  return db.insert(tickets).select(
    sql`SELECT value ->> 'eventId', value ->> 'seat', value ->> 'orderId', value ->> 'code', value ->> 'issuedAt'
      FROM json_each(${JSON.stringify(issued)})
      WHERE EXISTS (SELECT 1 FROM ${orders} WHERE ${orders.id} = value ->> 'orderId' AND ${orders.lastWriteId} = ${writeId})`,
  );
}
