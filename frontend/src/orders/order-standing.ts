// How an order stands for its buyer now: what depends on the order and on what time it is.

import { createMemo, createSignal, type Accessor } from "solid-js";
import type { OrderView } from "../../../shared/contracts/orders.schema.ts";
import { serverNow } from "../http/server-clock.ts";
import { lateStage, type LateStage } from "./late-money.ts";
import { pendingStage, type PendingStage } from "./pending-stage.ts";

export interface Standing {
  readonly pending: Accessor<PendingStage | undefined>;
  readonly late: Accessor<LateStage | undefined>;
  /** The order's present deadline has come, by this page's clock. */
  readonly payingIsOver: () => void;
  /** The time of its offer is over, by this page's clock or by the server's word. */
  readonly offerIsOver: () => void;
}

export function standingOf(order: Accessor<OrderView>): Standing {
  const [paidBy, setPaidBy] = createSignal(0);
  const [offeredUntil, setOfferedUntil] = createSignal(0);
  return {
    pending: createMemo(
      () => pendingStage(order(), { now: Math.max(paidBy(), serverNow()), base: location.href }),
      undefined,
      { equals: isSameStage },
    ),
    late: createMemo(() => lateStage(order(), Math.max(offeredUntil(), serverNow()))),
    payingIsOver: () => void setPaidBy(order().deadline),
    offerIsOver: () => void setOfferedUntil(Number.POSITIVE_INFINITY),
  };
}

/** News that changes nothing here (another version, the same stage) draws nothing anew. */
function isSameStage(a: PendingStage | undefined, b: PendingStage | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
