// What OpenTelemetry's standard variables say (opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables
// and …/protocol/exporter), read from the bindings of a Worker, where there is no process.env.

import type { Attributes } from "@opentelemetry/api";
import { parseKeyPairsIntoRecord } from "@opentelemetry/core";

/** The variables; all are text, and all may be left out. */
export interface TracingEnv {
  readonly OTEL_SDK_DISABLED?: string;
  readonly OTEL_SERVICE_NAME?: string;
  readonly OTEL_RESOURCE_ATTRIBUTES?: string;
  readonly OTEL_TRACES_EXPORTER?: string;
  readonly OTEL_TRACES_SAMPLER?: string;
  readonly OTEL_TRACES_SAMPLER_ARG?: string;
  readonly OTEL_EXPORTER_OTLP_ENDPOINT?: string;
  readonly OTEL_EXPORTER_OTLP_TRACES_ENDPOINT?: string;
  readonly OTEL_EXPORTER_OTLP_HEADERS?: string;
  readonly OTEL_EXPORTER_OTLP_TRACES_HEADERS?: string;
  readonly OTEL_EXPORTER_OTLP_PROTOCOL?: string;
  readonly OTEL_EXPORTER_OTLP_TRACES_PROTOCOL?: string;
  readonly OTEL_EXPORTER_OTLP_TIMEOUT?: string;
  readonly OTEL_EXPORTER_OTLP_TRACES_TIMEOUT?: string;
  readonly OTEL_BSP_SCHEDULE_DELAY?: string;
  readonly OTEL_BSP_MAX_QUEUE_SIZE?: string;
  readonly OTEL_BSP_MAX_EXPORT_BATCH_SIZE?: string;
  /** "on": spans go to Jari's own collector, and /ops/traces shows them */
  readonly JARI_TRACES?: string;
}

export type Protocol = "http/json" | "http/protobuf";

export interface Endpoint {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly protocol: Protocol;
}

export interface Settings {
  /** no spans and no trace ids at all */
  readonly isDisabled: boolean;
  readonly resource: Attributes;
  /** whether what is a part of something is kept if that is */
  readonly isParentBased: boolean;
  /** the part of all traces, 0 to 1, that is kept */
  readonly ratio: number;
  readonly endpoint: Endpoint | undefined;
  readonly hasCollector: boolean;
  readonly timeoutMs: number;
  /** how long spans are gathered before they are sent, ms */
  readonly delayMs: number;
  /** spans that may wait; more are dropped */
  readonly queueLimit: number;
  /** spans of one request to the endpoint */
  readonly batchLimit: number;
  /** what could not be understood, in words for an operator */
  readonly problems: readonly string[];
}

interface SamplerSetting {
  readonly isParentBased: boolean;
  /** that of OTEL_TRACES_SAMPLER_ARG where there is none */
  readonly ratio?: number;
}

const SAMPLERS: Readonly<Record<string, SamplerSetting>> = {
  always_on: { isParentBased: false, ratio: 1 },
  always_off: { isParentBased: false, ratio: 0 },
  traceidratio: { isParentBased: false },
  parentbased_always_on: { isParentBased: true, ratio: 1 },
  parentbased_always_off: { isParentBased: true, ratio: 0 },
  parentbased_traceidratio: { isParentBased: true },
};
const DEFAULT_SAMPLER = { isParentBased: true, ratio: 1 };

/** The standard's defaults, but for the delay: an invocation must not be kept alive for 5 s by its spans. */
const DEFAULTS = { timeoutMs: 10_000, delayMs: 1_000, queueLimit: 2_048, batchLimit: 512 } as const;
/** A Worker lives for 30 s after its answer; whatever is set, spans are sent by then. */
const MOST_DELAY_MS = 10_000;
const MOST_TIMEOUT_MS = 15_000;
const MOST_SPANS = 16_384;

/** Reads `env`. Never throws: what cannot be understood is left at its default and told in `problems`. */
export function readSettings(env: TracingEnv): Settings {
  const problems: string[] = [];
  const number = (name: keyof TracingEnv, ifUnset: number, most: number): number => {
    const text = env[name];
    if (text === undefined || text === "") return ifUnset;
    const value = Number(text);
    if (Number.isFinite(value) && value >= 0) return Math.min(value, most);
    problems.push(`${name} is not a number`);
    return ifUnset;
  };
  const sampler = env.OTEL_TRACES_SAMPLER || "parentbased_always_on";
  const known = SAMPLERS[sampler];
  if (known === undefined)
    problems.push(`OTEL_TRACES_SAMPLER ${sampler} is none of ${Object.keys(SAMPLERS).join(", ")}`);
  const { isParentBased, ratio } = known ?? DEFAULT_SAMPLER;
  return {
    isDisabled: env.OTEL_SDK_DISABLED?.toLowerCase() === "true",
    resource: {
      ...parseKeyPairsIntoRecord(env.OTEL_RESOURCE_ATTRIBUTES),
      "service.name": env.OTEL_SERVICE_NAME || "jari",
      "cloud.provider": "cloudflare",
      "cloud.platform": "cloudflare.workers",
    },
    isParentBased,
    ratio: ratio ?? number("OTEL_TRACES_SAMPLER_ARG", 1, 1),
    endpoint: readEndpoint(env, problems),
    hasCollector: env.JARI_TRACES === "on",
    timeoutMs: number(
      "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT",
      number("OTEL_EXPORTER_OTLP_TIMEOUT", DEFAULTS.timeoutMs, MOST_TIMEOUT_MS),
      MOST_TIMEOUT_MS,
    ),
    delayMs: number("OTEL_BSP_SCHEDULE_DELAY", DEFAULTS.delayMs, MOST_DELAY_MS),
    queueLimit: number("OTEL_BSP_MAX_QUEUE_SIZE", DEFAULTS.queueLimit, MOST_SPANS),
    batchLimit: Math.max(1, number("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", DEFAULTS.batchLimit, MOST_SPANS)),
    problems,
  };
}

function readEndpoint(env: TracingEnv, problems: string[]): Endpoint | undefined {
  if (env.OTEL_TRACES_EXPORTER === "none") return undefined;
  const base = env.OTEL_EXPORTER_OTLP_ENDPOINT;
  // The signal's own is taken as it is; the common one is where all signals have their paths under.
  const text = env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT || (base && `${base.replace(/\/+$/, "")}/v1/traces`);
  if (!text) return undefined;
  const url = URL.parse(text);
  if (url === null || !["http:", "https:"].includes(url.protocol)) {
    problems.push("OTEL_EXPORTER_OTLP_ENDPOINT is no http(s) address");
    return undefined;
  }
  const protocol =
    env.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL || env.OTEL_EXPORTER_OTLP_PROTOCOL || "http/protobuf";
  if (protocol !== "http/json" && protocol !== "http/protobuf")
    problems.push(`OTEL_EXPORTER_OTLP_PROTOCOL ${protocol} is not spoken here; http/protobuf instead`);
  return {
    url: url.href,
    headers: parseKeyPairsIntoRecord(env.OTEL_EXPORTER_OTLP_TRACES_HEADERS ?? env.OTEL_EXPORTER_OTLP_HEADERS),
    protocol: protocol === "http/json" ? protocol : "http/protobuf",
  };
}
