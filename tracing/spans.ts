// Spans around work. Costs next to nothing where the trace is not kept.

import {
  context,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type Link,
  type Span,
} from "@opentelemetry/api";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import { ATTR_ERROR_TYPE, ATTR_MODULE, type Module } from "./attributes.ts";
import { causeOf } from "./log.ts";
import { isSampled } from "./traceparent.ts";
import { tracer } from "./tracing.ts";

export interface SpanPlan {
  readonly name: string;
  /** that of what it is a part of, unless it says otherwise */
  readonly module?: Module;
  /** INTERNAL unless it says otherwise */
  readonly kind?: SpanKind;
  readonly attributes?: Attributes;
  readonly links?: readonly Link[];
  /** what it is a part of, if not of what is going on */
  readonly parent?: Context;
}

/** Starts a span as planned; whoever starts it ends it. */
export function startSpan(plan: SpanPlan): Span {
  const { name, kind, attributes, links, parent = context.active() } = plan;
  const options = {
    kind: kind ?? SpanKind.INTERNAL,
    attributes: { ...attributes, [ATTR_MODULE]: plan.module ?? moduleIn(parent) },
    links: links === undefined ? [] : [...links],
  };
  return tracer().startSpan(name, options, parent);
}

function moduleIn(parent: Context): string {
  const span: Partial<ReadableSpan> | undefined = trace.getSpan(parent);
  const module = span?.attributes?.[ATTR_MODULE];
  return typeof module === "string" ? module : "http";
}

/** Starts a span that is a part of a trace which is kept; nothing where it is not, or there is none. */
export function startChild(plan: SpanPlan): Span | undefined {
  return isSampled(plan.parent ?? context.active()) ? startSpan(plan) : undefined;
}

/** Does `work` in a span of its own, where what is going on is kept, and just does it where not. */
export async function inSpan<T>(plan: SpanPlan, work: (span?: Span) => Promise<T>): Promise<T> {
  const span = startChild(plan);
  if (span === undefined) return work();
  return endWith(
    span,
    context.with(trace.setSpan(plan.parent ?? context.active(), span), () => work(span)),
  );
}

/** Ends `span` when `work` has ended, and tells in it how. */
export async function endWith<T>(span: Span, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    fail(span, error);
    throw error;
  } finally {
    span.end();
  }
}

/** Tells in `span` that its work failed. Neither a stack nor what was sent is part of it. */
export function fail(span: Span | undefined, error: unknown): void {
  if (span === undefined) return;
  const cause = causeOf(error);
  span.recordException({ name: cause.name, message: cause.message });
  span.setAttribute(ATTR_ERROR_TYPE, cause.name);
  span.setStatus({ code: SpanStatusCode.ERROR, message: cause.message });
}

/**
 * Starts the span of something that is done for all of `members` at once, of which one at least is recorded: a part of
 * that one, if it is the only one; else the beginning of a trace of its own, which links to theirs, as they do to it.
 */
export function startForAll(
  members: readonly Span[],
  plan: Omit<SpanPlan, "links" | "parent">,
): Span | undefined {
  const kept = members.filter((span) => span.isRecording());
  const [only] = kept;
  if (only === undefined) return undefined;
  if (kept.length === 1) return startSpan({ ...plan, parent: trace.setSpan(ROOT_CONTEXT, only) });
  const links = kept.map((span) => ({ context: span.spanContext() }));
  const span = startSpan({ ...plan, links, parent: ROOT_CONTEXT });
  for (const member of kept) member.addLink({ context: span.spanContext() });
  return span;
}

/** What is done for all of `members` is a part of: of the only one that is recorded, or of a span for all of them. */
export interface Joint {
  readonly context: Context;
  readonly end: () => void;
}

export function joint(members: readonly Span[], plan: Omit<SpanPlan, "links" | "parent">): Joint {
  const kept = members.filter((span) => span.isRecording());
  const span = kept.length === 1 ? kept[0] : startForAll(kept, plan);
  if (span === undefined) return { context: ROOT_CONTEXT, end: () => undefined };
  const isOwn = kept.length > 1;
  return { context: trace.setSpan(ROOT_CONTEXT, span), end: () => isOwn && span.end() };
}
