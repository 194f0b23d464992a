// Rows in and out of the sandbox company's books; no decision is made here.

import type { SandboxSql, SqlRow } from "./sandbox.ports.ts";
import type { Movement, SandboxDeclineCode, SandboxPayment, SandboxStatus } from "./sandbox.rules.ts";

export interface LedgerEntry {
  readonly seq: number;
  readonly at: number;
  readonly paymentId: string;
  readonly key: string;
  readonly kind: Movement["kind"];
  readonly amountMinor: number;
  readonly currency: string;
  readonly refundKey: string | null;
}

export interface Delivery {
  readonly seq: number;
  readonly webhookId: string;
  readonly url: string;
  readonly body: string;
  readonly dueAt: number;
  readonly traceparent: string | null;
  /** failed tries so far */
  readonly tries: number;
}

export type SandboxStore = ReturnType<typeof sandboxStore>;

export function sandboxStore(sql: SandboxSql) {
  const rows = <Row extends SqlRow>(query: string, ...bindings: (string | number | null)[]): Row[] =>
    sql.exec(query, ...bindings).toArray() as Row[];

  return {
    paymentByKey: (key: string): SandboxPayment | undefined =>
      rows<PaymentRow>("SELECT * FROM payments WHERE key = ?", key).map(rowToPayment)[0],

    paymentById: (id: string): SandboxPayment | undefined =>
      rows<PaymentRow>("SELECT * FROM payments WHERE id = ?", id).map(rowToPayment)[0],

    /** By the time they change by themselves, earliest first. */
    duePayments: (now: number, limit: number): SandboxPayment[] =>
      rows<PaymentRow>(
        "SELECT * FROM payments WHERE due_at <= ? ORDER BY due_at, id LIMIT ?",
        now,
        limit,
      ).map(rowToPayment),

    savePayment(payment: SandboxPayment): void {
      sql.exec(
        `INSERT INTO payments (id, key, order_id, amount_minor, currency, token, return_url, status, decline_code,
           challenge_secret, refunded_minor, created_at, updated_at, due_at, traceparent)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET status = excluded.status, decline_code = excluded.decline_code,
           refunded_minor = excluded.refunded_minor, updated_at = excluded.updated_at, due_at = excluded.due_at,
           traceparent = excluded.traceparent`,
        ...paymentToRow(payment),
      );
    },

    isTombstoned: (key: string): boolean => rows("SELECT 1 FROM tombstones WHERE key = ?", key).length > 0,

    saveTombstone(key: string, now: number): void {
      sql.exec("INSERT INTO tombstones (key, created_at) VALUES (?, ?) ON CONFLICT DO NOTHING", key, now);
    },

    appendLedger(payment: SandboxPayment, movement: Movement, now: number): void {
      sql.exec(
        `INSERT INTO ledger (at, payment_id, key, kind, amount_minor, currency, refund_key)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
        now,
        payment.id,
        payment.key,
        movement.kind,
        movement.amountMinor,
        payment.currency,
        movement.refundKey ?? null,
      );
    },

    refundByKey: (refundKey: string): LedgerEntry | undefined =>
      rows<LedgerRow>("SELECT * FROM ledger WHERE refund_key = ?", refundKey).map(rowToEntry)[0],

    /** At most `limit` movements after `seq`, oldest first. */
    ledgerAfter: (seq: number, limit: number): LedgerEntry[] =>
      rows<LedgerRow>("SELECT * FROM ledger WHERE seq > ? ORDER BY seq LIMIT ?", seq, limit).map(rowToEntry),

    addDelivery(delivery: Omit<Delivery, "seq" | "tries">): void {
      sql.exec(
        "INSERT INTO deliveries (webhook_id, url, body, due_at, traceparent, tries) VALUES (?, ?, ?, ?, ?, 0)",
        delivery.webhookId,
        delivery.url,
        delivery.body,
        delivery.dueAt,
        delivery.traceparent,
      );
    },

    dueDeliveries: (now: number, limit: number): Delivery[] =>
      rows<DeliveryRow>(
        "SELECT * FROM deliveries WHERE due_at <= ? ORDER BY due_at, seq LIMIT ?",
        now,
        limit,
      ).map(rowToDelivery),

    postponeDelivery(seq: number, tries: number, dueAt: number): void {
      sql.exec("UPDATE deliveries SET tries = ?, due_at = ? WHERE seq = ?", tries, dueAt, seq);
    },

    removeDelivery(seq: number): void {
      sql.exec("DELETE FROM deliveries WHERE seq = ?", seq);
    },

    /** When something next happens by itself (epoch ms), or null. */
    nextDue: (): number | null =>
      rows<{ at: number | null }>(
        "SELECT MIN(at) AS at FROM (SELECT MIN(due_at) AS at FROM payments UNION ALL SELECT MIN(due_at) FROM deliveries)",
      )[0]?.at ?? null,
  };
}

type PaymentRow = {
  id: string;
  key: string;
  order_id: string;
  amount_minor: number;
  currency: string;
  token: string;
  return_url: string;
  status: SandboxStatus;
  decline_code: SandboxDeclineCode | null;
  challenge_secret: string;
  refunded_minor: number;
  created_at: number;
  updated_at: number;
  due_at: number | null;
  traceparent: string | null;
};

function rowToPayment(row: PaymentRow): SandboxPayment {
  return {
    id: row.id,
    key: row.key,
    orderId: row.order_id,
    amountMinor: row.amount_minor,
    currency: row.currency,
    token: row.token,
    returnUrl: row.return_url,
    status: row.status,
    declineCode: row.decline_code,
    challengeSecret: row.challenge_secret,
    refundedMinor: row.refunded_minor,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    dueAt: row.due_at,
    traceparent: row.traceparent,
  };
}

function paymentToRow(payment: SandboxPayment): (string | number | null)[] {
  return [
    payment.id,
    payment.key,
    payment.orderId,
    payment.amountMinor,
    payment.currency,
    payment.token,
    payment.returnUrl,
    payment.status,
    payment.declineCode,
    payment.challengeSecret,
    payment.refundedMinor,
    payment.createdAt,
    payment.updatedAt,
    payment.dueAt,
    payment.traceparent,
  ];
}

type LedgerRow = {
  seq: number;
  at: number;
  payment_id: string;
  key: string;
  kind: Movement["kind"];
  amount_minor: number;
  currency: string;
  refund_key: string | null;
};

function rowToEntry(row: LedgerRow): LedgerEntry {
  return {
    seq: row.seq,
    at: row.at,
    paymentId: row.payment_id,
    key: row.key,
    kind: row.kind,
    amountMinor: row.amount_minor,
    currency: row.currency,
    refundKey: row.refund_key,
  };
}

type DeliveryRow = {
  seq: number;
  webhook_id: string;
  url: string;
  body: string;
  due_at: number;
  traceparent: string | null;
  tries: number;
};

function rowToDelivery(row: DeliveryRow): Delivery {
  return {
    seq: row.seq,
    webhookId: row.webhook_id,
    url: row.url,
    body: row.body,
    dueAt: row.due_at,
    traceparent: row.traceparent,
    tries: row.tries,
  };
}
