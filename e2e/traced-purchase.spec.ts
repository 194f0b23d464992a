// What a browser tells of a trace that is kept. The server's words about traces are put into its answers and frames
// here, so that this is about the browser alone.

import type { Page } from "@playwright/test";
import { browserSpansSchema, type BrowserSpan } from "../shared/contracts/browser-spans.schema.ts";
import { readTraceparent } from "../shared/contracts/trace-context.ts";
import { expectSeat, expectStatus, openEvent, readyToPay, shownOrder } from "./support/pages.ts";
import { expect, test } from "./support/test.ts";

const FRAME_SPAN = "00f067aa0ba902b7";

interface Told {
  readonly spans: BrowserSpan[];
  /** the trace of the order, once it has been sent */
  readonly traceId: () => string | undefined;
}

/** Lets the server keep the trace of the order that `page` places, or not. Pages that are given share the trace. */
async function keepTraces(pages: readonly Page[], flags: "00" | "01"): Promise<Told> {
  const spans: BrowserSpan[] = [];
  let traceId: string | undefined;
  for (const page of pages) {
    await page.route("**/api/orders", async (route) => {
      const asked = readTraceparent(route.request().headers()["traceparent"] ?? "");
      traceId = asked?.traceId;
      const response = await route.fetch();
      const headers = { ...response.headers(), traceresponse: `00-${traceId}-${FRAME_SPAN}-${flags}` };
      await route.fulfill({ response, headers });
    });
    await page.route("**/api/traces", async (route) => {
      expect(route.request().headers()["content-type"]).toBe("application/json");
      spans.push(...browserSpansSchema.parse(route.request().postDataJSON()).spans);
      await route.fulfill({ status: 204 });
    });
    await page.routeWebSocket(/\/feed/, (socket) => {
      socket.connectToServer().onMessage((data) => {
        const isNews = typeof data === "string" && /^\{"type":"(?:hold|order)"/.test(data);
        const traced = `,"traceparent":"00-${traceId}-${FRAME_SPAN}-01"}`;
        socket.send(isNews && traceId !== undefined && flags === "01" ? data.slice(0, -1) + traced : data);
      });
    });
  }
  return { spans, traceId: () => traceId };
}

test("a purchase whose trace is kept is told from the click to the painted seats, on each of the buyer's screens", async ({
  page,
  context,
  publish,
}) => {
  const event = await publish();
  const map = await context.newPage();
  const told = await keepTraces([page, map], "01");
  await openEvent(map, event);
  await readyToPay(page, event, { seats: [70] });
  expect(told.spans).toEqual([]);
  const pressedAt = Date.now();
  await page.getByTestId("pay").click();
  await expectStatus(page, "CONFIRMED");
  await expectSeat(map, 70, "SOLD");

  const named = (name: BrowserSpan["name"]) => told.spans.filter((span) => span.name === name);
  await expect.poll(() => named("paint seats").length).toBe(2);
  await expect
    .poll(() => named("paint order").map(({ attributes }) => attributes.status))
    .toContain("CONFIRMED");
  expect(new Set(told.spans.map(({ traceId }) => traceId))).toEqual(new Set([told.traceId()]));
  const orderId = await shownOrder(page);
  const [[pay], [post]] = [named("pay"), named("POST /api/orders")];
  expect(pay?.attributes).toMatchObject({ eventId: event.id, orderId, status: "PENDING" });
  expect(post).toMatchObject({ parentSpanId: pay?.spanId, attributes: { httpStatus: 201 } });
  for (const span of named("paint seats"))
    expect(span).toMatchObject({ parentSpanId: FRAME_SPAN, attributes: { orderId, status: "SOLD" } });
  // One machine, so one clock.
  for (const { startMs, endMs } of told.spans) {
    expect(startMs).toBeGreaterThan(pressedAt - 1_000);
    expect(endMs).toBeLessThan(Date.now() + 1_000);
  }
});

test("of a purchase whose trace is not kept nothing is told", async ({ page, publish }) => {
  const event = await publish();
  const told = await keepTraces([page], "00");
  await readyToPay(page, event, { seats: [71] });
  await page.getByTestId("pay").click();
  await expectStatus(page, "CONFIRMED");
  expect(told.traceId()).toBeDefined();
  await page.goto("about:blank"); // what waits is told as the page is left
  expect(told.spans).toEqual([]);
});
