import { and, desc, eq, inArray, isNotNull, lt, or, sql, type SQL } from "drizzle-orm";
import type { Db, Statement } from "../db/client.ts";
import { insertWhere } from "../db/insert-where.ts";
import { abandonedOrders, orders, parkedMessages } from "../db/schema.ts";
import type { OfferAnswer } from "../../shared/contracts/orders.schema.ts";

export type OrderRow = typeof orders.$inferSelect;

export async function findOrder(db: Db, orderId: string): Promise<OrderRow | undefined> {
  const [order] = await db.select().from(orders).where(eq(orders.id, orderId));
  return order;
}

export interface Known {
  readonly orders: ReadonlyMap<string, OrderRow>;
  /** those of the messages that an operator sees among the parked ones */
  readonly parked: readonly string[];
}

/** What is known of these orders and messages, in one go. */
export async function findKnown(
  db: Db,
  orderIds: readonly string[],
  messageIds: readonly string[],
): Promise<Known> {
  // One parameter for all of them: D1 takes a hundred a statement.
  const [rows, parked] = await db.batch([
    db
      .select()
      .from(orders)
      .where(sql`${orders.id} IN (SELECT value FROM json_each(${JSON.stringify(orderIds)}))`),
    db
      .select({ id: parkedMessages.id })
      .from(parkedMessages)
      .where(sql`${parkedMessages.id} IN (SELECT value FROM json_each(${JSON.stringify(messageIds)}))`),
  ]);
  return { orders: new Map(rows.map((row) => [row.id, row])), parked: parked.map(({ id }) => id) };
}

export interface OrderPage {
  readonly buyerId: string;
  readonly limit: number;
  /** the last order of the page before */
  readonly before?: { readonly createdAt: number; readonly id: string } | undefined;
}

/** The buyer's orders, newest first. */
export async function listOrders(
  db: Db,
  { buyerId, limit, before }: OrderPage,
): Promise<readonly OrderRow[]> {
  const older =
    before &&
    or(
      lt(orders.createdAt, before.createdAt),
      and(eq(orders.createdAt, before.createdAt), lt(orders.id, before.id)),
    );
  return db
    .select()
    .from(orders)
    .where(and(eq(orders.buyerId, buyerId), older))
    .orderBy(desc(orders.createdAt), desc(orders.id))
    .limit(limit);
}

/** PENDING orders that were placed before `since`, for operators. */
export async function listWaiting(db: Db, since: number, limit: number): Promise<readonly OrderRow[]> {
  return db
    .select()
    .from(orders)
    .where(and(isNotNull(orders.dueAt), eq(orders.status, "PENDING"), lt(orders.createdAt, since)))
    .orderBy(orders.dueAt)
    .limit(limit);
}

/** True in SQL if the newest change of the order was made by `movedBy`. */
export function movedBy(orderId: string, by: string): SQL {
  return sql`EXISTS (SELECT 1 FROM ${orders} WHERE ${orders.id} = ${orderId} AND ${orders.movedBy} = ${by})`;
}

/** True in SQL unless the order was given up before it was written. */
export function notAbandoned(orderId: string): SQL {
  return sql`NOT EXISTS (SELECT 1 FROM ${abandonedOrders} WHERE ${abandonedOrders.orderId} = ${orderId})`;
}

/** Keeps the buyer's answer, once the authority has taken it. */
export async function noteOfferAnswer(db: Db, orderId: string, answer: OfferAnswer): Promise<void> {
  await db
    .update(orders)
    .set({
      offer: sql`json_set(${orders.offer}, '$.answer', ${answer})`,
      version: sql`${orders.version} + 1`,
    })
    .where(and(eq(orders.id, orderId), isNotNull(orders.offer)));
}

/** Gives an order up for good, if it was never written. Says whether it may now be treated as never having been. */
export async function abandonOrder(db: Db, orderId: string, now: number): Promise<boolean> {
  const unwritten = sql`NOT EXISTS (SELECT 1 FROM ${orders} WHERE ${orders.id} = ${orderId})`;
  await db.batch([
    insertWhere(db, abandonedOrders, { orderId, at: now }, unwritten, { ignoreExisting: true }),
  ]);
  return isAbandoned(db, orderId);
}

export async function isAbandoned(db: Db, orderId: string): Promise<boolean> {
  const [row] = await db.select().from(abandonedOrders).where(eq(abandonedOrders.orderId, orderId));
  return row !== undefined;
}

/** Forgets parked messages that were handled after all. */
export function unpark(db: Db, messageIds: readonly string[]): Statement {
  return db.delete(parkedMessages).where(inArray(parkedMessages.id, [...messageIds]));
}
