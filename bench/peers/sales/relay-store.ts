// What the relay reads and writes: many orders at a time, every statement prepared, each batch one transaction.

import { randomBytes } from "node:crypto";
import type { Pool, PoolClient } from "pg";
import { withClient } from "../postgres/with-client.ts";
import { FOREVER, SOLD } from "./schema.ts";

const CODE_BYTES = 8;

const FIND_DUE = {
  name: "find-due",
  text: `SELECT x.order_id, x.kind, x.tries, o.total_minor, o.currency, o.token, o.return_url, o.deadline,
      o.provider_payment_id, o.event_id, o.hold_id, o.seats
    FROM outbox x JOIN orders o ON o.id = x.order_id
    WHERE x.due_at <= $1 AND x.order_id <> ALL ($2) ORDER BY x.order_id LIMIT $3`,
};
const LOCK_HELD = {
  name: "lock-held",
  // in the order in which holds lock seats, so that the two cannot wait for each other
  text: `SELECT o.id, count(*) OVER (PARTITION BY o.id) AS held FROM (
      SELECT o.id FROM orders o JOIN seats s ON s.event_id = o.event_id AND s.seat = ANY (o.seats)
      WHERE o.id = ANY ($1) AND o.status = 'PENDING' AND s.hold_id = o.hold_id AND s.state = 1
      ORDER BY s.event_id, s.seat FOR UPDATE) o`,
};
const SELL = {
  name: "sell-seats",
  text: `UPDATE seats s SET state = ${SOLD}, held_until = ${FOREVER}
    FROM unnest($1::uuid[], $2::int[]) AS sold (event_id, seat)
    WHERE s.event_id = sold.event_id AND s.seat = sold.seat`,
};
const KEEP_HOLDS = {
  name: "keep-holds",
  text: `UPDATE holds SET held_until = ${FOREVER} WHERE id = ANY ($1)`,
};
const ISSUE = {
  name: "issue-tickets",
  text: `INSERT INTO tickets (event_id, seat, order_id, code, issued_at)
    SELECT event_id, seat, order_id, code, $5
    FROM unnest($1::uuid[], $2::int[], $3::uuid[], $4::text[]) AS t (event_id, seat, order_id, code)`,
};
const CONFIRM = {
  name: "confirm-orders",
  text: `UPDATE orders o SET status = 'CONFIRMED', payment_status = 'AUTHORIZED', token = NULL,
      provider_payment_id = paid.payment_id, updated_at = $3
    FROM unnest($1::uuid[], $2::text[]) AS paid (id, payment_id) WHERE o.id = paid.id`,
};
const NEXT_CAPTURE = {
  name: "next-capture",
  text: "UPDATE outbox SET kind = 'CAPTURE', tries = 0 WHERE order_id = ANY ($1)",
};
const CAPTURED = {
  name: "captured",
  text: `WITH paid AS (
      UPDATE orders SET payment_status = 'CAPTURED', updated_at = $2
      WHERE id = ANY ($1) AND payment_status = 'AUTHORIZED'
    ) DELETE FROM outbox WHERE order_id = ANY ($1) AND kind = 'CAPTURE'`,
};
const CANCEL = {
  name: "cancel-order",
  text: `WITH cancelled AS (
      UPDATE orders SET status = 'CANCELLED', payment_status = $2, token = NULL, updated_at = $3
      WHERE id = $1 AND status = 'PENDING' RETURNING id, event_id, hold_id, seats
    ), freed AS (
      UPDATE seats s SET state = 0, hold_id = NULL, held_until = NULL FROM cancelled c
      WHERE s.event_id = c.event_id AND s.seat = ANY (c.seats) AND s.hold_id = c.hold_id AND s.state = 1
    ) SELECT id FROM cancelled`,
};
const NEXT_VOID = {
  name: "next-void",
  text: "UPDATE outbox SET kind = 'VOID', tries = 0 WHERE order_id = $1 AND kind = 'PAYMENT'",
};
const VOIDED = {
  name: "voided",
  text: `WITH voided AS (UPDATE orders SET payment_status = 'VOIDED', updated_at = $2
      WHERE id = $1 AND status = 'CANCELLED')
    DELETE FROM outbox WHERE order_id = $1 AND kind = 'VOID'`,
};
const FORGET = { name: "forget", text: "DELETE FROM outbox WHERE order_id = $1 AND kind = 'PAYMENT'" };
const POSTPONE = {
  name: "postpone",
  text: "UPDATE outbox SET due_at = $2, tries = tries + 1 WHERE order_id = $1",
};

