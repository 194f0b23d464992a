import { QUEUE_NAMES, type Message } from "../../shared/contracts/messages.schema.ts";
import type { Deps } from "../deps.ts";
import { logError, logInfo } from "../../tracing/log.ts";
import { sending } from "../../tracing/messaging.ts";
import { byQueue, takeDue } from "./outbox.store.ts";

/** Messages that a queue takes at once. */
const SEND_LIMIT = 100;

/** Sends `messages`, each to its queue. A failure is logged and no more: the sweep finds what was not sent. */
export async function relay({ send }: Pick<Deps, "send">, messages: readonly Message[]): Promise<void> {
  const queued = byQueue(messages);
  for (const queue of QUEUE_NAMES) {
    for (let from = 0; from < queued[queue].length; from += SEND_LIMIT) {
      const page = queued[queue].slice(from, from + SEND_LIMIT);
      try {
        await sending({ queue, messages: page, module: "outbox" }, () => send(queue, page));
      } catch (error) {
        logError("outbox", "send failed", error, { queue, messages: page.length });
      }
    }
  }
}

/** Pages of a hundred in one sweep: an outage leaves thousands behind, and a minute's work must end. */
const MAX_SWEEP_PAGES = 20;

/** Sends again whatever is due: the minute's sweep. */
export async function sweepOutbox(deps: Pick<Deps, "db" | "send" | "clock">): Promise<void> {
  const now = deps.clock.now();
  for (let page = 0; page < MAX_SWEEP_PAGES; page++) {
    const due = await takeDue(deps.db, now);
    if (due === undefined) return;
    if (due.length > 0) logInfo("outbox", "swept", { messages: due.length });
    await relay(deps, due);
  }
}
