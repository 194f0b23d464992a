import { and, desc, eq, ne, sql, type SQL } from "drizzle-orm";
import type { Db, Statement } from "../db/client.ts";
import { orders, paymentAttempts, payments } from "../db/schema.ts";
import type { PaymentStatus, ProviderOutcome } from "../../shared/domain/payment.ts";

export type PaymentRow = typeof payments.$inferSelect;
export type AttemptRow = typeof paymentAttempts.$inferSelect;
export type OrderRow = typeof orders.$inferSelect;

/** A payment with its current attempt and the order that it is for. */
export interface PaymentCase {
  readonly payment: PaymentRow;
  readonly attempt: AttemptRow;
  readonly order: OrderRow;
}

export async function findPaymentCase(db: Db, orderId: string): Promise<PaymentCase | undefined> {
  const [paid, tried, ordered] = await db.batch([
    db.select().from(payments).where(eq(payments.orderId, orderId)),
    db
      .select()
      .from(paymentAttempts)
      .where(eq(paymentAttempts.orderId, orderId))
      .orderBy(desc(paymentAttempts.n))
      .limit(1),
    db.select().from(orders).where(eq(orders.id, orderId)),
  ]);
  const [payment] = paid;
  const [attempt] = tried;
  const [order] = ordered;
  return payment && attempt && order && { payment, attempt, order };
}

/** The order that an attempt's key belongs to. */
export async function findOrderOfAttempt(
  db: Db,
  key: string,
): Promise<{ readonly orderId: string; readonly eventId: string } | undefined> {
  const [row] = await db
    .select({ orderId: orders.id, eventId: orders.eventId })
    .from(paymentAttempts)
    .innerJoin(orders, eq(orders.id, paymentAttempts.orderId))
    .where(eq(paymentAttempts.key, key));
  return row;
}

export interface PaymentMove {
  readonly payment: PaymentRow;
  readonly status: PaymentStatus;
  readonly by: string;
  readonly now: number;
}

/** Moves the payment on, if nobody has since it was read; its token is forgotten with the first final answer. */
export function movePayment(db: Db, { payment, status, by, now }: PaymentMove): Statement {
  const token = status === "REQUESTED" ? payment.token : null;
  return db
    .update(payments)
    .set({ status, token, version: payment.version + 1, movedBy: by, updatedAt: now })
    .where(
      and(
        eq(payments.orderId, payment.orderId),
        eq(payments.version, payment.version),
        ne(payments.movedBy, by),
      ),
    );
}

/** True in SQL if the newest change of the payment was made by `by`. */
export function paymentMovedBy(orderId: string, by: string): SQL {
  return sql`EXISTS (SELECT 1 FROM ${payments} WHERE ${payments.orderId} = ${orderId} AND ${payments.movedBy} = ${by})`;
}

/** Keeps the provider's last word on an attempt. */
export function noteOutcome(
  db: Db,
  attempt: AttemptRow,
  outcome: ProviderOutcome,
  now: number,
  condition: SQL,
): Statement {
  const known = "providerPaymentId" in outcome ? outcome.providerPaymentId : undefined;
  return db
    .update(paymentAttempts)
    .set({
      outcome: outcome.status,
      providerPaymentId: known ?? attempt.providerPaymentId,
      redirectUrl: outcome.status === "challenge" ? outcome.redirectUrl : null,
      updatedAt: now,
    })
    .where(and(eq(paymentAttempts.orderId, attempt.orderId), eq(paymentAttempts.n, attempt.n), condition));
}

/** Writes down that the provider did not answer a call about the attempt. */
export function noteUnanswered(db: Db, attempt: AttemptRow, now: number): Statement {
  const t = paymentAttempts;
  return db
    .update(t)
    .set({
      unanswered: sql`${t.unanswered} + 1`,
      unansweredSince: sql`coalesce(${t.unansweredSince}, ${now})`,
    })
    .where(and(eq(t.orderId, attempt.orderId), eq(t.n, attempt.n)));
}

/** Writes down that an attempt is being voided. */
export function noteVoid(db: Db, attempt: AttemptRow, now: number, condition: SQL): Statement {
  return db
    .update(paymentAttempts)
    .set({ outcome: "voiding", redirectUrl: null, updatedAt: now })
    .where(and(eq(paymentAttempts.orderId, attempt.orderId), eq(paymentAttempts.n, attempt.n), condition));
}
