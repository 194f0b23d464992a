// Requests with an Idempotency-Key, as buyers send them and as they are sent once more at the end: the same key always
// goes with the same body, and every answer for good is written down.

import { isFinal, type Client, type Reply } from "./client.ts";
import type { AttemptUse, KeyUse } from "./promises.ts";

/** Places the order that `use` stands for. */
export function sendOrder(client: Client, use: KeyUse): Promise<Reply | undefined> {
  const { eventId, eventVersion, holdId, token } = use;
  const buyer = { name: "김하늘", email: "sky@example.com" };
  const body = { eventId, eventVersion, holdId, buyer, payment: { provider: "sandbox", token } };
  return send(client, "/api/orders", body, use);
}

/** Begins the attempt that `use` stands for. */
export function sendAttempt(client: Client, use: AttemptUse): Promise<Reply | undefined> {
  const { orderId, attempt, token } = use;
  const body = { attempt, payment: { provider: "sandbox", token } };
  return send(client, `/api/orders/${orderId}/payments`, body, use);
}

async function send(
  client: Client,
  path: string,
  body: object,
  { key, answers }: KeyUse | AttemptUse,
): Promise<Reply | undefined> {
  const reply = await client.send("POST", path, body, { "idempotency-key": key });
  if (reply !== undefined && isFinal(reply)) answers.push({ status: reply.status, body: reply.body });
  return reply;
}
