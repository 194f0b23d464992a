// What an audit reads of D1: orders of one event in pages, each with its payment, items and tickets as of one moment.

import { sql, type SQL } from "drizzle-orm";
import type { AuditedOrder } from "../../shared/audit/money-audit.ts";
import type { OrderStatus } from "../../shared/domain/order.ts";
import type { Db } from "../db/client.ts";
import { orderItems, orders, payments, tickets } from "../db/schema.ts";

/** Orders read at once: with their items and tickets well under a megabyte, at up to fifty seats an order. */
export const ORDER_PAGE = 500;

export interface OrdersPage {
  readonly orders: readonly AuditedOrder[];
  /** pass as `after` to go on; absent on the last page */
  readonly next?: number;
}

/** The event's orders in `status` after a place in the table, by the index `orders_by_event`. */
export async function pageOfOrders(
  db: Db,
  eventId: string,
  status: OrderStatus,
  after: number,
): Promise<OrdersPage> {
  const found = await readOrders(
    db,
    eventId,
    sql`${orders.eventId} = ${eventId} AND ${orders.status} = ${status} AND orders.rowid > ${after}
      ORDER BY orders.rowid LIMIT ${ORDER_PAGE}`,
  );
  const last = found.at(-1)?.place;
  return {
    orders: found.map(({ order }) => order),
    ...(found.length === ORDER_PAGE && last !== undefined && { next: last }),
  };
}

/** Those of `orderIds` (at most `ORDER_PAGE`) that are orders of the event. */
export async function findOrders(
  db: Db,
  eventId: string,
  orderIds: readonly string[],
): Promise<readonly AuditedOrder[]> {
  // One parameter for all the ids: D1 takes a hundred a statement.
  const wanted = JSON.stringify(orderIds.slice(0, ORDER_PAGE));
  const found = await readOrders(
    db,
    eventId,
    // The plus keeps SQLite from reading the whole event by its index (https://sqlite.org/optoverview.html, §3).
    sql`+${orders.eventId} = ${eventId} AND ${orders.id} IN (SELECT value FROM json_each(${wanted}))`,
  );
  return found.map(({ order }) => order);
}

/** A ticket of the event for an order that is none of the event's. */
export async function findStrayTicket(
  db: Db,
  eventId: string,
): Promise<{ readonly orderId: string; readonly seat: number } | undefined> {
  const [stray] = await db
    .select({ orderId: tickets.orderId, seat: tickets.seat })
    .from(tickets)
    .where(
      sql`${tickets.eventId} = ${eventId} AND NOT EXISTS (SELECT 1 FROM ${orders}
        WHERE ${orders.id} = ${tickets.orderId} AND ${orders.eventId} = ${tickets.eventId})`,
    )
    .limit(1);
  return stray;
}

interface Placed {
  /** where the order stands in its table */
  readonly place: number;
  readonly order: AuditedOrder;
}

async function readOrders(db: Db, eventId: string, which: SQL): Promise<readonly Placed[]> {
  const theirs = sql`(SELECT ${orders.id} FROM ${orders} WHERE ${which})`;
  // No join: in a batch drizzle-orm 0.45 mixes up columns of two tables that have the same name.
  const [rows, paid, items, issued] = await db.batch([
    db
      .select({
        place: sql<number>`orders.rowid`,
        ...{ orderId: orders.id, status: orders.status, currency: orders.currency },
        ...{ totalMinor: orders.totalMinor, updatedAt: orders.updatedAt },
      })
      .from(orders)
      .where(which),
    db
      .select({
        ...{ orderId: payments.orderId, status: payments.status, currency: payments.currency },
        ...{ amountMinor: payments.amountMinor, updatedAt: payments.updatedAt },
      })
      .from(payments)
      .where(sql`${payments.orderId} IN ${theirs}`),
    db
      .select({
        orderId: orderItems.orderId,
        seat: orderItems.seat,
        amountMinor: sql<number>`${orderItems.priceMinor} + ${orderItems.feeMinor}`,
      })
      .from(orderItems)
      .where(sql`${orderItems.orderId} IN ${theirs}`),
    db
      .select({ orderId: tickets.orderId, seat: tickets.seat })
      .from(tickets)
      .where(sql`+${tickets.eventId} = ${eventId} AND ${tickets.orderId} IN ${theirs}`),
  ]);
  const paymentOf = new Map(paid.map(({ orderId, ...payment }) => [orderId, payment]));
  const itemsOf = Map.groupBy(items, (item) => item.orderId);
  const ticketsOf = Map.groupBy(issued, (ticket) => ticket.orderId);
  return rows.map(({ place, ...order }) => ({
    place,
    order: {
      ...order,
      payment: paymentOf.get(order.orderId),
      items: itemsOf.get(order.orderId) ?? [],
      tickets: (ticketsOf.get(order.orderId) ?? []).map((ticket) => ticket.seat),
    },
  }));
}
