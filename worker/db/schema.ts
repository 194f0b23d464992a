// The tables of D1. Unique constraints would stop a second order, a second charge or a second owner even if the
// code did not. Times are epoch ms, amounts are integer minor units. Change it, then `npm run db:generate`.

import { sql } from "drizzle-orm";
import { check, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { EventDefinition } from "../../shared/contracts/catalog.schema.ts";
import type { QueueName } from "../../shared/contracts/messages.schema.ts";
import type { Currency } from "../../shared/domain/money.ts";
import type { LateOffer, Order, OrderReason, OrderStatus } from "../../shared/domain/order.ts";
import type { Attempt, DeclineCode, PaymentStatus } from "../../shared/domain/payment.ts";
import type { PricedSeat, QuoteLine } from "../../shared/domain/quote.ts";
import type { EventStart } from "../../shared/domain/sale.ts";

export const events = sqliteTable(
  "events",
  {
    id: text().primaryKey(),
    /** grows with every publication; the seat authority takes the newest */
    version: integer().notNull(),
    seatCount: integer("seat_count").notNull(),
    startsAt: integer("starts_at").notNull(),
    saleClosesAt: integer("sale_closes_at").notNull(),
    /** `startsAt` and the starts before it, oldest first; absent where it was published before they were kept */
    starts: text({ mode: "json" }).$type<readonly EventStart[]>(),
    definition: text({ mode: "json" }).$type<EventDefinition>().notNull(),
    publishedAt: integer("published_at").notNull(),
  },
  (t) => [index("events_by_start").on(t.startsAt), index("events_by_publication").on(t.publishedAt)],
);

/** One seat of an order, at the price that was agreed; `ticket` is its code once it is issued. */
export interface OrderItem extends PricedSeat {
  readonly ticket?: string;
}

/** A message whose effect on the order stands, or a wish of its buyer's that was carried out. */
export interface InboxEntry {
  /** the message's id */
  readonly id: string;
  readonly at: number;
  /** what it came to, for the order's timeline */
  readonly outcome?: string | undefined;
}

/**
 * One row an order: what was ordered, how its payment stands, which messages have had their effect on it (its inbox) and
 * which it has yet to send (its outbox). A message's effect is one guarded update of this row and nothing else, so that
 * it can be half done in no case, and a hundred of them are one statement. The current attempt to pay has columns of its
 * own, the others are in `other_attempts`. Columns may be named otherwise than here: what is stored keeps its name.
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
    /** `none` where there is nothing to pay */
    provider: text().notNull(),
    paymentStatus: text("payment_status").$type<PaymentStatus>().notNull(),
    /** what the provider is asked for */
    amountMinor: integer("amount_minor").notNull(),
    /** what the provider's form gave; forgotten once the payment is no longer REQUESTED */
    token: text(),
    returnUrl: text("return_url").notNull(),
    /** the current attempt; with the order's id it makes the provider's idempotency key */
    attempt: integer().notNull(),
    /** the provider's last word on the attempt, `created` before the first */
    attemptOutcome: text("attempt_outcome").$type<Attempt["outcome"]>().notNull(),
    /** why the current attempt failed */
    declineCode: text("decline_code").$type<DeclineCode>(),
    /** the attempts before the current one, and after it where an older one pays after all */
    otherAttempts: text("other_attempts", { mode: "json" }).$type<readonly Attempt[]>(),
    /** 1 for an order that was written before there could be more */
    maxPaymentAttempts: integer("max_payment_attempts"),
    /** why no other attempt may follow */
    closing: text().$type<NonNullable<Order["closing"]>>(),
    /** the buyer's other order that has the seats */
    instead: text(),
    providerPaymentId: text("provider_payment_id"),
    redirectUrl: text("redirect_url"),
    /** calls that got no answer in time, and when the first of them was */
    unanswered: integer().notNull(),
    unansweredSince: integer("unanswered_since"),
    offer: text({ mode: "json" }).$type<LateOffer>(),
    /** messages whose effect stands, oldest first (S4) */
    inbox: text("journal", { mode: "json" }).$type<readonly InboxEntry[]>().notNull(),
    /** messages to be sent; one goes when its consumer has done the work, so a lost one is found (S5) */
    outbox: text("owed", { mode: "json" }).$type<readonly unknown[]>().notNull(),
    /** sweeps that have sent the outbox as it is */
    tries: integer().notNull(),
    /** when the sweep looks at the outbox, or a little later; absent while that is empty */
    dueAt: integer("due_at"),
    version: integer().notNull(),
    /** what made the newest version: the claim that placed the order, or one write of a consumer */
    lastWriteId: text("moved_by").notNull(),
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
