// Traces in Jari's own collector, for tests of those who show them.

import { env } from "cloudflare:workers";
import { expect } from "vitest";

export const traceCollector = () => env.TRACE_COLLECTOR.getByName("traces");

/** So many random bytes, as ids are written. */
export const hex = (bytes: number): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");

/** epoch ms, 2026-09-21T14:13:20Z */
export const START_MS = 1_790_000_000_000;
const nanos = (ms: number): string => `${START_MS + ms}000000`;

export interface Recorded {
  readonly traceId: string;
  readonly spanId?: string;
  readonly parentSpanId?: string;
  readonly name: string;
  /** start and end, ms after START_MS */
  readonly at?: readonly [number, number];
  readonly isError?: boolean;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly events?: readonly {
    readonly name: string;
    readonly atMs: number;
    readonly attributes?: Readonly<Record<string, string>>;
  }[];
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
}

const pairs = (attributes: Readonly<Record<string, string>> = {}): object[] =>
  Object.entries(attributes).map(([key, stringValue]) => ({ key, value: { stringValue } }));

/** Puts spans into the collector as an exporter would. */
export async function record(...spans: readonly Recorded[]): Promise<void> {
  const sent = spans.map(({ traceId, name, ...span }) => ({
    ...{ traceId, name, spanId: span.spanId ?? hex(8), parentSpanId: span.parentSpanId ?? "" },
    startTimeUnixNano: nanos(span.at?.[0] ?? 0),
    endTimeUnixNano: nanos(span.at?.[1] ?? 1),
    attributes: pairs(span.attributes),
    status: { code: span.isError === true ? 2 : 0 },
    events: span.events?.map((event) => ({
      ...{ name: event.name, timeUnixNano: nanos(event.atMs), attributes: pairs(event.attributes) },
    })),
    links: span.links,
  }));
  const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: sent }] }] });
  const answer = await traceCollector().fetch("https://traces/v1/traces", { method: "POST", body });
  expect(answer.status, await answer.text()).toBe(200);
}
