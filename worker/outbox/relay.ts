import { QUEUE_NAMES, type Message } from "../../shared/contracts/messages.schema.ts";
import type { Deps } from "../deps.ts";
import { logError, logInfo } from "../platform/log.ts";
import { byQueue, takeDue, unsentOf } from "./outbox.store.ts";

/** Sends `messages`, each to its queue. A failure is logged and no more: the sweep finds what was not sent. */
export async function relay({ send }: Pick<Deps, "send">, messages: readonly Message[]): Promise<void> {
  const queued = byQueue(messages);
  for (const queue of QUEUE_NAMES) {
    if (queued[queue].length === 0) continue;
    try {
      await send(queue, queued[queue]);
    } catch (error) {
      logError("outbox", "send failed", error, { queue, messages: queued[queue].length });
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
    if (due.length === 0) return;
    logInfo("outbox", "swept", { messages: due.length });
    await relay(deps, due);
  }
}

/** Sends again whatever one order still waits for. */
export async function relayOrder(deps: Pick<Deps, "db" | "send" | "clock">, orderId: string): Promise<void> {
  await relay(deps, await unsentOf(deps.db, orderId, deps.clock.now()));
}
