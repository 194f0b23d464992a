// OpenTelemetry for one isolate: begun once, from whatever is set, by whoever comes first of the worker and its objects.
// Promises that nothing is recorded where nobody would get it, and that trace ids are there all the same: log lines
// and messages carry them whether or not a trace is sampled.

import {
  context,
  createNoopMeter,
  ROOT_CONTEXT,
  SpanKind,
  trace,
  TraceFlags,
  type SpanContext,
  type Tracer,
} from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { emptyResource, resourceFromAttributes, type Resource } from "@opentelemetry/resources";
import {
  RandomIdGenerator,
  SamplingDecision,
  TracerProvider,
  type ReadableSpan,
  type Sampler,
} from "@opentelemetry/sdk-trace";
import { waitUntil } from "cloudflare:workers";
import { logError } from "./log.ts";
import { otlpSender } from "./otlp.ts";
import { NOTHING_KEPT, samplersOf, type Lot } from "./samplers.ts";
import { readSettings, type Settings, type TracingEnv } from "./settings.ts";
import { SpanQueue, type Send } from "./span-queue.ts";

/** The bindings that tracing looks at; every Worker and object of Jari has them. */
export interface TracingBindings extends TracingEnv {
  /** Jari's own collector; see durable-objects/trace-collector */
  readonly TRACE_COLLECTOR?: CollectorNamespace;
}

/** The part of a Durable Object namespace that is used here. */
export interface CollectorNamespace {
  getByName(name: string): { fetch(url: string, init?: RequestInit): Promise<Response> };
}

/** The one collector there is. */
export const COLLECTOR = "traces";

interface Running {
  readonly tracer: Tracer;
  readonly byId: Sampler;
  readonly lot: Lot | undefined;
  readonly queue: SpanQueue;
  readonly resource: Resource;
  readonly mayKeep: boolean;
  readonly ids: RandomIdGenerator;
}

const NOBODY: Tracer = trace.getTracer("nobody");
let hasBegun = false;
let running: Running | undefined;

/** Begins tracing as `env` says, unless it has begun. To be called by whatever the runtime starts. */
export function startTracing(env: TracingBindings): void {
  if (!hasBegun) restartTracing(env);
}

/** Begins tracing anew, as `env` says. */
export function restartTracing(env: TracingBindings): void {
  hasBegun = true;
  const settings = readSettings(env);
  for (const problem of settings.problems) logError("http", "tracing", new Error(problem));
  running = settings.isDisabled ? undefined : run(settings, env);
}

function run(settings: Settings, env: TracingBindings): Running {
  // There is one for the isolate, and a second one is refused by the API.
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const destinations = destinationsOf(settings, env);
  const { ratio, isParentBased } = settings;
  const { byId, lot, all } = destinations.length === 0 ? NOTHING_KEPT : samplersOf(ratio, isParentBased);
  const { queueLimit, batchLimit, delayMs, timeoutMs } = settings;
  const queue = new SpanQueue({
    ...{ destinations, queueLimit, batchLimit, delayMs, timeoutMs, keepAlive: waitUntil },
    now: () => Date.now(),
    onLost: (spans, why) => logError("http", "spans not sent", why, { spans }),
  });
  const ids = new RandomIdGenerator();
  const resource = resourceFromAttributes(settings.resource);
  const provider = new TracerProvider({
    idGenerator: ids,
    resource,
    sampler: all,
    spanProcessors: [queue],
    spanLimits: { attributeValueLengthLimit: 2_000, attributeCountLimit: 64, eventCountLimit: 64 },
    meterProvider: { getMeter: createNoopMeter },
  });
  return {
    tracer: provider.getTracer("jari"),
    ...{ byId, lot },
    queue,
    resource,
    mayKeep: destinations.length > 0 && ratio > 0,
    ids,
  };
}

function destinationsOf({ endpoint, hasCollector }: Settings, env: TracingBindings): readonly Send[] {
  const collector = hasCollector ? env.TRACE_COLLECTOR : undefined;
  return [
    ...(endpoint === undefined ? [] : [otlpSender(endpoint, (url, init) => fetch(url, init))]),
    ...(collector === undefined
      ? []
      : [
          otlpSender({ url: "https://traces/v1/traces", headers: {}, protocol: "http/json" }, (url, init) =>
            // A stub belongs to the request that asked for it, and spans of many go out in one.
            collector.getByName(COLLECTOR).fetch(url, init),
          ),
        ]),
  ];
}

/** Where spans are started; one that does nothing where tracing is disabled. */
export function tracer(): Tracer {
  return running?.tracer ?? NOBODY;
}

/** Whether there are trace ids at all. */
export function isTracing(): boolean {
  return running !== undefined;
}

/**
 * Whether a trace that begins now may be kept; if so, the next span without a parent must be its first. Where most are
 * not, this is what a request costs: no id, no span and no context is made for it.
 */
export function keepsNext(): boolean {
  if (running === undefined || !running.mayKeep) return false;
  return running.lot?.drawNext() ?? true;
}

/** Whether a trace that comes from outside is kept: what its caller says of that is not taken for granted. */
export function isKept(traceId: string): boolean {
  if (running === undefined) return false;
  const { decision } = running.byId.shouldSample(ROOT_CONTEXT, traceId, "", SpanKind.SERVER, {}, []);
  return decision === SamplingDecision.RECORD_AND_SAMPLED;
}

/** The ids of a trace that begins now and of its first span; nothing where it is not kept. */
export function beginTrace(): SpanContext | undefined {
  if (running === undefined || !running.mayKeep) return undefined;
  const { lot, ids } = running;
  if (lot !== undefined && !lot.draw()) return undefined;
  const traceId = ids.generateTraceId();
  if (lot === undefined && !isKept(traceId)) return undefined;
  return { traceId, spanId: ids.generateSpanId(), traceFlags: TraceFlags.SAMPLED };
}

/** Hands over a span of ours that has ended. */
export function addOwn(span: () => ReadableSpan): void {
  running?.queue.add(span);
}

/** Hands over a span that somebody else has made. */
export function addForeign(span: ReadableSpan): void {
  if (running?.mayKeep === true) running.queue.addIfRoom(span);
}

/** What is said of whoever records: the service and where it runs. */
export function ownResource(): Resource {
  return running?.resource ?? emptyResource();
}

/** Sends what waits now. For tests, and for whatever is about to end. */
export async function flushTraces(): Promise<void> {
  await running?.queue.forceFlush();
}
