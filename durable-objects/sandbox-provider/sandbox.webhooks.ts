// Owns the sandbox company's webhooks: what they say, how they are signed (standardwebhooks.com), when they are
// tried again and when they are given up. Promises at least once, in no order; refuses to sign without a secret.

import { macOf } from "../../shared/contracts/mac.ts";
import { DUPLICATING_TOKEN, type SandboxPayment, type WebhookType } from "./sandbox.rules.ts";
import type { Delivery } from "./sandbox.store.ts";

/** Where the merchant listens, at the origin of the payment's return URL. */
export const WEBHOOK_PATH = "/api/payments/webhooks/sandbox";
export const WEBHOOK_TRIES = 8;
/** First wait; each later one is three times as long: 1 s, 3 s, 9 s … 12 min, half an hour in all. */
export const WEBHOOK_BACKOFF_MS = 1_000;
const BACKOFF_FACTOR = 3;
/** `tok_duplicate_webhooks` repeats a webhook this much later: after the news that follow it. */
export const ECHO_AFTER_MS = 5_000;
const DUPLICATES = 3;
/** Anything shorter is a secret that was forgotten. */
const SECRET_MIN_LENGTH = 16;

export interface SignedWebhook {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The deliveries that announce a change of `payment`. */
export function announcements(
  payment: SandboxPayment,
  type: WebhookType,
  webhookId: string,
  now: number,
): Omit<Delivery, "seq" | "tries">[] {
  const delivery = {
    webhookId,
    url: new URL(WEBHOOK_PATH, payment.returnUrl).href,
    body: JSON.stringify({ type, data: { id: payment.id, key: payment.key, status: payment.status } }),
    dueAt: now,
    traceparent: payment.traceparent,
  };
  if (payment.token !== DUPLICATING_TOKEN) return [delivery];
  const copies = Array.from({ length: DUPLICATES }, () => delivery);
  return [...copies, { ...delivery, dueAt: now + ECHO_AFTER_MS }];
}

/** When a delivery that has failed `tries` times (≥ 1) is tried again, epoch ms; undefined: given up. */
export function nextTry(tries: number, now: number): number | undefined {
  if (tries >= WEBHOOK_TRIES) return undefined;
  return now + WEBHOOK_BACKOFF_MS * BACKOFF_FACTOR ** (tries - 1);
}

/** Signs at `now` (epoch ms), anew for every try: the merchant refuses what is too old. Throws without a secret. */
export function signWebhook(delivery: Delivery, secret: string, now: number): SignedWebhook {
  if (secret.length < SECRET_MIN_LENGTH) throw new Error("SANDBOX_SECRET is missing or too short");
  const timestamp = String(Math.floor(now / 1_000));
  return {
    url: delivery.url,
    headers: {
      "content-type": "application/json",
      "webhook-id": delivery.webhookId,
      "webhook-timestamp": timestamp,
      "webhook-signature": `v1,${macOf(`${delivery.webhookId}.${timestamp}.${delivery.body}`, secret)}`,
      ...(delivery.traceparent !== null && { traceparent: delivery.traceparent }),
    },
    body: delivery.body,
  };
}
