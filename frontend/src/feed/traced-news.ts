// What is measured of a frame that names the trace it belongs to, before the page takes what it says.

import type { FeedDown } from "../../../shared/contracts/feed-messages.ts";
import type { HoldView } from "../../../shared/contracts/holds.schema.ts";
import type { OrderProgress } from "../../../shared/contracts/orders.schema.ts";
import { createSeatPaints, type PaintedSeats, type PaintOptions } from "../tracing/paint-spans.ts";

export interface TracedNewsOptions extends Omit<PaintOptions, "traceparent"> {
  readonly seats: PaintedSeats;
  /** the buyer's holds as the page knows them */
  readonly holds: () => readonly HoldView[];
  /** An order is told of by a frame whose trace is kept: that of `traceparent`. */
  readonly onTracedOrder?: (order: OrderProgress, traceparent: string) => void;
}

export interface TracedNews {
  /** A frame has come; its news is not in `holds` yet. Most frames belong to no kept trace, and nothing happens. */
  readonly told: (message: FeedDown) => void;
  /** No more frames will come. */
  readonly stop: () => void;
}

export function createTracedNews({
  seats,
  holds,
  onTracedOrder,
  ...painting
}: TracedNewsOptions): TracedNews {
  const paints = createSeatPaints(seats);
  return {
    told(message) {
      if (message.type !== "hold" && message.type !== "order") return;
      const { traceparent } = message;
      if (traceparent === undefined) return;
      if (message.type === "order") onTracedOrder?.(message.order, traceparent);
      else if (isNews(holds(), message.hold)) paints.holdTold(message.hold, { ...painting, traceparent });
    },
    stop: paints.stop,
  };
}

/** Several frames may tell the same; only the first of them changes what is seen. */
function isNews(holds: readonly HoldView[], hold: HoldView): boolean {
  const known = holds.find(({ holdId }) => holdId === hold.holdId);
  return known === undefined || (known.status !== hold.status && known.serverTime <= hold.serverTime);
}
