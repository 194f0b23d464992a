import { afterEach, expect, test, vi } from "vitest";
import { spanIdSchema, traceIdSchema } from "../../../shared/contracts/trace-context.schema.ts";
import { newSpanId, newTraceId } from "./ids.ts";

afterEach(() => vi.unstubAllGlobals());

test("ids have the form that the wire asks for, and are new each time", () => {
  const traces = Array.from({ length: 200 }, newTraceId);
  const spans = Array.from({ length: 200 }, newSpanId);
  for (const id of traces) expect(traceIdSchema.parse(id)).toBe(id);
  for (const id of spans) expect(spanIdSchema.parse(id)).toBe(id);
  expect(new Set([...traces, ...spans]).size).toBe(400);
});

test("an id of nothing but zeros is never minted", () => {
  vi.stubGlobal("crypto", { getRandomValues: (bytes: Uint8Array) => bytes.fill(0) });
  expect(spanIdSchema.safeParse(newSpanId()).success).toBe(true);
  expect(traceIdSchema.safeParse(newTraceId()).success).toBe(true);
});
