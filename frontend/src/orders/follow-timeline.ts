// The timeline of an order: asked for when somebody looks at it, and again whenever the order has moved on.

import { createMemo, type Accessor } from "solid-js";
import type { OrderView } from "../../../shared/contracts/orders.schema.ts";
import type { Timeline, TimelineStep } from "../../../shared/contracts/timeline.schema.ts";
import { getJson } from "../http/client.ts";
import type { Failure } from "../http/failure.ts";
import { createRemote } from "../http/remote.ts";

export interface FollowedTimeline {
  /** oldest first; what is known stays while newer is asked for */
  readonly steps: Accessor<readonly TimelineStep[] | undefined>;
  /** the newest steps are still to come: what they do not tell then, they never will */
  readonly isLoading: Accessor<boolean>;
  /** why the newest steps did not come */
  readonly failure: Accessor<Failure | undefined>;
  readonly reload: () => void;
}

/** Sends nothing while `isWanted` is false. */
export function followTimeline(order: Accessor<OrderView>, isWanted: Accessor<boolean>): FollowedTimeline {
  const version = createMemo(() => (isWanted() ? order().version : undefined));
  const remote = createRemote(version, (_, signal) => {
    return getJson<Timeline>(`/api/orders/${encodeURIComponent(order().orderId)}/timeline`, { signal });
  });
  const steps = createMemo<readonly TimelineStep[] | undefined>((known) => remote.value()?.steps ?? known);
  const isLoading = (): boolean => remote.remote().state === "loading";
  return { steps, isLoading, failure: remote.failure, reload: remote.reload };
}
