// An event whose start was moved after its buyer had seen it: what the refusal tells of it. Pure.

import type { EventView } from "../../../shared/contracts/catalog.schema.ts";
import type { Failure } from "../http/failure.ts";

export interface ChangedStart {
  /** epoch ms: what the buyer had seen */
  readonly from: number;
  /** the event as it is now, which is what the buyer is asked to agree to */
  readonly event: EventView;
}

/** `undefined` for every other refusal, and for one that does not say what has changed. */
export function changedStart(failure: Failure, seen: EventView): ChangedStart | undefined {
  if (failure.code !== "event-changed") return undefined;
  const { version, startsAt, startedAt } = failure;
  if (typeof version !== "number" || typeof startsAt !== "number") return undefined;
  return {
    from: typeof startedAt === "number" ? startedAt : seen.startsAt,
    event: { ...seen, version, startsAt },
  };
}
