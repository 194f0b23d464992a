// How a trace goes from hand to hand: `traceparent` of W3C Trace Context (w3.org/TR/trace-context, §3.2), in a header,
// an argument, a message, a hold or a frame.

import {
  context,
  isSpanContextValid,
  ROOT_CONTEXT,
  trace,
  TraceFlags,
  type Context,
  type SpanContext,
} from "@opentelemetry/api";
import { TRACE_PARENT_HEADER, W3CTraceContextPropagator } from "@opentelemetry/core";
import { isKept } from "./tracing.ts";

const propagator = new W3CTraceContextPropagator();

interface Carrier {
  [TRACE_PARENT_HEADER]?: string;
}

const SETTER = {
  set: (carrier: Carrier, key: string, value: string): void => {
    if (key === TRACE_PARENT_HEADER) carrier[TRACE_PARENT_HEADER] = value;
  },
};
const GETTER = {
  get: (carrier: Carrier, key: string): string | undefined =>
    key === TRACE_PARENT_HEADER ? carrier[TRACE_PARENT_HEADER] : undefined,
  keys: (): string[] => [TRACE_PARENT_HEADER],
};

/** The `traceparent` of what `from` is in the middle of; nothing where there is no trace. */
export function traceparentOf(from: Context = context.active()): string | undefined {
  const carrier: Carrier = {};
  propagator.inject(from, carrier, SETTER);
  return carrier[TRACE_PARENT_HEADER];
}

/** The same, but only where the trace is kept: for those to whom it is of no other use. */
export function keptTraceparentOf(from: Context = context.active()): string | undefined {
  return isSampled(from) ? traceparentOf(from) : undefined;
}

/** Whether what `from` is in the middle of is recorded, here or by whoever handed it on. */
export function isSampled(from: Context): boolean {
  const known = trace.getSpanContext(from);
  return known !== undefined && (known.traceFlags & TraceFlags.SAMPLED) !== 0;
}

/** The context that one of our own has handed on; the empty one where that was none. */
export function contextOf(traceparent: string | undefined): Context {
  if (traceparent === undefined) return ROOT_CONTEXT;
  return propagator.extract(ROOT_CONTEXT, { [TRACE_PARENT_HEADER]: traceparent }, GETTER);
}

/** The same from outside: its ids are taken, but whether it is kept is decided here, for anyone may send anything. */
export function contextFromOutside(traceparent: string | undefined): Context {
  const from = contextOf(traceparent);
  const known = trace.getSpanContext(from);
  if (known === undefined) return ROOT_CONTEXT;
  const traceFlags = isKept(known.traceId) ? TraceFlags.SAMPLED : TraceFlags.NONE;
  return trace.setSpanContext(ROOT_CONTEXT, { ...known, traceFlags });
}

/** What a span links to: where each of these is in the middle of something that is recorded. */
export function linksTo(traceparents: Iterable<string | undefined>): { context: SpanContext }[] {
  return Array.from(traceparents, contextOf).flatMap((from) => {
    const known = trace.getSpanContext(from);
    return known !== undefined && isSpanContextValid(known) && isSampled(from) ? [{ context: known }] : [];
  });
}
