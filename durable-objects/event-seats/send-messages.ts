import type { Message } from "../../shared/contracts/messages.schema.ts";
import { logFailure } from "./log.ts";

/** Messages that a queue takes at once. */
const QUEUE_BATCH = 100;

/** Gives `messages` to the queue. One that fails is logged: the outbox has it, and sends it again. */
export async function sendMessages(queue: Queue<Message>, messages: readonly Message[]): Promise<void> {
  for (let at = 0; at < messages.length; at += QUEUE_BATCH) {
    const batch = messages.slice(at, at + QUEUE_BATCH).map((body) => ({ body }));
    try {
      await queue.sendBatch(batch);
    } catch (error) {
      logFailure("queue send failed", error);
    }
  }
}
