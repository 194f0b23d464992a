// One purchase in a real browser against the real build: everything that was exported of it is one trace.

import type { APIRequestContext } from "@playwright/test";
import type { TraceSpan, TraceSummary } from "../shared/contracts/trace-collector.ts";
import { organiserToken } from "./support/organiser.ts";
import { expectSeat, expectStatus, openEvent, readyToPay, shownOrder } from "./support/pages.ts";
import { expect, test } from "./support/test.ts";

/** The last that happens, each on its own path: the money, the tickets, and the buyer's two screens. */
const LAST = ["POST /v1/payments/{id}/capture", "issue tickets", "paint order", "paint seats"];

async function ask(request: APIRequestContext, path: string): Promise<unknown> {
  const headers = { authorization: `Bearer ${organiserToken()}`, accept: "application/json" };
  const answer = await request.get(path, { headers });
  expect(answer.status()).toBe(200);
  return answer.json();
}

async function tracesOf(request: APIRequestContext, orderId: string): Promise<readonly TraceSummary[]> {
  return ((await ask(request, `/ops/traces?order=${orderId}`)) as { traces: TraceSummary[] }).traces;
}

async function spansOf(request: APIRequestContext, traceId: string): Promise<readonly TraceSpan[]> {
  return ((await ask(request, `/ops/traces/${traceId}`)) as { spans: TraceSpan[] }).spans;
}

const moduleOf = ({ attributes }: TraceSpan): unknown => attributes["jari.module"];

/** A span and all that it is a part of, outermost first. */
function wayTo(spans: readonly TraceSpan[], last: TraceSpan | undefined): readonly TraceSpan[] {
  const way: TraceSpan[] = [];
  for (let at = last; at !== undefined; at = spans.find(({ spanId }) => spanId === at?.parentSpanId))
    way.unshift(at);
  return way;
}

const names = (spans: readonly TraceSpan[]): readonly string[] => spans.map(({ name }) => name);

test("a purchase is one trace, from the press of the button to the seat that is painted sold", async ({
  page,
  context,
  publish,
  request,
}) => {
  const event = await publish();
  const map = await context.newPage();
  await openEvent(map, event);
  await readyToPay(page, event, { seats: [72] });
  await page.getByTestId("pay").click();
  await expectStatus(page, "CONFIRMED");
  await expectSeat(map, 72, "SOLD");
  const orderId = await shownOrder(page);

  // Spans come a few seconds after they end, each screen's by itself.
  let spans: readonly TraceSpan[] = [];
  await expect(async () => {
    const [trace, ...others] = await tracesOf(request, orderId);
    expect(others).toEqual([]);
    spans = await spansOf(request, trace?.traceId ?? "");
    expect(names(spans)).toEqual(expect.arrayContaining(LAST));
    expect(spans.filter(({ name }) => name === "paint seats")).toHaveLength(2);
  }).toPass({ timeout: 30_000 });

  expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
  const known = new Set(spans.map(({ spanId }) => spanId));
  expect(spans.filter(({ parentSpanId }) => parentSpanId !== undefined && !known.has(parentSpanId))).toEqual(
    [],
  );
  expect(names(spans.filter(({ parentSpanId }) => parentSpanId === undefined))).toEqual(["pay"]);
  expect(spans.filter(({ isError }) => isError)).toEqual([]);

  expect(names(spans)).toEqual(
    expect.arrayContaining([
      ...["pay", "POST /api/orders", "seats start-paying", "commit", "publish hold"],
      ...["D1 BATCH INSERT orders; UPDATE idempotency_records", "POST /v1/payments"],
      ...["POST /api/payments/webhooks/:provider", "publish order"],
      ...["PAYMENT_REQUEST", "PAYMENT_SUCCESS", "ORDER_CONFIRMED", "SEATS_SOLD"].flatMap((type) => [
        `create ${type}`,
        `process ${type}`,
      ]),
    ]),
  );

  for (const painted of spans.filter(({ name }) => name === "paint seats")) {
    expect(painted.attributes).toMatchObject({ "jari.outcome": "SOLD", "jari.order.id": orderId });
    const modules = wayTo(spans, painted).map(moduleOf);
    expect(modules.filter((module, at) => module !== modules[at - 1])).toEqual([
      ...["browser", "orders", "payments", "orders", "reservations", "catalog", "browser"],
    ]);
  }
  const issued = spans.find(({ name }) => name === "issue tickets");
  expect(names(wayTo(spans, issued))).toContain("process SEATS_SOLD");
});
