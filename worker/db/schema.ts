// The tables of D1. Unique constraints would stop a second order, a second charge or a second owner even if the
// code did not. Times are epoch ms, amounts are integer minor units. Change it, then `npm run db:generate`.

import { sql } from "drizzle-orm";
import { check, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { EventDefinition } from "../../shared/contracts/catalog.schema.ts";
import type { QueueName } from "../../shared/contracts/messages.schema.ts";
import type { OfferAnswer, PaymentProviderName } from "../../shared/contracts/orders.schema.ts";
import type { Currency } from "../../shared/domain/money.ts";
import type { OrderReason, OrderStatus } from "../../shared/domain/order.ts";
import type { PaymentStatus } from "../../shared/domain/payment.ts";
import type { PricedSeat, QuoteLine } from "../../shared/domain/quote.ts";

export const events = sqliteTable(
  "events",
  {
    id: text().primaryKey(),
    /** grows with every publication; the seat authority takes the newest */
    version: integer().notNull(),
    seatCount: integer("seat_count").notNull(),
    startsAt: integer("starts_at").notNull(),
    saleClosesAt: integer("sale_closes_at").notNull(),
    definition: text({ mode: "json" }).$type<EventDefinition>().notNull(),
    publishedAt: integer("published_at").notNull(),
  },
  (t) => [index("events_by_start").on(t.startsAt), index("events_by_publication").on(t.publishedAt)],
);

/** One seat of an order, at the price that was agreed; `ticket` is its code once it is issued. */
export interface OrderItem extends PricedSeat {
  readonly ticket?: string;
}

/** Seats that the authority has set aside for money that came late; the authority alone decides what becomes of them. */
export interface LateOffer {
  readonly holdId: string;
  readonly seats: readonly number[];
  readonly until: number;
  readonly answer: OfferAnswer | null;
}

/** A message whose effect on the order stands. */
export interface JournalEntry {
  /** the message's id */
  readonly id: string;
  readonly at: number;
  /** what it came to, for the order's timeline */
  readonly outcome?: string | undefined;
}

/**
 * One row an order: what was ordered, how its payment stands, which messages have had their effect on it and which it
 * has yet to send. A message's effect is one guarded update of this row and nothing else, so that it can be half done
 * in no case, and a hundred of them are one statement.
 */
export const orders = sqliteTable(
  "orders",
  {
    /** derived from the idempotency key and its scope */
    id: text().primaryKey(),
    eventId: text("event_id").notNull(),
    holdId: text("hold_id").notNull(),
    buyerId: text("buyer_id").notNull(),
    buyerName: text("buyer_name").notNull(),
    buyerEmail: text("buyer_email").notNull(),
    status: text().$type<OrderStatus>().notNull(),
    reason: text().$type<OrderReason>(),
    currency: text().$type<Currency>().notNull(),
    totalMinor: integer("total_minor").notNull(),
    lines: text({ mode: "json" }).$type<readonly QuoteLine[]>().notNull(),
    /** by seat */
    items: text({ mode: "json" }).$type<readonly OrderItem[]>().notNull(),
    fence: integer().notNull(),
    deadline: integer().notNull(),
    provider: text().$type<PaymentProviderName>().notNull(),
    paymentStatus: text("payment_status").$type<PaymentStatus>().notNull(),
    /** what the provider is asked for */
    amountMinor: integer("amount_minor").notNull(),
    /** what the provider's form gave; forgotten once the payment is no longer REQUESTED */
    token: text(),
    returnUrl: text("return_url").notNull(),
    /** the current attempt; with the order's id it makes the provider's idempotency key */
    attempt: integer().notNull(),
    /** the provider's last word on the attempt, `created` before the first */
    attemptOutcome: text("attempt_outcome").notNull(),
    providerPaymentId: text("provider_payment_id"),
    redirectUrl: text("redirect_url"),
    /** calls that got no answer in time, and when the first of them was */
    unanswered: integer().notNull(),
    unansweredSince: integer("unanswered_since"),
    offer: text({ mode: "json" }).$type<LateOffer>(),
    /** messages whose effect stands, oldest first (S4) */
    journal: text({ mode: "json" }).$type<readonly JournalEntry[]>().notNull(),
    /** messages to be sent; one goes when its consumer has done the work, so a lost one is found (S5) */
    owed: text({ mode: "json" }).$type<readonly unknown[]>().notNull(),
    /** sweeps that have sent `owed` as it is */
    tries: integer().notNull(),
    /** when the sweep looks at `owed`, or a little later; absent while nothing is owed */
    dueAt: integer("due_at"),
    version: integer().notNull(),
    /** what made the newest version: the claim that placed the order, or one write of a consumer */
    movedBy: text("moved_by").notNull(),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
  },
  (t) => [
    // Stops a second order for a hold, and lists an event's orders by the time of their holds.
    uniqueIndex("orders_one_per_hold").on(t.eventId, t.holdId),
    index("orders_by_buyer").on(t.buyerId, t.createdAt),
    index("orders_by_due")
      .on(t.dueAt)
      .where(sql`due_at IS NOT NULL`),
    check("orders_status", sql`${t.status} IN ('PENDING', 'CONFIRMED', 'CANCELLED', 'REFUNDED')`),
    check("orders_total", sql`${t.totalMinor} >= 0`),
    check(
      "orders_payment_status",
      sql`${t.paymentStatus} IN ('REQUESTED', 'AUTHORIZED', 'CAPTURED', 'REFUNDED', 'FAILED', 'VOIDED')`,
    ),
  ],
);

/** Orders that were given up before they were written: their hold is released, and they can never be written. */
export const abandonedOrders = sqliteTable("abandoned_orders", {
  orderId: text("order_id").primaryKey(),
  at: integer().notNull(),
});

/** One ticket a seat, whoever asks for a second; WITHOUT ROWID, which drizzle-kit does not know (migration 0002). */
export const tickets = sqliteTable(
  "tickets",
  {
    eventId: text("event_id").notNull(),
    seat: integer().notNull(),
    orderId: text("order_id").notNull(),
    code: text().notNull(),
    issuedAt: integer("issued_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.eventId, t.seat] })],
);

export const idempotencyRecords = sqliteTable(
  "idempotency_records",
  {
    /** principal and route */
    scope: text().notNull(),
    key: text().notNull(),
    /** SHA-256 of the payload */
    fingerprint: text().notNull(),
    state: text().$type<"CLAIMED" | "DONE">().notNull(),
    claimToken: text("claim_token").notNull(),
    leaseUntil: integer("lease_until").notNull(),
    status: integer(),
    body: text(),
    expiresAt: integer("expires_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.scope, t.key] })],
);

/** Messages that could not be handled, for an operator. */
export const parkedMessages = sqliteTable(
  "parked_messages",
  {
    id: text().primaryKey(),
    queue: text().$type<QueueName>().notNull(),
    body: text().notNull(),
    parkedAt: integer("parked_at").notNull(),
  },
  (t) => [index("parked_by_time").on(t.parkedAt)],
);
