// The payment in an order's row: how it is named to its provider, and how the row stands after what the provider said.

import type { PaymentStatus, ProviderOutcome } from "../../shared/domain/payment.ts";
import type { OrderRow } from "../orders/orders.store.ts";
import type { AttemptRef } from "./payment-provider.ts";

/** The provider's idempotency key, new for every attempt. */
export function attemptKey({ id, attempt }: Pick<OrderRow, "id" | "attempt">): string {
  return `${id}:${attempt}`;
}

/** The order and the number of the attempt that a key names; where it is none of ours, what no schema takes. */
export function readAttemptKey(key: string): readonly [orderId: string, attempt: number] {
  const end = key.lastIndexOf(":");
  return [key.slice(0, Math.max(end, 0)), Number(key.slice(end + 1))];
}

export function refOf(order: OrderRow): AttemptRef {
  return { key: attemptKey(order), providerPaymentId: order.providerPaymentId ?? undefined };
}

/** The order with its payment in `status`; the token is forgotten with the first final answer. */
export function withPayment(order: OrderRow, status: PaymentStatus): OrderRow {
  return { ...order, paymentStatus: status, token: status === "REQUESTED" ? order.token : null };
}

/** The order with the provider's last word on its attempt. */
export function withOutcome(order: OrderRow, outcome: ProviderOutcome): OrderRow {
  const known = "providerPaymentId" in outcome ? outcome.providerPaymentId : undefined;
  return {
    ...order,
    attemptOutcome: outcome.status,
    providerPaymentId: known ?? order.providerPaymentId,
    redirectUrl: outcome.status === "challenge" ? outcome.redirectUrl : null,
  };
}

/** Calls to a provider at once, of one batch of messages. */
const CALLS_AT_ONCE = 32;

/** Does `work` for each of `items`, no more than so many at once; an answer for each, in their order. */
export function fewAtOnce<T, R>(items: readonly T[], work: (item: T) => Promise<R>): readonly Promise<R>[] {
  const waiting: (() => void)[] = [];
  let atWork = 0;
  return items.map(async (item) => {
    if (atWork >= CALLS_AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
    else atWork++;
    try {
      return await work(item);
    } finally {
      // Its place goes to whoever has waited longest.
      const next = waiting.shift();
      if (next === undefined) atWork--;
      else next();
    }
  });
}
