import { and, desc, eq, inArray, lt, ne, or, sql, type SQL } from "drizzle-orm";
import type { Db, Statement } from "../db/client.ts";
import { insertWhere } from "../db/insert-where.ts";
import {
  abandonedOrders,
  lateOffers,
  orderItems,
  orders,
  paymentAttempts,
  payments,
  tickets,
} from "../db/schema.ts";
import type { OfferAnswer } from "../../shared/contracts/orders.schema.ts";
import type { PricedSeat } from "../../shared/domain/quote.ts";

export type OrderRow = typeof orders.$inferSelect;
export type NewOrder = typeof orders.$inferInsert;
export type OrderItemRow = typeof orderItems.$inferSelect;
export type TicketRow = typeof tickets.$inferSelect;
export type PaymentRow = typeof payments.$inferSelect;
export type AttemptRow = typeof paymentAttempts.$inferSelect;
export type OfferRow = typeof lateOffers.$inferSelect;

/** An order with everything a buyer may see of it. */
export interface WholeOrder {
  readonly order: OrderRow;
  readonly items: readonly OrderItemRow[];
  readonly tickets: readonly TicketRow[];
  readonly payment: PaymentRow;
  readonly attempt: AttemptRow | undefined;
  readonly offer: OfferRow | undefined;
}

export async function findOrder(db: Db, orderId: string): Promise<OrderRow | undefined> {
  const [order] = await db.select().from(orders).where(eq(orders.id, orderId));
  return order;
}

/** The order with its items, tickets, payment and last attempt, read in one go. */
export async function findWholeOrder(db: Db, orderId: string): Promise<WholeOrder | undefined> {
  const [found, items, issued, paid, tried, offered] = await db.batch([
    db.select().from(orders).where(eq(orders.id, orderId)),
    db.select().from(orderItems).where(eq(orderItems.orderId, orderId)).orderBy(orderItems.seat),
    db.select().from(tickets).where(eq(tickets.orderId, orderId)).orderBy(tickets.seat),
    db.select().from(payments).where(eq(payments.orderId, orderId)),
    db
      .select()
      .from(paymentAttempts)
      .where(eq(paymentAttempts.orderId, orderId))
      .orderBy(desc(paymentAttempts.n))
      .limit(1),
    db.select().from(lateOffers).where(eq(lateOffers.orderId, orderId)),
  ]);
  const [order] = found;
  const [payment] = paid;
  if (order === undefined || payment === undefined) return undefined;
  return { order, items, tickets: issued, payment, attempt: tried[0], offer: offered[0] };
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
): Promise<readonly WholeOrder[]> {
  const older =
    before &&
    or(
      lt(orders.createdAt, before.createdAt),
      and(eq(orders.createdAt, before.createdAt), lt(orders.id, before.id)),
    );
  const page = await db
    .select()
    .from(orders)
    .where(and(eq(orders.buyerId, buyerId), older))
    .orderBy(desc(orders.createdAt), desc(orders.id))
    .limit(limit);
  if (page.length === 0) return [];
  const ids = page.map((order) => order.id);
  const [items, issued, paid, offered] = await db.batch([
    db.select().from(orderItems).where(inArray(orderItems.orderId, ids)).orderBy(orderItems.seat),
    db.select().from(tickets).where(inArray(tickets.orderId, ids)).orderBy(tickets.seat),
    db.select().from(payments).where(inArray(payments.orderId, ids)),
    db.select().from(lateOffers).where(inArray(lateOffers.orderId, ids)),
  ]);
  return page.flatMap((order) => {
    const payment = paid.find((p) => p.orderId === order.id);
    if (payment === undefined) return [];
    const mine = <T extends { orderId: string }>(rows: readonly T[]): T[] =>
      rows.filter((r) => r.orderId === order.id);
    const [offer] = mine(offered);
    return [{ order, items: mine(items), tickets: mine(issued), payment, attempt: undefined, offer }];
  });
}

/** Orders that have been waiting since before `since`, oldest first, for operators. */
export async function listWaiting(db: Db, since: number, limit: number): Promise<readonly OrderRow[]> {
  return db
    .select()
    .from(orders)
    .where(and(eq(orders.status, "PENDING"), lt(orders.updatedAt, since)))
    .orderBy(orders.updatedAt)
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

export function insertItems(
  db: Db,
  orderId: string,
  seats: readonly PricedSeat[],
  condition: SQL,
): Statement {
  // One parameter for all the seats: D1 takes a hundred a statement.
  return db.insert(orderItems).select(
    sql`SELECT ${orderId}, value ->> 'seat', value ->> 'priceLevel', value ->> 'priceMinor', value ->> 'feeMinor'
      FROM json_each(${JSON.stringify(seats)}) WHERE ${condition}`,
  );
}

/**
 * Puts `seats` in the place of the ordered ones, one for one: they are of the same zone and so of the same price, and
 * the amounts stay what was agreed.
 */
export function moveItems(
  db: Db,
  { order, items }: WholeOrder,
  seats: readonly number[],
  condition: SQL,
): readonly Statement[] {
  const moved = items.flatMap(({ priceLevel, priceMinor, feeMinor }, i) => {
    const seat = seats[i];
    return seat === undefined ? [] : [{ seat, priceLevel, priceMinor, feeMinor }];
  });
  return [
    db.delete(orderItems).where(sql`${orderItems.orderId} = ${order.id} AND ${condition}`),
    insertItems(db, order.id, moved, condition),
  ];
}

/** Keeps what the authority has set aside for the order's late money. */
export function noteOffer(db: Db, offer: OfferRow): Statement {
  return db.insert(lateOffers).values(offer).onConflictDoNothing();
}

/** Keeps the buyer's answer, once the authority has taken it. */
export async function noteOfferAnswer(db: Db, orderId: string, answer: OfferAnswer): Promise<void> {
  await db.update(lateOffers).set({ answer }).where(eq(lateOffers.orderId, orderId));
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

export interface OrderMove {
  readonly order: OrderRow;
  readonly status: OrderRow["status"];
  readonly reason?: OrderRow["reason"] | undefined;
  readonly by: string;
  readonly now: number;
}

/** Moves the order on, if nobody has since it was read. */
export function moveOrder(db: Db, { order, status, reason, by, now }: OrderMove): Statement {
  return db
    .update(orders)
    .set({
      status,
      reason: reason ?? (status === order.status ? order.reason : null),
      version: order.version + 1,
      movedBy: by,
      updatedAt: now,
    })
    .where(and(eq(orders.id, order.id), eq(orders.version, order.version), ne(orders.movedBy, by)));
}
