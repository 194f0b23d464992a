// How long an order's news took from the first frame that told it until a page showed it, however the page came to
// know: by that frame, by another feed, or because it asked. One tab shows one order, but the frame may come before
// the order's page does, so this is of the tab and not of a feed.

import type { OrderProgress } from "../../../shared/contracts/orders.schema.ts";
import { beginPaint, MOST_PAINT_MS, type Paint, type PaintOptions } from "./paint-spans.ts";

/** News that no page has shown yet, and orders that a page has shown: the oldest is forgotten for a new one. */
export const MOST_ORDERS = 20;

export interface OrderPaints {
  /** A frame has told `order`. */
  readonly told: (order: OrderProgress, painting: PaintOptions) => void;
  /** A page shows `order`, in this same turn. */
  readonly shown: (order: OrderProgress) => void;
}

interface Awaited {
  readonly version: number;
  readonly paint: Paint;
}

export function createOrderPaints(): OrderPaints {
  const awaited = new Map<string, Awaited>();
  const shown = new Map<string, number>();
  return {
    told(order, painting) {
      const { orderId, version } = order;
      if (version <= Math.max(awaited.get(orderId)?.version ?? -1, shown.get(orderId) ?? -1)) return;
      const paint = beginPaint("paint order", painting);
      if (paint !== undefined) setBounded(awaited, orderId, { version, paint });
    },
    shown({ orderId, version, status }) {
      setBounded(shown, orderId, version);
      const news = awaited.get(orderId);
      if (news === undefined || news.version > version) return;
      awaited.delete(orderId);
      if (news.paint.elapsedMs() <= MOST_PAINT_MS) news.paint.ready({ orderId, status });
    },
  };
}

function setBounded<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > MOST_ORDERS && oldest !== undefined) map.delete(oldest);
}

/** Of this tab. */
export const orderPaints = createOrderPaints();