/** A step that an order has before it. */
export interface DueStep {
  readonly order_id: string;
  readonly kind: "PAYMENT" | "CAPTURE" | "VOID";
  readonly tries: number;
  readonly total_minor: string;
  readonly currency: string;
  readonly token: string | null;
  readonly return_url: string;
  readonly deadline: string;
  readonly provider_payment_id: string | null;
  readonly event_id: string;
  readonly hold_id: string;
  readonly seats: readonly number[];
}

export interface PaidOrder {
  readonly step: DueStep;
  readonly paymentId: string;
}

export type RelayStore = ReturnType<typeof relayStore>;

/** Each of these throws where the database fails. */
export function relayStore(pool: Pool) {
  return {
    /** At most `limit` steps that are due, without those of `busy` orders. */
    async findDue(busy: readonly string[], limit: number): Promise<readonly DueStep[]> {
      const { rows } = await pool.query<DueStep>({ ...FIND_DUE, values: [Date.now(), busy, limit] });
      return rows;
    },

    /** Sells the seats of those that still have them all; says of each whether it is confirmed now. */
    confirm: (paid: readonly PaidOrder[]): Promise<readonly boolean[]> =>
      withClient(pool, (client) => confirm(client, paid)),

    async noteCaptured(orderIds: readonly string[]): Promise<void> {
      await pool.query({ ...CAPTURED, values: [orderIds, Date.now()] });
    },

    /**
     * Ends an order that is still PENDING, and frees its seats; `voids`: its money is to be given back. Of one that is
     * not, only the step is forgotten: it has come again.
     */
    cancel: (
      orderId: string,
      payment: "FAILED" | "AUTHORIZED" | "REQUESTED",
      voids: boolean,
    ): Promise<void> =>
      withClient(pool, async (client) => {
        const values = [orderId];
        await client.query("BEGIN");
        const { rowCount } = await client.query({ ...CANCEL, values: [orderId, payment, Date.now()] });
        await client.query({ ...(voids && rowCount === 1 ? NEXT_VOID : FORGET), values });
        await client.query("COMMIT");
      }),

    async noteVoided(orderId: string): Promise<void> {
      await pool.query({ ...VOIDED, values: [orderId, Date.now()] });
    },

    async postpone(orderId: string, delayMs: number): Promise<void> {
      await pool.query({ ...POSTPONE, values: [orderId, Date.now() + delayMs] });
    },
  };
}

async function confirm(client: PoolClient, paid: readonly PaidOrder[]): Promise<readonly boolean[]> {
  const ids = paid.map(({ step }) => step.order_id);
  const [, locked] = await Promise.all([
    client.query("BEGIN"),
    client.query<{ id: string; held: string }>({ ...LOCK_HELD, values: [ids] }),
  ]);
  const held = new Map(locked.rows.map((row) => [row.id, Number(row.held)]));
  const isOurs = ({ step }: PaidOrder): boolean => held.get(step.order_id) === step.seats.length;
  const sold = paid.filter(isOurs);
  const soldIds = sold.map(({ step }) => step.order_id);
  const tickets = sold.flatMap(({ step }) => step.seats.map((seat) => ({ seat, step })));
  const events = tickets.map(({ step }) => step.event_id);
  const seats = tickets.map(({ seat }) => seat);
  const owners = tickets.map(({ step }) => step.order_id);
  const codes = tickets.map(() => randomBytes(CODE_BYTES).toString("hex"));
  const payments = sold.map(({ paymentId }) => paymentId);
  const now = Date.now();
  await Promise.all([
    client.query({ ...SELL, values: [events, seats] }),
    client.query({ ...KEEP_HOLDS, values: [sold.map(({ step }) => step.hold_id)] }),
    client.query({ ...ISSUE, values: [events, seats, owners, codes, now] }),
    client.query({ ...CONFIRM, values: [soldIds, payments, now] }),
    client.query({ ...NEXT_CAPTURE, values: [soldIds] }),
    client.query("COMMIT"),
  ]);
  return paid.map(isOurs);
}
