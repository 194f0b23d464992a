// The collector as an exporter meets it: OTLP/HTTP with JSON.

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT = "00f067aa0ba902b7";
const SPAN = "b9c7c989f97918e1";

let collectors = 0;
const collector = () => env.TRACE_COLLECTOR.getByName(`collector ${collectors++}`);
type Collector = ReturnType<typeof collector>;

async function post(stub: Collector, body: string): Promise<number> {
  const answer = await stub.fetch("https://traces/v1/traces", { method: "POST", body });
  await answer.text();
  return answer.status;
}

/** An export request with one span: a valid one, but for `changes`. */
function exported(changes: object = {}): string {
  const times = { startTimeUnixNano: "1790000000123456789", endTimeUnixNano: "1790000000125456789" };
  const span = { traceId: TRACE, spanId: SPAN, name: "step", kind: 2, ...times, ...changes };
  const resource = { attributes: [{ key: "service.name", value: { stringValue: "jari" } }] };
  return JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ scope: {}, spans: [span] }] }] });
}

test("a span is read as it was sent: ids, times, values, status, events and links", async () => {
  const stub = collector();
  const body = exported({
    parentSpanId: PARENT,
    attributes: [
      { key: "text", value: { stringValue: "a" } },
      { key: "whole", value: { intValue: "42" } },
      { key: "number", value: { doubleValue: 1.5 } },
      { key: "yes", value: { boolValue: true } },
      { key: "many", value: { arrayValue: { values: [{ stringValue: "x" }, { intValue: 7 }] } } },
      { key: "of a kind that is not known", value: { bytesValue: "AA==" } },
    ],
    status: { code: 2, message: "no" },
    events: [
      { name: "said", timeUnixNano: "1790000000124000000", attributes: [], droppedAttributesCount: 0 },
    ],
    links: [{ traceId: TRACE, spanId: PARENT, attributes: [] }],
  });
  expect(await post(stub, body)).toBe(200);
  const [span, ...others] = await stub.spans(TRACE);
  expect(others).toEqual([]);
  expect(span).toEqual({
    ...{ traceId: TRACE, spanId: SPAN, parentSpanId: PARENT, name: "step", kind: 2, service: "jari" },
    ...{ startMs: 1_790_000_000_123.456, durationMs: 2, isError: true },
    attributes: { text: "a", whole: 42, number: 1.5, yes: true, many: ["x", 7] },
    events: [{ name: "said", atMs: 1_790_000_000_124, attributes: {} }],
    links: [{ traceId: TRACE, spanId: PARENT }],
  });
});

test("an empty parent is none, and a span that ends before it starts took no time", async () => {
  const stub = collector();
  expect(await post(stub, exported({ parentSpanId: "", endTimeUnixNano: "1000000" }))).toBe(200);
  const [span] = await stub.spans(TRACE);
  expect([span?.parentSpanId, span?.durationMs, span?.isError]).toEqual([undefined, 0, false]);
});

test("a request that is sent again changes nothing; one of no spans is an answer, too", async () => {
  const stub = collector();
  for (let times = 0; times < 3; times++) expect(await post(stub, exported())).toBe(200);
  expect(await stub.spans(TRACE)).toHaveLength(1);
  expect(await post(stub, "{}")).toBe(200);
});

test.each([
  ["no JSON", "resourceSpans"],
  ["no object", "[]"],
  ["a trace id of zeros", exported({ traceId: "0".repeat(32) })],
  ["a trace id in capitals", exported({ traceId: TRACE.toUpperCase() })],
  ["a span id that is too short", exported({ spanId: "abc" })],
  ["no name", exported({ name: undefined })],
  ["a time that is no number", exported({ startTimeUnixNano: "now" })],
  ["a status that there is not", exported({ status: { code: 9 } })],
])("%s is refused with 400, and nothing of it is kept", async (_, body) => {
  const stub = collector();
  expect(await post(stub, body)).toBe(400);
  expect(await stub.recent(10)).toEqual([]);
});

test("another path, another method and too much at once are refused", async () => {
  const stub = collector();
  const status = async (path: string, init: RequestInit): Promise<number> => {
    const answer = await stub.fetch(`https://traces${path}`, init);
    await answer.text();
    return answer.status;
  };
  expect(await status("/v1/metrics", { method: "POST", body: exported() })).toBe(404);
  expect(await status("/v1/traces", { method: "GET" })).toBe(405);
  const padded = exported() + " ".repeat(4_000_000);
  expect(await status("/v1/traces", { method: "POST", body: padded })).toBe(413);
  expect(await stub.recent(10)).toEqual([]);
});
