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
  type Attributes,
  type Tracer,
} from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  RandomIdGenerator,
  SamplingDecision,
  TraceIdRatioBasedSampler,
  TracerProvider,
  type ReadableSpan,
  type Sampler,
} from "@opentelemetry/sdk-trace";
import { waitUntil } from "cloudflare:workers";
import { logError } from "./log.ts";
import { otlpSender } from "./otlp.ts";
import { readSettings, type SamplerName, type Settings, type TracingEnv } from "./settings.ts";
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
  readonly root: Sampler;
  readonly queue: SpanQueue;
  readonly settings: Settings;
  readonly mayKeep: boolean;
  readonly ids: Ids;
}

/** The SDK's ids, of which the next trace's can be known before its first span. */
class Ids extends RandomIdGenerator {
  #minted: string | undefined;

  mint(): string {
    this.#minted = super.generateTraceId();
    return this.#minted;
  }

  override generateTraceId(): string {
    const minted = this.#minted ?? super.generateTraceId();
    this.#minted = undefined;
    return minted;
  }
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
  const sampler = destinations.length === 0 ? ALWAYS_OFF : samplerOf(settings);
  const { queueLimit, batchLimit, delayMs, timeoutMs } = settings;
  const queue = new SpanQueue({
    ...{ destinations, queueLimit, batchLimit, delayMs, timeoutMs, keepAlive: waitUntil },
    now: () => Date.now(),
    onLost: (spans, why) => logError("http", "spans not sent", why, { spans }),
  });
  const ids = new Ids();
  const provider = new TracerProvider({
    idGenerator: ids,
    resource: resourceFromAttributes(settings.resource),
    sampler: sampler.all,
    spanProcessors: [queue],
    spanLimits: { attributeValueLengthLimit: 2_000, attributeCountLimit: 64, eventCountLimit: 64 },
    meterProvider: { getMeter: createNoopMeter },
  });
  return {
    tracer: provider.getTracer("jari"),
    root: sampler.root,
    queue,
    settings,
    mayKeep: sampler !== ALWAYS_OFF,
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

interface Samplers {
  /** decides where a trace begins, or comes in through the public door */
  readonly root: Sampler;
  readonly all: Sampler;
}

const ALWAYS_OFF: Samplers = { root: new AlwaysOffSampler(), all: new AlwaysOffSampler() };

function samplerOf({ sampler, ratio }: Settings): Samplers {
  const roots: Readonly<Record<SamplerName, () => Sampler>> = {
    always_on: () => new AlwaysOnSampler(),
    always_off: () => new AlwaysOffSampler(),
    traceidratio: () => new TraceIdRatioBasedSampler(ratio),
    parentbased_always_on: () => new AlwaysOnSampler(),
    parentbased_always_off: () => new AlwaysOffSampler(),
    parentbased_traceidratio: () => new TraceIdRatioBasedSampler(ratio),
  };
  const root = roots[sampler]();
  const all = sampler.startsWith("parentbased_") ? new ParentBasedSampler({ root }) : root;
  return { root, all: orLinked(all) };
}

/** Keeps, besides what `sampler` keeps, the beginning of a trace that links to one which is kept. */
function orLinked(sampler: Sampler): Sampler {
  return {
    shouldSample(parent, traceId, name, kind, attributes, links) {
      const isLinked =
        trace.getSpanContext(parent) === undefined &&
        links.some(({ context: linked }) => (linked.traceFlags & TraceFlags.SAMPLED) !== 0);
      return isLinked
        ? { decision: SamplingDecision.RECORD_AND_SAMPLED }
        : sampler.shouldSample(parent, traceId, name, kind, attributes, links);
    },
    toString: () => `OrLinked{${sampler.toString()}}`,
  };
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
 * Whether a trace that begins now is to be kept; if so, the next span without a parent must be its first. Where most are
 * not, this is what a request costs: no span and no context is made for it.
 */
export function keepsNext(): boolean {
  if (running === undefined || !running.mayKeep) return false;
  return isKept(running.ids.mint());
}

/** Whether a trace that comes from outside is kept: what its caller says of that is not taken for granted. */
export function isKept(traceId: string): boolean {
  if (running === undefined) return false;
  const { decision } = running.root.shouldSample(ROOT_CONTEXT, traceId, "", SpanKind.SERVER, {}, []);
  return decision === SamplingDecision.RECORD_AND_SAMPLED;
}

/** Hands over a span that somebody else has made and ended. */
export function addSpan(span: ReadableSpan): void {
  running?.queue.addIfRoom(span);
}

/** What is said of whoever records: the service and where it runs. */
export function resourceAttributes(): Attributes {
  return running?.settings.resource ?? {};
}

/** Sends what waits now. For tests, and for whatever is about to end. */
export async function flushTraces(): Promise<void> {
  await running?.queue.forceFlush();
}
