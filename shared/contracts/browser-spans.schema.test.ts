import { describe, expect, test } from "vitest";
import { browserSpansSchema, type BrowserSpan } from "./browser-spans.schema.ts";
import { MAX_BROWSER_SPAN_MS, MAX_BROWSER_SPANS } from "./browser-spans.ts";

const span: BrowserSpan = {
  traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
  spanId: "00f067aa0ba902b7",
  parentSpanId: "00f067aa0ba902b8",
  name: "POST /api/orders",
  startMs: 1_767_225_600_000.25,
  endMs: 1_767_225_600_120.5,
  attributes: {
    eventId: "e0000000-0000-7000-8000-000000000001",
    orderId: "c0000000-0000-7000-8000-000000000001",
    holdId: "a0000000-0000-7000-8000-000000000001",
    status: "CONFIRMED",
    httpStatus: 201,
    error: "seats-taken",
  },
};
const takes = (body: unknown): boolean => browserSpansSchema.safeParse(body).success;

test("spans of a browser are taken as they are, with as little as a name and its time", () => {
  const { parentSpanId: _, ...root } = { ...span, attributes: {} };
  const body = { spans: [span, root, { ...span, endMs: span.startMs }] };
  expect(browserSpansSchema.parse(body)).toEqual(body);
});

describe("refused is", () => {
  test.each<[string, Record<string, unknown>]>([
    ["a name that nobody knows", { name: "click" }],
    ["an id of zeros", { traceId: "0".repeat(32) }],
    ["an id in capitals", { spanId: "00F067AA0BA902B7" }],
    ["an end before the start", { endMs: span.startMs - 1 }],
    ["more than ten minutes", { endMs: span.startMs + MAX_BROWSER_SPAN_MS + 1 }],
    ["a time that is no number", { startMs: Number.NaN }],
    ["a field that nobody knows", { note: "x" }],
    ["no attributes at all", { attributes: undefined }],
    ["an attribute that nobody knows", { attributes: { email: "a@b.c" } }],
    ["a status that nothing has", { attributes: { status: "LOST" } }],
    ["an error in words", { attributes: { error: "It did not work." } }],
    ["an id that is no id", { attributes: { orderId: "7" } }],
    ["no status of HTTP", { attributes: { httpStatus: 0 } }],
  ])("%s", (_, change) => {
    expect(takes({ spans: [span] })).toBe(true);
    expect(takes({ spans: [{ ...span, ...change }] })).toBe(false);
  });

  test("a request with none, or with more than a request may have", () => {
    const many = (length: number) => ({ spans: Array.from({ length }, () => span) });
    expect([0, 1, MAX_BROWSER_SPANS, MAX_BROWSER_SPANS + 1].map((count) => takes(many(count)))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
});
