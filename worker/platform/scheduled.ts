import type { Deps } from "../deps.ts";
import { purgeExpired } from "../http/idempotency.store.ts";
import { sweepOutbox } from "../outbox/relay.ts";
import { logError } from "../../tracing/log.ts";
import { purgeParked } from "./parked-messages.ts";

/** The minute's work: send again what was lost, forget what has served its time. One failure stops no other. */
export async function everyMinute(deps: Deps): Promise<void> {
  const now = deps.clock.now();
  const work = [sweepOutbox(deps), purgeExpired(deps.db, now), purgeParked(deps.db, now)];
  for (const result of await Promise.allSettled(work)) {
    if (result.status === "rejected") logError("outbox", "sweep failed", result.reason);
  }
}
