// The tables that a sale needs besides events, seats and holds. Times are epoch ms, amounts integer minor units.

import { SCHEMA } from "../postgres/schema.ts";

/** What is sold is held for ever: so that a hold sees it as taken, and it counts for its buyer's limit. */
export const FOREVER = Number.MAX_SAFE_INTEGER;

/** A state of `seats` besides 0, free, and 1, held. */
export const SOLD = 2;

export const SALES_SCHEMA = `${SCHEMA}
CREATE TABLE orders (
  id uuid PRIMARY KEY,
  event_id uuid NOT NULL,
  hold_id uuid NOT NULL,
  buyer_id uuid NOT NULL,
  buyer_name text NOT NULL,
  buyer_email text NOT NULL,
  status text NOT NULL CHECK (status IN ('PENDING', 'CONFIRMED', 'CANCELLED')),
  payment_status text NOT NULL
    CHECK (payment_status IN ('REQUESTED', 'AUTHORIZED', 'CAPTURED', 'FAILED', 'VOIDED')),
  currency text NOT NULL,
  total_minor bigint NOT NULL CHECK (total_minor >= 0),
  lines json NOT NULL,
  seats int[] NOT NULL,
  items json NOT NULL, -- what each seat costs
  token text, -- forgotten with the first final answer
  return_url text NOT NULL,
  provider_payment_id text,
  deadline bigint NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL
) WITH (fillfactor = 70); -- room for both updates to stay in their page
CREATE UNIQUE INDEX orders_one_per_hold ON orders (event_id, hold_id);
CREATE INDEX orders_of_buyer ON orders (buyer_id, created_at);
CREATE TABLE outbox (
  order_id uuid PRIMARY KEY, -- an order has one step at a time before it
  kind text NOT NULL CHECK (kind IN ('PAYMENT', 'CAPTURE', 'VOID')),
  due_at bigint NOT NULL,
  tries int NOT NULL DEFAULT 0
) WITH (fillfactor = 70);
CREATE TABLE tickets (
  event_id uuid NOT NULL,
  seat int NOT NULL,
  order_id uuid NOT NULL,
  code text NOT NULL,
  issued_at bigint NOT NULL,
  PRIMARY KEY (event_id, seat)
);
CREATE TABLE idempotency (
  buyer_id uuid NOT NULL,
  key text NOT NULL,
  fingerprint text NOT NULL,
  status smallint NOT NULL,
  body text NOT NULL,
  expires_at bigint NOT NULL,
  PRIMARY KEY (buyer_id, key)
);
`;

/** As autovacuum would have done by the time a sale opens; plans that were made for empty tables are made anew. */
export const REFRESH_STATISTICS = "VACUUM ANALYZE holds, orders, outbox, tickets, idempotency";
