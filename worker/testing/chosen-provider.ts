// A payment provider whose every answer the test chooses.

import { env } from "cloudflare:workers";
import { uuidv7 } from "uuidv7";
import type { MessageOf } from "../../shared/contracts/messages.schema.ts";
import type { ProviderOutcome } from "../../shared/domain/payment.ts";
import type { SaleLimits } from "../../shared/domain/sale.ts";
import type { Deps } from "../deps.ts";
import type { PaymentProvider } from "../payments/payment-provider.ts";
import { findOrder } from "../orders/orders.store.ts";
import { publish } from "./events.ts";
import { brokenDeps, holdDirectly, LOSING, placeWith } from "./saga.ts";

export const captured = (): ProviderOutcome => ({ status: "captured", providerPaymentId: uuidv7() });
export const authorized = (): ProviderOutcome => ({ status: "authorized", providerPaymentId: uuidv7() });
const HOUR_MS = 3_600_000;

export type Answers = Partial<
  Record<
    "authorize" | "query" | "void" | "capture" | "refund",
    () => Promise<ProviderOutcome> | ProviderOutcome
  >
>;

/** The real deps, a provider that answers as told and nothing else, and queues that lose everything. */
export function depsWith(answers: Answers): Deps {
  const real = brokenDeps(LOSING);
  const unexpected = (): never => {
    throw new Error("not expected");
  };
  const sandbox: PaymentProvider = {
    ...real.payments.sandbox,
    authorize: async () => (answers.authorize ?? unexpected)(),
    query: async () => (answers.query ?? unexpected)(),
    void: async () => (answers.void ?? unexpected)(),
    capture: async () => (answers.capture ?? unexpected)(),
    refund: async () => (answers.refund ?? unexpected)(),
  };
  return { ...real, payments: { sandbox } };
}

export interface PlacedOrder {
  readonly orderId: string;
  readonly eventId: string;
  /** a new one each time, asked for by the authority in time */
  readonly check: (attempt?: number) => MessageOf<"PAYMENT_CHECK">;
  /** a new one each time, asked for by the authority when the time to pay is over by its clock */
  readonly lateCheck: (attempt?: number) => MessageOf<"PAYMENT_CHECK">;
}

/** An order that nobody has asked the provider for yet. */
export async function placedOrder(limits: Partial<SaleLimits> = {}): Promise<PlacedOrder> {
  const eventId = await publish({ limits });
  const orderId = await placeWith(brokenDeps(LOSING), await holdDirectly(eventId, [1]));
  const checkAt = (at: number, attempt?: number): MessageOf<"PAYMENT_CHECK"> => ({
    id: uuidv7(),
    type: "PAYMENT_CHECK",
    orderId,
    eventId,
    at,
    ...(attempt !== undefined && { attempt }),
  });
  return {
    orderId,
    eventId,
    check: (attempt) => checkAt(Date.now(), attempt),
    lateCheck: (attempt) => checkAt(Date.now() + HOUR_MS, attempt),
  };
}

/** How the order's payment stands, and what is to be told of it, by id without the order's own. */
export async function standing(
  orderId: string,
): Promise<{ payment: string; attempt: string; news: readonly string[] }> {
  const found = await findOrder(brokenDeps({}).db, orderId);
  const rows = await env.DB.prepare("SELECT id FROM outbox WHERE order_id = ? ORDER BY id")
    .bind(orderId)
    .all<{ id: string }>();
  const news = rows.results.map(({ id }) => id.replace(`${orderId}:`, ""));
  return { payment: found?.paymentStatus ?? "", attempt: found?.attemptOutcome ?? "", news };
}
