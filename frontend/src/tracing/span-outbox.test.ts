import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { browserSpansSchema, type BrowserSpan } from "../../../shared/contracts/browser-spans.schema.ts";
import { MAX_BROWSER_SPAN_MS } from "../../../shared/contracts/browser-spans.ts";
import { createSpanOutbox, MAX_WAITING_SPANS } from "./span-outbox.ts";

const T0 = 1_767_225_600_000;

/** The `nth` of many spans, told apart by their ids. */
function buildSpan(nth: number, change: Partial<BrowserSpan> = {}): BrowserSpan {
  const spanId = (nth + 1).toString(16).padStart(16, "0");
  return {
    ...{ traceId: "4bf92f3577b34da6a3ce929d0e0e4736", spanId, name: "paint order" },
    ...{ startMs: T0, endMs: T0 + 16.5, attributes: {} },
    ...change,
  };
}
const buildSpans = (count: number): BrowserSpan[] =>
  Array.from({ length: count }, (_, nth) => buildSpan(nth));

function openOutbox() {
  const requests: BrowserSpan[][] = [];
  const outbox = createSpanOutbox((body) => void requests.push(browserSpansSchema.parse(body).spans));
  return { outbox, requests };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("spans", () => {
  test("that come within a moment go together, once", () => {
    const { outbox, requests } = openOutbox();
    outbox.put([buildSpan(0)]);
    vi.advanceTimersByTime(299);
    outbox.put([buildSpan(1)]);
    expect(requests).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(requests).toEqual([[buildSpan(0), buildSpan(1)]]);
    vi.advanceTimersByTime(60_000);
    expect(requests).toHaveLength(1);
  });

  test("that come later go in a request of their own", () => {
    const { outbox, requests } = openOutbox();
    outbox.put([buildSpan(0)]);
    vi.advanceTimersByTime(300);
    outbox.put([buildSpan(1)]);
    vi.advanceTimersByTime(300);
    expect(requests).toEqual([[buildSpan(0)], [buildSpan(1)]]);
  });

  test("go at once when the page is left, and not again", () => {
    const { outbox, requests } = openOutbox();
    outbox.put(buildSpans(2));
    outbox.flush();
    expect(requests).toEqual([buildSpans(2)]);
    vi.advanceTimersByTime(60_000);
    expect(requests).toHaveLength(1);
  });

  test("are at most twenty a request, and a hundred in all", () => {
    const { outbox, requests } = openOutbox();
    const many = buildSpans(MAX_WAITING_SPANS + 7);
    outbox.put(many.slice(0, 50));
    outbox.put(many.slice(50));
    outbox.put(many);
    vi.advanceTimersByTime(300);
    expect(requests.map((spans) => spans.length)).toEqual([20, 20, 20, 20, 20]);
    expect(requests.flat()).toEqual(many.slice(0, MAX_WAITING_SPANS));
  });

  test.each([
    ["of more than ten minutes", { endMs: T0 + MAX_BROWSER_SPAN_MS + 1 }],
    ["that end before they start", { endMs: T0 - 1 }],
    ["by a clock that is no clock", { startMs: Number.NaN }],
    ["from before there was time", { startMs: -5, endMs: 5 }],
  ])("%s are left out, and take no other along", (_, change) => {
    const { outbox, requests } = openOutbox();
    outbox.put([buildSpan(0, change), buildSpan(1)]);
    vi.advanceTimersByTime(300);
    expect(requests).toEqual([[buildSpan(1)]]);
  });
});

test("where there is nothing to tell, nothing is sent", () => {
  const { outbox, requests } = openOutbox();
  outbox.put([]);
  outbox.put([buildSpan(0, { endMs: T0 - 1 })]);
  expect(vi.getTimerCount()).toBe(0);
  outbox.flush();
  expect(requests).toEqual([]);
});
