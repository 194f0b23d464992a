import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { browserSpanSchema, type BrowserSpan } from "../../../shared/contracts/browser-spans.schema.ts";
import { PROBLEM_CODES } from "../../../shared/contracts/problems.ts";
import { readTraceparent, type SpanContext } from "../../../shared/contracts/trace-context.ts";
import { ok, refuse, type Result } from "../../../shared/domain/result.ts";
import { NETWORK_FAILURE, type Failure } from "../http/failure.ts";
import { startPress, type TraceOptions } from "./press-trace.ts";

const T0 = 1_767_225_600_000;
const EVENT = "e0000000-0000-7000-8000-000000000001";
const HOLD = "a0000000-0000-7000-8000-000000000001";
const ORDER = "c0000000-0000-7000-8000-000000000001";
const ids = { eventId: EVENT, holdId: HOLD };

beforeEach(() => void vi.useFakeTimers({ now: T0 }));
afterEach(() => void vi.useRealTimers());

/** A press, what it keeps, and a server whose answers say `flags` of its traces. */
function press() {
  const kept: BrowserSpan[] = [];
  const sent: SpanContext[] = [];
  const trace = startPress({
    ...ids,
    serverNow: () => Date.now(),
    keep: (spans) => void kept.push(...spans.map((span) => browserSpanSchema.parse(span))),
  });
  /** One try that takes `ms`; without `traceresponse` the server says nothing of traces. */
  const attempt = (
    result: Result<string, Failure>,
    answer?: { status: number; traceresponse?: (asked: SpanContext) => string },
    ms = 40,
  ): Promise<Result<string, Failure>> =>
    trace.attempt(async ({ headers, onResponse }: TraceOptions) => {
      const asked = readTraceparent(headers["traceparent"] ?? "");
      if (asked === undefined) throw new Error("no traceparent");
      sent.push(asked);
      vi.advanceTimersByTime(ms);
      const told = answer?.traceresponse?.(asked);
      if (answer !== undefined)
        onResponse(new Response("", { status: answer.status, headers: told ? { traceresponse: told } : {} }));
      return result;
    });
  return { trace, attempt, kept, sent };
}

const says = (flags: string) => (asked: SpanContext) => `00-${asked.traceId}-00f067aa0ba902b7-${flags}`;
const lost = refuse(NETWORK_FAILURE);

describe("a press that is answered", () => {
  test("is told as one span with its try below it, once the server says that the trace is kept", async () => {
    const { trace, attempt, kept, sent } = press();
    vi.advanceTimersByTime(5);
    expect(await attempt(ok("an order"), { status: 201, traceresponse: says("01") })).toEqual(ok("an order"));
    expect(kept).toEqual([]);
    expect(trace.end({ orderId: ORDER, status: "PENDING" })).toBe(true);

    const [asked] = sent;
    const [pay, post] = kept;
    expect(kept).toHaveLength(2);
    expect(pay).toEqual({
      ...{ traceId: asked?.traceId, spanId: pay?.spanId, name: "pay", startMs: T0, endMs: T0 + 45 },
      attributes: { ...ids, orderId: ORDER, status: "PENDING" },
    });
    expect(post).toEqual({
      ...{ traceId: asked?.traceId, spanId: asked?.spanId, parentSpanId: pay?.spanId },
      ...{ name: "POST /api/orders", startMs: T0 + 5, endMs: T0 + 45 },
      attributes: { ...ids, httpStatus: 201 },
    });
  });

  test("asks the server to keep it", async () => {
    const { attempt, sent } = press();
    await attempt(ok("an order"));
    expect(sent).toMatchObject([{ sampled: true }]);
  });

  test.each([
    ["is not kept", says("00")],
    ["is another", () => "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"],
    ["is no trace", () => "yes"],
    ["is not mentioned", undefined],
  ])("is forgotten where the trace %s", async (_, traceresponse) => {
    const { trace, attempt, kept } = press();
    await attempt(ok("an order"), { status: 201, ...(traceresponse !== undefined && { traceresponse }) });
    expect(trace.end({ orderId: ORDER })).toBe(false);
    expect(kept).toEqual([]);
  });
});

test("tries of one press have one trace, and a span each that says how it ended", async () => {
  const { trace, attempt, kept, sent } = press();
  expect(await attempt(lost)).toEqual(lost);
  await attempt(lost, { status: 502 });
  await attempt(ok("an order"), { status: 201, traceresponse: says("01") });
  trace.end({ orderId: ORDER });
  expect(new Set(sent.map(({ traceId }) => traceId)).size).toBe(1);
  expect(new Set(sent.map(({ spanId }) => spanId)).size).toBe(3);
  expect(kept.slice(1).map(({ spanId, attributes }) => [spanId, attributes])).toEqual([
    [sent[0]?.spanId, { ...ids, error: "network" }],
    [sent[1]?.spanId, { ...ids, error: "network", httpStatus: 502 }],
    [sent[2]?.spanId, { ...ids, httpStatus: 201 }],
  ]);
});

test("a press without any answer is forgotten", async () => {
  const { trace, attempt, kept } = press();
  await attempt(lost);
  trace.end({ error: "network" });
  expect(kept).toEqual([]);
});

test("two presses are two traces", async () => {
  const [one, other] = [press(), press()];
  await one.attempt(lost);
  await other.attempt(lost);
  expect(one.sent[0]?.traceId).not.toBe(other.sent[0]?.traceId);
});

test("of ever so many tries no more are told than fit into a request", async () => {
  const { trace, attempt, kept } = press();
  for (let i = 0; i < 40; i++) await attempt(lost, { status: 503, traceresponse: says("01") });
  trace.end({ error: "network" });
  expect(kept).toHaveLength(20);
  expect(kept[0]?.name).toBe("pay");
});

test("every refusal has a code that may be told", () => {
  const taken = [...PROBLEM_CODES, NETWORK_FAILURE.code].map(
    (error) => browserSpanSchema.shape.attributes.safeParse({ error }).success,
  );
  expect(new Set(taken)).toEqual(new Set([true]));
});
