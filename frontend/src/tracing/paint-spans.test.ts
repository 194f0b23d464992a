import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { browserSpanSchema, type BrowserSpan } from "../../../shared/contracts/browser-spans.schema.ts";
import type { HoldView } from "../../../shared/contracts/holds.schema.ts";
import { AVAILABLE, HELD, SOLD, type SeatState } from "../../../shared/domain/seat.ts";
import type { Screen } from "./after-paint.ts";
import { createSeatPaints, MOST_AWAITED, MOST_PAINT_MS, type PaintOptions } from "./paint-spans.ts";

const T0 = 1_767_225_600_000;
const EVENT = "e0000000-0000-7000-8000-000000000001";
const HOLD = "a0000000-0000-7000-8000-000000000001";
const ORDER = "c0000000-0000-7000-8000-000000000001";
const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const FRAME = "00f067aa0ba902b7";
const traceparent = `00-${TRACE}-${FRAME}-01`;

beforeEach(() => void vi.useFakeTimers({ now: T0 }));
afterEach(() => void vi.useRealTimers());

/** A screen that paints when it is told to. */
function openScreen() {
  let begins: (() => void)[] = [];
  const state = { hidden: false };
  const screen: Screen = {
    isHidden: () => state.hidden,
    onNextFrame: (begin) => void begins.push(begin),
  };
  const frame = (): void => {
    vi.advanceTimersByTime(16);
    const due = begins;
    begins = [];
    for (const begin of due) begin();
  };
  return { screen, frame, state };
}

function watch() {
  const kept: BrowserSpan[] = [];
  const { screen, frame, state } = openScreen();
  const options: PaintOptions = {
    ...{ eventId: EVENT, traceparent, serverNow: () => Date.now(), screen },
    keep: (spans) => void kept.push(...spans.map((span) => browserSpanSchema.parse(span))),
  };
  return { kept, frame, state, options };
}

describe("the painting of a hold's seats", () => {
  const hold: HoldView = {
    ...{ holdId: HOLD, status: "SOLD", seats: [1, 2], orderId: ORDER },
    ...{ heldUntil: T0, extendableUntil: T0, serverTime: T0 },
    quote: { currency: "KRW", totalMinor: 0, lines: [] },
  };
  function openMap(states: readonly SeatState[] | undefined) {
    let picture = states === undefined ? undefined : Uint8Array.from(states);
    const listeners = new Set<() => void>();
    const paints = createSeatPaints({
      states: () => picture,
      subscribe: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    });
    const become = (...next: readonly SeatState[]): void => {
      picture = Uint8Array.from(next);
      for (const listener of listeners) listener();
    };
    return { paints, become, listeners, ...watch() };
  }

  test("lasts until the picture has all of them as told, and that is on the screen", () => {
    const { paints, become, frame, kept, options, listeners } = openMap([AVAILABLE, HELD, HELD]);
    paints.holdTold(hold, options);
    frame();
    become(AVAILABLE, SOLD, HELD);
    for (let i = 0; i < 3; i++) frame();
    expect(kept).toEqual([]);
    become(AVAILABLE, SOLD, SOLD);
    frame();
    expect(kept).toEqual([]);
    frame();
    expect(kept).toEqual([
      {
        ...{ traceId: TRACE, spanId: kept[0]?.spanId, parentSpanId: FRAME, name: "paint seats" },
        ...{ startMs: T0, endMs: T0 + 6 * 16 },
        attributes: { eventId: EVENT, holdId: HOLD, orderId: ORDER, status: "SOLD" },
      },
    ]);
    expect([listeners.size, vi.getTimerCount()]).toEqual([0, 0]);
  });

  test("is over two frames later where the picture was quicker than the news", () => {
    const { paints, frame, kept, options } = openMap([AVAILABLE, SOLD, SOLD]);
    paints.holdTold(hold, options);
    frame();
    frame();
    expect(kept).toMatchObject([{ name: "paint seats", endMs: T0 + 32 }]);
  });

  test("of a released one waits for free seats, and a picture that is still to come", () => {
    const { paints, become, frame, kept, options } = openMap(undefined);
    const { orderId: _, ...released } = { ...hold, status: "RELEASED" as const };
    paints.holdTold(released, options);
    become(AVAILABLE, SOLD, SOLD);
    frame();
    become(AVAILABLE, AVAILABLE, AVAILABLE);
    frame();
    frame();
    expect(kept.map(({ attributes }) => attributes)).toEqual([
      { eventId: EVENT, holdId: HOLD, status: "RELEASED" },
    ]);
  });

  test("is not measured where the tab was in the background as the news came", () => {
    const { paints, become, frame, state, kept, options, listeners } = openMap([AVAILABLE, HELD, HELD]);
    state.hidden = true;
    paints.holdTold(hold, options);
    expect(listeners.size).toBe(0);
    state.hidden = false;
    become(AVAILABLE, SOLD, SOLD);
    frame();
    frame();
    expect(kept).toEqual([]);
  });

  test.each(["HELD", "PAYING", "OFFERED"] as const)("is not measured for %s", (status) => {
    const { paints, become, frame, kept, options, listeners } = openMap([AVAILABLE, HELD, HELD]);
    paints.holdTold({ ...hold, status }, options);
    expect(listeners.size).toBe(0);
    become(AVAILABLE, AVAILABLE, AVAILABLE);
    frame();
    frame();
    expect(kept).toEqual([]);
  });

  test("is forgotten where the seats never come, so that nothing listens for ever", () => {
    const { paints, become, frame, kept, options, listeners } = openMap([AVAILABLE, HELD, HELD]);
    paints.holdTold(hold, options);
    vi.advanceTimersByTime(MOST_PAINT_MS);
    expect(listeners.size).toBe(0);
    become(AVAILABLE, SOLD, SOLD);
    frame();
    frame();
    expect(kept).toEqual([]);
  });

  test("is forgotten with the feed, unless only the screen is waited for", () => {
    const { paints, become, frame, kept, options, listeners } = openMap([AVAILABLE, SOLD, HELD]);
    paints.holdTold(hold, options);
    paints.holdTold({ ...hold, seats: [1] }, options);
    paints.stop();
    expect([listeners.size, vi.getTimerCount()]).toEqual([0, 0]);
    become(AVAILABLE, SOLD, SOLD);
    frame();
    frame();
    expect(kept).toHaveLength(1);
  });

  test("is awaited for a bounded number of holds", () => {
    const { paints, options, listeners } = openMap([AVAILABLE, HELD, HELD]);
    for (let i = 0; i < MOST_AWAITED + 5; i++) paints.holdTold(hold, options);
    expect(listeners.size).toBe(MOST_AWAITED);
  });
});
