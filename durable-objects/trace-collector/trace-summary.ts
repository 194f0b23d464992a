// What many spans come to.

import {
  MODULE_ATTRIBUTE,
  ORDER_ATTRIBUTE,
  type TraceSpan,
  type TraceSummary,
} from "../../shared/contracts/trace-collector.ts";

/** Spans of one trace by their start, and of those that start at once, a whole before its parts: clocks stand still. */
export function inOrder(spans: readonly TraceSpan[]): readonly TraceSpan[] {
  const depths = depthsOf(spans);
  return spans.toSorted(
    (a, b) => a.startMs - b.startMs || (depths.get(a.spanId) ?? 0) - (depths.get(b.spanId) ?? 0),
  );
}

/** By span, how far it is from the outermost of its wholes that is here. Those that go round in a ring are nowhere. */
function depthsOf(spans: readonly TraceSpan[]): ReadonlyMap<string, number> {
  const known = new Set(spans.map(({ spanId }) => spanId));
  const parts = Map.groupBy(spans, ({ parentSpanId }) => parentSpanId);
  const depths = new Map<string, number>();
  let level = spans.filter(({ parentSpanId = "" }) => !known.has(parentSpanId));
  for (let depth = 0; level.length > 0; depth++) {
    for (const { spanId } of level) depths.set(spanId, depth);
    level = level.flatMap(({ spanId }) => parts.get(spanId) ?? []);
  }
  return depths;
}

/** One trace in a line; `spans` are its own, in order. Nothing of no spans. */
export function summaryOf(spans: readonly TraceSpan[]): TraceSummary | undefined {
  const known = new Set(spans.map(({ spanId }) => spanId));
  const first =
    spans.find(({ parentSpanId }) => parentSpanId === undefined) ??
    spans.find(({ parentSpanId = "" }) => !known.has(parentSpanId));
  const [earliest] = spans;
  if (earliest === undefined) return undefined;
  const endMs = Math.max(...spans.map(({ startMs, durationMs }) => startMs + durationMs));
  const orderId = spans.flatMap(({ attributes }) => textOf(attributes[ORDER_ATTRIBUTE]))[0];
  return {
    traceId: earliest.traceId,
    name: (first ?? earliest).name,
    ...(orderId !== undefined && { orderId }),
    startMs: earliest.startMs,
    durationMs: endMs - earliest.startMs,
    spans: spans.length,
    errors: spans.filter(({ isError }) => isError).length,
    modules: [...new Set(spans.flatMap(({ attributes }) => textOf(attributes[MODULE_ATTRIBUTE])))],
  };
}

function textOf(value: unknown): readonly string[] {
  return typeof value === "string" ? [value] : [];
}

/** By span, the part of its time in which none of its parts was at work, ms; `spans` are in order. */
export function ownMs(spans: readonly TraceSpan[]): ReadonlyMap<string, number> {
  const parts = Map.groupBy(spans, ({ parentSpanId }) => parentSpanId);
  return new Map(
    spans.map(({ spanId, startMs, durationMs }) => {
      let covered = 0;
      let to = startMs;
      for (const part of parts.get(spanId) ?? []) {
        const from = Math.max(to, part.startMs);
        const end = Math.min(startMs + durationMs, part.startMs + part.durationMs);
        if (end <= from) continue;
        covered += end - from;
        to = end;
      }
      return [spanId, durationMs - covered];
    }),
  );
}
