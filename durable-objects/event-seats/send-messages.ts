import { QUEUE_NAMES, queueOf, type Message } from "../../shared/contracts/messages.schema.ts";
import { logError } from "../../tracing/log.ts";
import { sending } from "../../tracing/messaging.ts";
import type { EventSeatsEnv } from "./event-seats.env.ts";

/** Messages that a queue takes at once. */
const QUEUE_BATCH = 100;

/** Gives each of `messages` to its queue. One that fails is logged: the outbox has it, and sends it again. */
export async function sendMessages(
  env: Pick<EventSeatsEnv, "PAYMENTS_QUEUE" | "ORDERS_QUEUE">,
  messages: readonly Message[],
): Promise<void> {
  const bindings = { payments: env.PAYMENTS_QUEUE, orders: env.ORDERS_QUEUE };
  for (const queue of QUEUE_NAMES) {
    const queued = messages.filter(({ type }) => queueOf(type) === queue);
    for (let at = 0; at < queued.length; at += QUEUE_BATCH) {
      const page = queued.slice(at, at + QUEUE_BATCH);
      try {
        await sending({ queue, messages: page, module: "catalog" }, async () => {
          await bindings[queue].sendBatch(page.map((body) => ({ body })));
        });
      } catch (error) {
        logError("catalog", "queue send failed", error, { queue, messages: page.length });
      }
    }
  }
}
