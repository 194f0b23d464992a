import { createRoute, z } from "@hono/zod-openapi";
import { paymentHintSchema } from "../../shared/contracts/messages.schema.ts";
import { PAYMENT_PROVIDERS } from "../../shared/contracts/orders.schema.ts";
import { created, sending } from "../../tracing/messaging.ts";
import type { Deps } from "../deps.ts";
import { moduleRouter, refusals } from "../http/openapi.ts";
import { RefusalError, sendRefusal } from "../http/problem.ts";
import { logError, logInfo } from "../../tracing/log.ts";
import { readAttemptKey } from "./payment-of-order.ts";
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
 * A webhook says only that there may be something to ask. It goes on as a PAYMENT_HINT under its own id, and what it
 * claims is never believed. Nothing is read for it here, so that a burst of them is a burst of messages, which are
 * looked at many at a time. The queue has it before it is answered, so nothing is written: one that is lost after that
 * is found as if it had never come (S5).
 */
async function takeHint(deps: Deps, provider: string, hint: WebhookHint): Promise<void> {
  const [orderId, attempt] = readAttemptKey(hint.attemptKey);
  const message = paymentHintSchema.safeParse({
    ...{ id: `${orderId}:PAYMENT_HINT:${provider}:${hint.webhookId}`, type: "PAYMENT_HINT", orderId },
    ...{ attempt, claims: hint.claims, at: deps.clock.now() },
  });
  if (!message.success) {
    logInfo("payments", "webhook of no attempt of ours", { provider });
    return;
  }
  try {
    const messages = [created(message.data)];
    await sending({ queue: "payments", messages, module: "payments" }, () => deps.send("payments", messages));
  } catch (error) {
    logError("payments", "webhook not passed on", error, { orderId, messageId: message.data.id });
    // The provider delivers it again.
    throw new RefusalError({ code: "unavailable" });
  }
}
