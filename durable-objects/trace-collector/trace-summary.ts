// What many spans come to.

import {
  MODULE_ATTRIBUTE,
  ORDER_ATTRIBUTE,
  type TraceSpan,
  type TraceSummary,
} from "../../shared/contracts/trace-collector.ts";

/** One trace in a line; `spans` are its own, by their start. Nothing of no spans. */
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

/** By span, the part of its time in which none of its parts was at work, ms. */
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
