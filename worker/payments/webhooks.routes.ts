import { createRoute, z } from "@hono/zod-openapi";
import { PAYMENT_PROVIDERS } from "../../shared/contracts/orders.schema.ts";
import type { Deps } from "../deps.ts";
import { moduleRouter, refusals } from "../http/openapi.ts";
import { RefusalError, sendRefusal } from "../http/problem.ts";
import { logError, logInfo } from "../platform/log.ts";
import { findOrder, type OrderRow } from "../orders/orders.store.ts";
import { isHandled } from "../outbox/owed.ts";
import { attemptKey, orderOfKey } from "./payment-of-order.ts";
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

/** How long the answer to the first request may be on its way, and nothing need be asked beside it. */
const FIRST_ANSWER_MS = 5_000;

/** Whether the provider is being asked for the first time: its webhook tends to overtake its answer. */
function isAsked({ attemptOutcome, unanswered, createdAt }: OrderRow, now: number): boolean {
  return attemptOutcome === "created" && unanswered === 0 && now - createdAt < FIRST_ANSWER_MS;
}

/**
 * A webhook says only that there is something to ask. It becomes a PAYMENT_CHECK under its own id, so that what it
 * claims is never believed; one that tells of what is known already becomes nothing. The queue has it before it is
 * answered, so nothing is written: one that is lost after that is found as if it had never come (S5).
 */
async function takeHint(deps: Deps, provider: string, hint: WebhookHint): Promise<void> {
  const order = await findOrder(deps.db, orderOfKey(hint.attemptKey));
  // Not ours, or not yet: the hold's own alarm asks if this was the first we could have heard of it.
  if (order === undefined || attemptKey(order) !== hint.attemptKey) return;
  const id = `${order.id}:PAYMENT_CHECK:${provider}:${hint.webhookId}`;
  if (isHandled(order, id) || order.attemptOutcome === hint.claims) return;
  const at = deps.clock.now();
  if (isAsked(order, at)) return;
  try {
    await deps.send("payments", [
      { id, type: "PAYMENT_CHECK", orderId: order.id, eventId: order.eventId, at },
    ]);
  } catch (error) {
    logError("payments", "webhook not passed on", error, { orderId: order.id });
    // The provider delivers it again.
    throw new RefusalError({ code: "unavailable" });
  }
}
