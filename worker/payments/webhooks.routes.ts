import { createRoute, z } from "@hono/zod-openapi";
import { sql } from "drizzle-orm";
import type { Message } from "../../shared/contracts/messages.schema.ts";
import { PAYMENT_PROVIDERS } from "../../shared/contracts/orders.schema.ts";
import type { Deps } from "../deps.ts";
import { moduleRouter, refusals } from "../http/openapi.ts";
import { sendRefusal } from "../http/problem.ts";
import { logInfo } from "../platform/log.ts";
import { addToOutbox, isConsumed } from "../outbox/outbox.store.ts";
import { relay } from "../outbox/relay.ts";
import type { WebhookHint } from "./payment-provider.ts";
import { findOrderOfAttempt } from "./payments.store.ts";

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
 * A webhook says only that there is something to ask. It becomes a PAYMENT_CHECK under its own id, so that however
 * often it is delivered it asks once, and what it claims is never believed.
 */
async function takeHint(deps: Deps, provider: string, { webhookId, attemptKey }: WebhookHint): Promise<void> {
  const { db, clock } = deps;
  const order = await findOrderOfAttempt(db, attemptKey);
  // Not ours, or not yet: the hold's own alarm asks if this was the first we could have heard of it.
  if (order === undefined) return;
  const id = `${order.orderId}:PAYMENT_CHECK:${provider}:${webhookId}`;
  if (await isConsumed(db, id)) return;
  const check: Message = { id, type: "PAYMENT_CHECK", ...order, at: clock.now() };
  await db.batch([addToOutbox(db, check, sql`true`)]);
  deps.background(relay(deps, [check]));
}
