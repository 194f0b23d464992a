import { createRoute, z } from "@hono/zod-openapi";
import { paymentHintSchema } from "../../shared/contracts/messages.schema.ts";
import { PAYMENT_PROVIDERS } from "../../shared/contracts/orders.schema.ts";
import type { Deps } from "../deps.ts";
import { moduleRouter, refusals } from "../http/openapi.ts";
import { sendRefusal } from "../http/problem.ts";
import { logInfo } from "../../tracing/log.ts";
import { notePaymentHint } from "../orders/note-payment-hint.ts";
import { readAttemptKey } from "./attempt-key.ts";
import type { WebhookHint } from "./payment-provider.ts";

const webhook = createRoute({
  method: "post",
  path: "/payments/webhooks/{provider}",
  tags: ["payments"],
  summary: "For payment providers: signed news of a payment",
  request: { params: z.object({ provider: z.enum(PAYMENT_PROVIDERS) }) },
  responses: { 204: { description: "taken, or known already" }, ...refusals },
});

export const webhookRoutes = moduleRouter().openapi(webhook, async (c) => {
  const { deps } = c.var;
  const provider = deps.payments[c.req.valid("param").provider];
  const read = await provider.readWebhook(c.req.raw.headers, await c.req.text(), deps.clock.now());
  if (!read.ok) {
    logInfo("payments", "webhook refused", { provider: provider.name, reason: read.error });
    return sendRefusal(c, { code: "webhook-refused" });
  }
  await takeHint(deps, provider.name, read.value);
  return c.body(null, 204);
});

/**
 * A webhook says only that there may be something to ask. It goes on as a PAYMENT_HINT under its own id, which is kept
 * before the provider is told that it was taken.
 */
async function takeHint(deps: Deps, provider: string, hint: WebhookHint): Promise<void> {
  const [orderId, attempt] = readAttemptKey(hint.attemptKey);
  const message = paymentHintSchema.safeParse({
    id: `${orderId}:PAYMENT_HINT:${provider}:${hint.webhookId}`,
    type: "PAYMENT_HINT",
    orderId,
    attempt,
    claims: hint.claims,
    at: deps.clock.now(),
  });
  if (!message.success) {
    logInfo("payments", "webhook of no attempt of ours", { provider });
    return;
  }
  const what = await notePaymentHint(deps, message.data);
  // A provider's account may serve others, too.
  if (what === "unknown order") logInfo("payments", "webhook of no order of ours", { provider, orderId });
}
