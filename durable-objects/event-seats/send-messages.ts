import type { Message } from "../../shared/contracts/messages.schema.ts";
import { logError } from "../../tracing/log.ts";
import { sending } from "../../tracing/messaging.ts";

/** Messages that a queue takes at once. */
const QUEUE_BATCH = 100;

/** Gives `messages` to the queue. One that fails is logged: the outbox has it, and sends it again. */
export async function sendMessages(queue: Queue<Message>, messages: readonly Message[]): Promise<void> {
  for (let at = 0; at < messages.length; at += QUEUE_BATCH) {
    const page = messages.slice(at, at + QUEUE_BATCH);
    try {
      await sending({ queue: "orders", messages: page, module: "catalog" }, async () => {
        await queue.sendBatch(page.map((body) => ({ body })));
      });
    } catch (error) {
      logError("catalog", "queue send failed", error, { messages: page.length });
    }
  }
}
