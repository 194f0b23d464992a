// Spans for tests, as the collector keeps them.

import type { TraceSpan } from "../contracts/trace-collector.ts";

interface Rest {
  readonly traceId?: string;
  readonly parent?: string;
  readonly module?: string;
  readonly order?: string;
  readonly isError?: boolean;
}

/** A span named `spanId` from `startMs` to `endMs`, of the trace "t" unless it says otherwise. */
export function span(
  spanId: string,
  [startMs, endMs]: readonly [number, number],
  rest: Rest = {},
): TraceSpan {
  const { traceId = "t", parent, module, order, isError = false } = rest;
  return {
    ...{ traceId, spanId, name: spanId, kind: 1, service: "jari", startMs, durationMs: endMs - startMs },
    ...(parent !== undefined && { parentSpanId: parent }),
    ...{ isError, events: [], links: [] },
    attributes: {
      ...(module !== undefined && { "jari.module": module }),
      ...(order !== undefined && { "jari.order.id": order }),
    },
  };
}
