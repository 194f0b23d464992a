import { describe, expect, test } from "vitest";
import type { FeedDown } from "../../../shared/contracts/feed-messages.ts";
import type { HoldView } from "../../../shared/contracts/holds.schema.ts";
import type { OrderProgress } from "../../../shared/contracts/orders.schema.ts";
import { HELD } from "../../../shared/domain/seat.ts";
import { createFirstTime } from "../tracing/first-time.ts";
import { createTracedNews } from "./traced-news.ts";

const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
const paying: HoldView = {
  ...{ holdId: "a0000000-0000-7000-8000-000000000001", status: "PAYING", seats: [0] },
  ...{ heldUntil: 9, extendableUntil: 9, serverTime: 5 },
  quote: { currency: "KRW", totalMinor: 0, lines: [] },
};
const sold: HoldView = { ...paying, status: "SOLD", serverTime: 6 };
const order: OrderProgress = {
  orderId: "c0000000-0000-7000-8000-000000000001",
  status: "CONFIRMED",
  payment: { status: "CAPTURED", attempt: 1, attemptsLeft: 2 },
  deadline: 0,
  tickets: [],
  version: 4,
};

/** What is measured of `message` on a page that knows `holds`. */
function told(message: FeedDown, holds: readonly HoldView[] = [], isFirst = createFirstTime()) {
  const orders: unknown[] = [];
  let awaited = 0;
  const news = createTracedNews({
    ...{ eventId: "e0000000-0000-7000-8000-000000000001", serverNow: () => 6, holds: () => holds },
    orders: { told: (...[its, painting]) => void orders.push([its, painting.traceparent]) },
    isFirst,
    seats: {
      states: () => Uint8Array.of(HELD),
      subscribe: () => {
        awaited++;
        return () => void awaited--;
      },
    },
    screen: { isHidden: () => false, onNextFrame: () => undefined },
  });
  news.told(message);
  const measured = { seats: awaited, orders };
  news.stop();
  return { ...measured, awaitedAfterStop: awaited };
}

describe("seats are measured", () => {
  test.each([
    ["when a hold that the page knows has ended", [paying]],
    ["when the page did not know the hold", []],
  ])("%s", (_, holds) => {
    expect(told({ type: "hold", hold: sold, traceparent }, holds)).toEqual({
      ...{ seats: 1, orders: [], awaitedAfterStop: 0 },
    });
  });

  test.each<[string, FeedDown, readonly HoldView[]]>([
    ["no kept trace", { type: "hold", hold: sold }, [paying]],
    ["what the page knows", { type: "hold", hold: sold, traceparent }, [sold]],
    [
      "what is older than what the page knows",
      { type: "hold", hold: { ...sold, serverTime: 4 }, traceparent },
      [paying],
    ],
    ["an answer to a command", { type: "reply", id: 1, hold: sold }, [paying]],
  ])("for nothing that is of %s", (_, message, holds) => {
    expect(told(message, holds).seats).toBe(0);
  });
});

test("seats are measured once, whichever feed of the tab is the first to tell", () => {
  const isFirst = createFirstTime();
  const ended: FeedDown = { type: "hold", hold: sold, traceparent };
  expect([told(ended, [paying], isFirst).seats, told(ended, [paying], isFirst).seats]).toEqual([1, 0]);
});

test("an order is told to who shows it, where its trace is kept", () => {
  expect(told({ type: "order", order, traceparent }).orders).toEqual([[order, traceparent]]);
  expect(told({ type: "order", order }).orders).toEqual([]);
});
