// A span from its beginning to its end. What OpenTelemetry's packages would do for it weighs more than all that a
// buyer loads to choose a seat (scripts/site-budget.mjs), so these few lines do it; the server makes it OTLP.

import type { BrowserSpan } from "../../../shared/contracts/browser-spans.schema.ts";
import { newSpanId } from "./ids.ts";

export type SpanAttributes = BrowserSpan["attributes"];

export interface SpanStart {
  readonly name: BrowserSpan["name"];
  readonly traceId: string;
  readonly parentSpanId?: string;
  /** epoch ms by the server's clock */
  readonly serverNow: () => number;
}

export interface OpenSpan {
  readonly spanId: string;
  /** ms since it began */
  readonly elapsedMs: () => number;
  /** The span as it ends now. Nothing is sent yet. */
  readonly end: (attributes: SpanAttributes) => BrowserSpan;
}

/** Begins a span. The clock of the server is read once: an estimate that is mended meanwhile must not bend a length. */
export function openSpan({ serverNow, ...start }: SpanStart): OpenSpan {
  const spanId = newSpanId();
  const startMs = serverNow();
  const startedAt = performance.now();
  const elapsedMs = (): number => performance.now() - startedAt;
  return {
    spanId,
    elapsedMs,
    end: (attributes) => ({ ...start, spanId, startMs, endMs: startMs + elapsedMs(), attributes }),
  };
}
