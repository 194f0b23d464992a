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
import type { QuoteLine } from "../../shared/domain/quote.ts";

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
  (t) => [index("events_by_start").on(t.startsAt)],
);

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
    fence: integer().notNull(),
    deadline: integer().notNull(),
    version: integer().notNull(),
    /** what made the newest version: the claim that placed the order, or the message that moved it on */
    movedBy: text("moved_by").notNull(),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
  },
  (t) => [
    uniqueIndex("orders_one_per_hold").on(t.holdId),
    index("orders_by_buyer").on(t.buyerId, t.createdAt),
    index("orders_by_event").on(t.eventId, t.status),
    index("orders_by_status").on(t.status, t.updatedAt),
    check("orders_status", sql`${t.status} IN ('PENDING', 'CONFIRMED', 'CANCELLED', 'REFUNDED')`),
    check("orders_total", sql`${t.totalMinor} >= 0`),
  ],
);

export const orderItems = sqliteTable(
  "order_items",
  {
    orderId: text("order_id").notNull(),
    seat: integer().notNull(),
    priceLevel: text("price_level").notNull(),
    priceMinor: integer("price_minor").notNull(),
    feeMinor: integer("fee_minor").notNull(),
  },
  (t) => [primaryKey({ columns: [t.orderId, t.seat] })],
);

/** Orders that were given up before they were written: their hold is released, and they can never be written. */
export const abandonedOrders = sqliteTable("abandoned_orders", {
  orderId: text("order_id").primaryKey(),
  at: integer().notNull(),
});

export const payments = sqliteTable(
  "payments",
  {
    orderId: text("order_id").primaryKey(),
    provider: text().$type<PaymentProviderName>().notNull(),
    status: text().$type<PaymentStatus>().notNull(),
    currency: text().$type<Currency>().notNull(),
    amountMinor: integer("amount_minor").notNull(),
    /** what the provider's form gave; forgotten once the payment is no longer REQUESTED */
    token: text(),
    returnUrl: text("return_url").notNull(),
    version: integer().notNull(),
    movedBy: text("moved_by").notNull(),
    updatedAt: integer("updated_at").notNull(),
  },
  (t) => [
    check(
      "payments_status",
      sql`${t.status} IN ('REQUESTED', 'AUTHORIZED', 'CAPTURED', 'REFUNDED', 'FAILED', 'VOIDED')`,
    ),
  ],
);

export const paymentAttempts = sqliteTable(
  "payment_attempts",
  {
    orderId: text("order_id").notNull(),
    n: integer().notNull(),
    /** the provider's idempotency key, new for every attempt */
    key: text().notNull(),
    /** the provider's last word, `created` before the first */
    outcome: text().notNull(),
    providerPaymentId: text("provider_payment_id"),
    redirectUrl: text("redirect_url"),
    /** calls that got no answer in time, and when the first of them was */
    unanswered: integer().notNull().default(0),
    unansweredSince: integer("unanswered_since"),
    updatedAt: integer("updated_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.orderId, t.n] }),
    uniqueIndex("payment_attempts_one_per_key").on(t.key),
    uniqueIndex("payment_attempts_one_per_provider_payment").on(t.providerPaymentId),
  ],
);

/** Seats that the authority has set aside for money that came late; the authority alone decides what becomes of them. */
export const lateOffers = sqliteTable("late_offers", {
  orderId: text("order_id").primaryKey(),
  holdId: text("hold_id").notNull(),
  seats: text({ mode: "json" }).$type<readonly number[]>().notNull(),
  until: integer().notNull(),
  answer: text().$type<OfferAnswer>(),
});

export const tickets = sqliteTable(
  "tickets",
  {
    code: text().primaryKey(),
    orderId: text("order_id").notNull(),
    eventId: text("event_id").notNull(),
    seat: integer().notNull(),
    issuedAt: integer("issued_at").notNull(),
  },
  (t) => [uniqueIndex("tickets_one_per_seat").on(t.eventId, t.seat), index("tickets_by_order").on(t.orderId)],
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
  (t) => [primaryKey({ columns: [t.scope, t.key] }), index("idempotency_by_expiry").on(t.expiresAt)],
);

/** Messages to be sent; a row goes when its consumer has done the work, so a lost one is found (S5). */
export const outbox = sqliteTable(
  "outbox",
  {
    id: text().primaryKey(),
    orderId: text("order_id").notNull(),
    body: text().notNull(),
    tries: integer().notNull(),
    dueAt: integer("due_at").notNull(),
  },
  (t) => [index("outbox_by_due").on(t.dueAt), index("outbox_by_order").on(t.orderId)],
);

/** Messages whose effect stands; written in the same batch as the effect (S4). */
export const inbox = sqliteTable(
  "inbox",
  {
    messageId: text("message_id").primaryKey(),
    at: integer().notNull(),
    /** what it came to, for the order's timeline */
    outcome: text(),
  },
  (t) => [index("inbox_by_time").on(t.at)],
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
