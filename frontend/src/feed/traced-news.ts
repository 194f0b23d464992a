// What is measured of a frame that names the trace it belongs to, before the page takes what it says.

import type { FeedDown } from "../../../shared/contracts/feed-messages.ts";
import type { HoldView } from "../../../shared/contracts/holds.schema.ts";
import { firstTimeInTab, type FirstTime } from "../tracing/first-time.ts";
import { orderPaints, type OrderPaints } from "../tracing/order-paints.ts";
import { createSeatPaints, type PaintedSeats, type PaintOptions } from "../tracing/paint-spans.ts";

export interface TracedNewsOptions extends Omit<PaintOptions, "traceparent"> {
  readonly seats: PaintedSeats;
  /** the buyer's holds as the page knows them */
  readonly holds: () => readonly HoldView[];
  readonly orders?: Pick<OrderPaints, "told">;
  readonly isFirst?: FirstTime;
}

export interface TracedNews {
  /** A frame has come; its news is not in `holds` yet. Most frames belong to no kept trace, and nothing happens. */
  readonly told: (message: FeedDown) => void;
  /** No more frames will come. */
  readonly stop: () => void;
}

export function createTracedNews(options: TracedNewsOptions): TracedNews {
  const { seats, holds, orders = orderPaints, isFirst = firstTimeInTab, ...painting } = options;
  const paints = createSeatPaints(seats);
  const holdTold = (hold: HoldView, traceparent: string): void => {
    if (isNews(holds(), hold) && isFirst(`${hold.holdId} ${hold.status}`))
      paints.holdTold(hold, { ...painting, traceparent });
  };
  return {
    told(message) {
      if (message.type !== "hold" && message.type !== "order") return;
      const { traceparent } = message;
      if (traceparent === undefined) return;
      if (message.type === "order") orders.told(message.order, { ...painting, traceparent });
      else holdTold(message.hold, traceparent);
    },
    stop: paints.stop,
  };
}

/** Several frames may tell the same; only the first of them changes what is seen. */
function isNews(holds: readonly HoldView[], hold: HoldView): boolean {
  const known = holds.find(({ holdId }) => holdId === hold.holdId);
  return known === undefined || (known.status !== hold.status && known.serverTime <= hold.serverTime);
}
