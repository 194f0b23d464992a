// Checks what claims to be a webhook of the sandbox company (standardwebhooks.com): first the signature, then the
// time, and only then what it says.

import { z } from "zod";
import { isSameMac, macOf } from "../../../shared/contracts/mac.ts";
import { ok, refuse, type Result } from "../../../shared/domain/result.ts";
import type { WebhookHint, WebhookRefusal } from "../payment-provider.ts";

/** How far the signed time may lie from ours, either way. */
export const WEBHOOK_TOLERANCE_MS = 5 * 60_000;
/** While a secret is being changed a webhook carries two signatures; more than a few is an attempt to tire us. */
const SIGNATURES_MAX = 5;
/** An empty secret would make every forgery valid. */
const SECRET_MIN_LENGTH = 16;
/** It becomes part of the id of a queue message, which has 200 characters in all. */
const WEBHOOK_ID_MAX = 120;

const webhookSchema = z.object({
  type: z.string().min(1).max(100),
  data: z.object({ id: z.string().max(200), key: z.string().min(1).max(200), status: z.string().max(40) }),
});

/** `now` in epoch ms. In: headers and body as they arrived. Out: the attempt to query. Never throws. */
export function readSandboxWebhook(
  secret: string,
  headers: Headers,
  body: string,
  now: number,
): Result<WebhookHint, WebhookRefusal> {
  const webhookId = headers.get("webhook-id");
  const timestamp = headers.get("webhook-timestamp");
  const signatures = headers.get("webhook-signature");
  if (!webhookId || !timestamp || !signatures) return refuse("signature-missing");
  if (webhookId.length > WEBHOOK_ID_MAX || !/^\d{1,12}$/.test(timestamp)) return refuse("malformed");

  const genuine = isSigned(secret, `${webhookId}.${timestamp}.${body}`, signatures);
  if (!genuine) return refuse("signature-invalid");
  if (Math.abs(now - Number(timestamp) * 1_000) > WEBHOOK_TOLERANCE_MS) return refuse("too-old");

  const parsed = webhookSchema.safeParse(parseJson(body));
  if (!parsed.success) return refuse("malformed");
  const { key, status } = parsed.data.data;
  return ok({ webhookId, attemptKey: key, claims: status });
}

function isSigned(secret: string, text: string, signatures: string): boolean {
  if (secret.length < SECRET_MIN_LENGTH) return false;
  const right = macOf(text, secret);
  const given = signatures.split(" ").slice(0, SIGNATURES_MAX);
  return given.some((signature) => signature.startsWith("v1,") && isSameMac(signature.slice(3), right));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
