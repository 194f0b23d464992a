// POST /api/traces: what browsers tell, and how much of it is taken.

import { describe, expect, test } from "vitest";
import type { BrowserSpan } from "../../shared/contracts/browser-spans.schema.ts";
import { MAX_BROWSER_SPANS } from "../../shared/contracts/browser-spans.ts";
import { Client } from "../testing/client.ts";
import { attributeOf, collectTraces } from "../testing/traces.ts";

const TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
const ORDER_ID = "01940000-0000-7000-8000-00000000000a";

function span(at: number, changes: Partial<BrowserSpan> = {}): BrowserSpan {
  const spanId = (at + 1).toString(16).padStart(16, "0");
  return {
    ...{ traceId: TRACE_ID, spanId, name: "paint seats", startMs: 1_000, endMs: 1_016.5 },
    attributes: { orderId: ORDER_ID, status: "SOLD" },
    ...changes,
  };
}

const post = (spans: readonly unknown[]) => new Client().post("/api/traces", { spans });

describe("a browser's spans", () => {
  test("are exported as those of a service of their own", async () => {
    const exported = collectTraces();
    const parentSpanId = "00f067aa0ba902b7";
    const pressed = span(1, {
      name: "POST /api/orders",
      attributes: { httpStatus: 503, error: "unavailable" },
    });
    expect((await post([span(0, { parentSpanId }), pressed])).status).toBe(204);
    const [painted, posted, ...others] = await exported.spans();
    expect(others).toEqual([]);
    expect(painted).toMatchObject({ traceId: TRACE_ID, parentSpanId, name: "paint seats", kind: 1 });
    expect(painted && attributeOf(painted, "jari.module")).toBe("browser");
    expect(painted && attributeOf(painted, "jari.order.id")).toBe(ORDER_ID);
    expect(posted).toMatchObject({ kind: 3, status: { code: 2 } });
    expect(exported.requests.map(({ body }) => body).join("")).toContain("jari-browser");
  });

  test("get no more than half of the room there is", async () => {
    const exported = collectTraces({ OTEL_BSP_MAX_QUEUE_SIZE: "10", OTEL_BSP_SCHEDULE_DELAY: "5000" });
    expect((await post(Array.from({ length: MAX_BROWSER_SPANS }, (_, at) => span(at)))).status).toBe(204);
    expect(await exported.spans()).toHaveLength(5);
  });

  test("are taken by nobody where none are kept, and nobody is told", async () => {
    const exported = collectTraces({ OTEL_TRACES_SAMPLER: "always_off" });
    expect((await post([span(0)])).status).toBe(204);
    expect(await exported.spans()).toEqual([]);
  });

  test.each([
    ["too many at once", Array.from({ length: MAX_BROWSER_SPANS + 1 }, (_, at) => span(at))],
    ["none", []],
    ["a name of their own", [{ ...span(0), name: "<script>" }]],
    ["text of their own", [{ ...span(0), attributes: { note: "sky@example.com" } }]],
    ["an end before the start", [span(0, { endMs: 999 })]],
  ])("are refused with %s", async (_, spans) => {
    const exported = collectTraces();
    expect((await post(spans)).status).toBe(400);
    expect(await exported.spans()).toEqual([]);
  });
});
