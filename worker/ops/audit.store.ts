// What an audit reads of D1: orders of one event in pages, each with its payment, items and tickets as of one moment.

import { sql, type SQL } from "drizzle-orm";
import type { AuditedOrder } from "../../shared/audit/money-audit.ts";
import type { Db } from "../db/client.ts";
import { orders, tickets } from "../db/schema.ts";

/** Orders read at once: with their items and tickets well under a megabyte, at up to fifty seats an order. */
export const ORDER_PAGE = 500;

export interface OrdersPage {
  readonly orders: readonly AuditedOrder[];
  /** pass as `after` to go on; absent on the last page */
  readonly next?: string;
}

/** The event's orders after the order of a hold, by the index `orders_one_per_hold`; from the first after "". */
export async function pageOfOrders(db: Db, eventId: string, after: string): Promise<OrdersPage> {
  const found = await readOrders(
    db,
    eventId,
    sql`${orders.eventId} = ${eventId} AND ${orders.holdId} > ${after}
      ORDER BY ${orders.holdId} LIMIT ${ORDER_PAGE}`,
  );
  const last = found.at(-1)?.holdId;
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

/** A ticket of the event for an order that is none of the event's, or has another seat. */
export async function findStrayTicket(
  db: Db,
  eventId: string,
): Promise<{ readonly orderId: string; readonly seat: number } | undefined> {
  const [stray] = await db
    .select({ orderId: tickets.orderId, seat: tickets.seat })
    .from(tickets)
    .where(
      sql`${tickets.eventId} = ${eventId} AND NOT EXISTS (
        SELECT 1 FROM ${orders}, json_each(${orders.items}) AS item
        WHERE ${orders.id} = ${tickets.orderId} AND ${orders.eventId} = ${tickets.eventId}
          AND item.value ->> 'seat' = ${tickets.seat})`,
    )
    .limit(1);
  return stray;
}

interface Found {
  readonly holdId: string;
  readonly order: AuditedOrder;
}

async function readOrders(db: Db, eventId: string, which: SQL): Promise<readonly Found[]> {
  const theirs = db
    .select({ eventId: orders.eventId, items: orders.items })
    .from(orders)
    .where(which)
    .as("theirs");
  const [rows, issued] = await db.batch([
    db.select().from(orders).where(which),
    db
      .select({ orderId: tickets.orderId, seat: tickets.seat })
      .from(tickets)
      .where(
        sql`(${tickets.eventId}, ${tickets.seat}) IN (SELECT ${eventId}, item.value ->> 'seat'
          FROM ${theirs}, json_each(theirs.items) AS item)`,
      ),
  ]);
  const ticketsOf = Map.groupBy(issued, (ticket) => ticket.orderId);
  return rows.map((row) => ({
    holdId: row.holdId,
    order: {
      ...{ orderId: row.id, status: row.status, currency: row.currency, totalMinor: row.totalMinor },
      updatedAt: row.updatedAt,
      payment: {
        ...{ status: row.paymentStatus, currency: row.currency, amountMinor: row.amountMinor },
        updatedAt: row.updatedAt,
      },
      otherAttempts: (row.otherAttempts ?? []).map(({ status }) => status),
      items: row.items.map(({ seat, priceMinor, feeMinor }) => ({
        seat,
        amountMinor: priceMinor + feeMinor,
      })),
      tickets: (ticketsOf.get(row.id) ?? []).map((ticket) => ticket.seat),
    },
  }));
}
