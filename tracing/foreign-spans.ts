// Spans that somebody else has made, and that are exported with ours because theirs is no way out.

import type { Attributes, SpanContext, SpanKind, SpanStatus } from "@opentelemetry/api";
import { hrTimeDuration, millisToHrTime } from "@opentelemetry/core";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { addSpan, isKept, resourceAttributes } from "./tracing.ts";

export interface ForeignSpan {
  /** its `service.name`; the rest of the resource is ours */
  readonly service: string;
  readonly name: string;
  readonly kind: SpanKind;
  readonly context: SpanContext;
  readonly parentSpanId?: string;
  /** epoch ms */
  readonly startMs: number;
  readonly endMs: number;
  readonly status: SpanStatus;
  readonly attributes: Attributes;
}

/** Exports `span`, if its trace is kept and there is room for it beside our own. */
export function addForeignSpan(span: ForeignSpan): void {
  const { context, parentSpanId, service, name, kind, status, attributes } = span;
  if (!isKept(context.traceId)) return;
  const startTime = millisToHrTime(span.startMs);
  const endTime = millisToHrTime(span.endMs);
  addSpan({
    ...{ name, kind, status, attributes, startTime, endTime, ended: true },
    spanContext: () => context,
    ...(parentSpanId !== undefined && {
      parentSpanContext: { traceId: context.traceId, spanId: parentSpanId, traceFlags: context.traceFlags },
    }),
    duration: hrTimeDuration(startTime, endTime),
    resource: resourceFromAttributes({ ...resourceAttributes(), "service.name": service }),
    instrumentationScope: { name: service },
    ...{ links: [], events: [], droppedAttributesCount: 0, droppedEventsCount: 0, droppedLinksCount: 0 },
  });
}
