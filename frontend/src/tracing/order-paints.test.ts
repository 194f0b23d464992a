import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { browserSpanSchema, type BrowserSpan } from "../../../shared/contracts/browser-spans.schema.ts";
import type { OrderProgress } from "../../../shared/contracts/orders.schema.ts";
import { createOrderPaints, MOST_ORDERS } from "./order-paints.ts";
import { MOST_PAINT_MS, type PaintOptions } from "./paint-spans.ts";

const T0 = 1_767_225_600_000;
const EVENT = "e0000000-0000-7000-8000-000000000001";
const ORDER = "c0000000-0000-7000-8000-000000000001";
const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const FRAME = "00f067aa0ba902b7";

beforeEach(() => void vi.useFakeTimers({ now: T0 }));
afterEach(() => void vi.useRealTimers());

function buildOrder(version: number, change: Partial<OrderProgress> = {}): OrderProgress {
  return {
    orderId: ORDER,
    status: "CONFIRMED",
    payment: { status: "CAPTURED", attempt: 1, attemptsLeft: 2 },
    deadline: 0,
    tickets: [],
    version,
    ...change,
  };
}

/** The orders of one tab, a frame of whose screen takes 16 ms. */
function openTab() {
  const kept: BrowserSpan[] = [];
  let isHidden = false;
  const painting: PaintOptions = {
    ...{ eventId: EVENT, traceparent: `00-${TRACE}-${FRAME}-01`, serverNow: () => Date.now() },
    screen: { isHidden: () => isHidden, onNextFrame: (begin) => void setTimeout(begin, 16) },
    keep: (spans) => void kept.push(...spans.map((span) => browserSpanSchema.parse(span))),
  };
  const paints = createOrderPaints();
  return {
    kept,
    hide: (hidden: boolean): void => void (isHidden = hidden),
    told: (order: OrderProgress, traceparent = painting.traceparent): void =>
      paints.told(order, { ...painting, traceparent }),
    shown: (order: OrderProgress): void => {
      paints.shown(order);
      vi.advanceTimersByTime(32);
    },
  };
}

describe("the painting of an order", () => {
  test("lasts from its frame until two frames after a page shows it", () => {
    const { told, shown, kept } = openTab();
    shown(buildOrder(1, { status: "PENDING" }));
    told(buildOrder(2));
    shown(buildOrder(2));
    expect(kept).toEqual([
      {
        ...{ traceId: TRACE, spanId: kept[0]?.spanId, parentSpanId: FRAME, name: "paint order" },
        ...{ startMs: T0 + 32, endMs: T0 + 64 },
        attributes: { eventId: EVENT, orderId: ORDER, status: "CONFIRMED" },
      },
    ]);
    shown(buildOrder(2));
    expect(kept).toHaveLength(1);
  });

  test("may begin before there is a page that shows it", () => {
    const { told, shown, kept } = openTab();
    told(buildOrder(2));
    vi.advanceTimersByTime(200);
    shown(buildOrder(1, { status: "PENDING" }));
    expect(kept).toEqual([]);
    shown(buildOrder(2));
    expect(kept).toMatchObject([{ startMs: T0, endMs: T0 + 200 + 64 }]);
  });

  test("begins with the first of the frames that tell the same", () => {
    const { told, shown, kept } = openTab();
    told(buildOrder(2));
    vi.advanceTimersByTime(10);
    told(buildOrder(2));
    shown(buildOrder(2));
    expect(kept).toMatchObject([{ startMs: T0, endMs: T0 + 42 }]);
  });

  test("is of the latest news, and tells what was shown", () => {
    const { told, shown, kept } = openTab();
    told(buildOrder(2));
    told(buildOrder(3));
    shown(buildOrder(3, { status: "REFUNDED" }));
    expect(kept.map(({ attributes }) => attributes.status)).toEqual(["REFUNDED"]);
  });

  test("is not measured for what is on the screen already", () => {
    const { told, shown, kept } = openTab();
    shown(buildOrder(2));
    told(buildOrder(2));
    told(buildOrder(1));
    shown(buildOrder(2));
    expect(kept).toEqual([]);
  });

  test("is forgotten where no page shows it soon", () => {
    const { told, shown, kept } = openTab();
    told(buildOrder(2));
    vi.advanceTimersByTime(MOST_PAINT_MS);
    shown(buildOrder(2));
    expect(kept).toEqual([]);
  });

  test.each([
    ["a trace that is not kept", `00-${TRACE}-${FRAME}-00`],
    ["what is no trace", "yes"],
  ])("is not measured for %s", (_, traceparent) => {
    const { told, shown, kept } = openTab();
    told(buildOrder(2), traceparent);
    shown(buildOrder(2));
    expect(kept).toEqual([]);
  });

  test("is not measured in a tab in the background", () => {
    const { told, shown, hide, kept } = openTab();
    hide(true);
    told(buildOrder(2));
    hide(false);
    shown(buildOrder(2));
    told(buildOrder(3));
    hide(true);
    shown(buildOrder(3));
    expect(kept).toEqual([]);
  });

  test("is awaited for a bounded number of orders", () => {
    const { told, shown, kept } = openTab();
    const many = Array.from({ length: MOST_ORDERS + 1 }, (_, nth) =>
      buildOrder(2, { orderId: ORDER.slice(0, -2) + String(nth + 10) }),
    );
    for (const order of many) told(order);
    for (const order of many) shown(order);
    expect(kept.map(({ attributes }) => attributes.orderId)).toEqual(
      many.slice(1).map((order) => order.orderId),
    );
  });
});
