// How long news that belongs to a kept trace took from its frame to the screen: an order's state where it is shown,
// and the seats of a hold that was paid for, or whose payment failed. Measured beside what the page does, never in
// its way; what is not painted soon (a tab in the background, seats that another buyer had at once) is forgotten.

import type { BrowserSpan } from "../../../shared/contracts/browser-spans.schema.ts";
import type { HoldView } from "../../../shared/contracts/holds.schema.ts";
import { readTraceparent } from "../../../shared/contracts/trace-context.ts";
import { AVAILABLE, SOLD } from "../../../shared/domain/seat.ts";
import { afterPaint, browserScreen, type Screen } from "./after-paint.ts";
import { keepSpans } from "./keep-spans.ts";
import { openSpan, type SpanAttributes } from "./open-span.ts";

/** Later than that it says how long the reader was away, not how long Jari took. */
export const MOST_PAINT_MS = 10_000;
/** Holds whose seats are being waited for at once. */
export const MOST_AWAITED = 20;

export interface PaintOptions {
  readonly eventId: string;
  /** of the frame that brought the news */
  readonly traceparent: string;
  /** epoch ms by the server's clock */
  readonly serverNow: () => number;
  readonly screen?: Screen;
  readonly keep?: (spans: readonly BrowserSpan[]) => void;
}

export interface Paint {
  /** ms since the frame came */
  readonly elapsedMs: () => number;
  /** Call once the page has what it needs to paint. */
  readonly ready: (attributes: SpanAttributes) => void;
}

/** Begins with the frame that has just come; `undefined` where its trace is not kept, or nobody is looking. */
export function beginPaint(name: "paint order" | "paint seats", painting: PaintOptions): Paint | undefined {
  const { eventId, traceparent, serverNow, screen = browserScreen, keep = keepSpans } = painting;
  const parent = readTraceparent(traceparent);
  if (parent?.sampled !== true || screen.isHidden()) return undefined;
  const { traceId, spanId: parentSpanId } = parent;
  const span = openSpan({ name, traceId, parentSpanId, serverNow });
  return {
    elapsedMs: span.elapsedMs,
    ready: (attributes) =>
      afterPaint(screen, () => {
        if (span.elapsedMs() <= MOST_PAINT_MS) keep([span.end({ eventId, ...attributes })]);
      }),
  };
}

/** The picture of the seats, one byte a seat, and the news of its changes. */
export interface PaintedSeats {
  readonly states: () => Uint8Array | undefined;
  /** returns what ends it */
  readonly subscribe: (listener: () => void) => () => void;
}

export interface SeatPaints {
  /** A hold has become what `hold` says. Does nothing where it has not ended in a sale or a release. */
  readonly holdTold: (hold: HoldView, painting: PaintOptions) => void;
  /** No more frames will come: forgets what still waits for its seats. */
  readonly stop: () => void;
}

export function createSeatPaints(seats: PaintedSeats): SeatPaints {
  const awaited = new Set<() => void>();

  const shows = (hold: HoldView): boolean => {
    const states = seats.states();
    const wanted = hold.status === "SOLD" ? SOLD : AVAILABLE;
    return states !== undefined && hold.seats.every((seat) => states[seat] === wanted);
  };
  /** Calls `shown` once the picture has the seats of `hold` as it says; never, if that takes too long. */
  const whenShown = (hold: HoldView, shown: () => void): void => {
    if (shows(hold)) return shown();
    if (awaited.size >= MOST_AWAITED) return;
    const stop = (): void => {
      clearTimeout(timer);
      unsubscribe();
      awaited.delete(stop);
    };
    const unsubscribe = seats.subscribe(() => {
      if (!shows(hold)) return;
      stop();
      shown();
    });
    const timer = setTimeout(stop, MOST_PAINT_MS);
    awaited.add(stop);
  };

  return {
    holdTold(hold, painting) {
      if (hold.status !== "SOLD" && hold.status !== "RELEASED") return;
      const paint = beginPaint("paint seats", painting);
      if (paint === undefined) return;
      const { holdId, orderId, status } = hold;
      whenShown(hold, () => paint.ready({ holdId, status, ...(orderId !== undefined && { orderId }) }));
    },
    stop() {
      for (const stop of awaited) stop();
    },
  };
}
