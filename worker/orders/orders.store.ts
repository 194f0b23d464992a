import { and, desc, eq, inArray, isNotNull, lt, or, sql, type SQL } from "drizzle-orm";
import type { Db, Statement } from "../db/client.ts";
import { insertWhere } from "../db/insert-where.ts";
import { abandonedOrders, orders, parkedMessages } from "../db/schema.ts";

/** Orders named beside the one that has their seats; a buyer has one, or hardly two. */
const RETURNED_LIMIT = 5;

export type OrderRow = typeof orders.$inferSelect;

export async function findOrder(db: Db, orderId: string): Promise<OrderRow | undefined> {
  const [order] = await db.select().from(orders).where(eq(orders.id, orderId));
  return order;
}

export interface OrdersOfMessages {
  readonly orders: ReadonlyMap<string, OrderRow>;
  /** those of the messages that an operator sees among the parked ones */
  readonly parked: readonly string[];
}

/** The orders of `messages`, and which of these are parked, in one go. */
export async function findOrdersOf(
  db: Db,
  messages: readonly { readonly id: string; readonly orderId: string }[],
): Promise<OrdersOfMessages> {
  const orderIds = messages.map(({ orderId }) => orderId);
  const messageIds = messages.map(({ id }) => id);
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

/** True in SQL unless the order was given up before it was written. */
export function notAbandoned(orderId: string): SQL {
  return sql`NOT EXISTS (SELECT 1 FROM ${abandonedOrders} WHERE ${abandonedOrders.orderId} = ${orderId})`;
}

/** The buyer's orders at the same event whose late money went back because `order` has the seats, newest first. */
export async function findReturnedFor(
  db: Db,
  order: Pick<OrderRow, "id" | "buyerId">,
): Promise<readonly string[]> {
  const rows = await db
    .select({ id: orders.id })
    .from(orders)
    .where(and(eq(orders.buyerId, order.buyerId), eq(orders.instead, order.id)))
    .orderBy(desc(orders.createdAt))
    .limit(RETURNED_LIMIT);
  return rows.map(({ id }) => id);
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
