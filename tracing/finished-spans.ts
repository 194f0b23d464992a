// Spans that are made when they have ended: of somebody else's, whose way out is ours, and of what is done more often
// than anything else, where a span of the SDK's would be a good part of what is measured by it.

import {
  ROOT_CONTEXT,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type SpanContext,
  type SpanKind,
  type SpanStatus,
} from "@opentelemetry/api";
import { hrTimeDuration, millisToHrTime } from "@opentelemetry/core";
import { resourceFromAttributes, type Resource } from "@opentelemetry/resources";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import { formatTraceparent } from "../shared/contracts/trace-context.ts";
import { ATTR_MODULE, type Module } from "./attributes.ts";
import { addForeign, addOwn, beginTrace, ownResource } from "./tracing.ts";

interface FinishedSpan {
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

export interface ForeignSpan extends FinishedSpan {
  /** its `service.name`; the rest of the resource is ours */
  readonly service: string;
}

/** Exports `span`, if there is room for it beside our own. */
export function addForeignSpan(span: ForeignSpan): void {
  const { service } = span;
  const resource = resourceFromAttributes({ ...ownResource().attributes, "service.name": service });
  addForeign(readable(span, resource, service));
}

/** The span of something short that begins a trace: so far its ids, to be handed on, and when it began. */
export interface BriefSpan {
  readonly spanContext: SpanContext;
  readonly startMs: number;
}

/** Begins a trace with something short; nothing where the trace is not kept. */
export function startBriefSpan(): BriefSpan | undefined {
  const spanContext = beginTrace();
  return spanContext && { spanContext, startMs: Date.now() };
}

/** What goes on from `span`, for a command. */
export function traceparentAt({ spanContext: { traceId, spanId } }: BriefSpan): string {
  return formatTraceparent({ traceId, spanId, sampled: true });
}

/** The same for what is done here. */
export function contextAt({ spanContext }: BriefSpan): Context {
  return trace.setSpanContext(ROOT_CONTEXT, spanContext);
}

export interface BriefWork {
  readonly name: string;
  readonly module: Module;
  readonly kind: SpanKind;
  readonly attributes: Attributes;
  /** whether it could not be done; a refusal is an answer */
  readonly isError: boolean;
}

/** Ends `span`, and says what it was. */
export function endBriefSpan({ spanContext, startMs }: BriefSpan, work: () => BriefWork): void {
  addOwn(() => {
    const { name, module, kind, isError, attributes } = work();
    const finished = {
      ...{ name, kind, startMs, endMs: Date.now(), context: spanContext },
      status: isError ? FAILED : UNSET,
      attributes: { ...attributes, [ATTR_MODULE]: module },
    };
    return readable(finished, ownResource(), "jari");
  });
}

const UNSET = { code: SpanStatusCode.UNSET };
const FAILED = { code: SpanStatusCode.ERROR };

function readable(span: FinishedSpan, resource: Resource, scope: string): ReadableSpan {
  const { name, kind, context, parentSpanId, status, attributes } = span;
  const startTime = millisToHrTime(span.startMs);
  const endTime = millisToHrTime(span.endMs);
  const { traceId, traceFlags } = context;
  return {
    ...{ name, kind, status, attributes, startTime, endTime, resource, ended: true },
    spanContext: () => context,
    ...(parentSpanId !== undefined && { parentSpanContext: { traceId, spanId: parentSpanId, traceFlags } }),
    duration: hrTimeDuration(startTime, endTime),
    instrumentationScope: { name: scope },
    ...{ links: [], events: [], droppedAttributesCount: 0, droppedEventsCount: 0, droppedLinksCount: 0 },
  };
}
