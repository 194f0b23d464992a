import { ROOT_CONTEXT, trace, TraceFlags } from "@opentelemetry/api";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { contextFromOutside, contextOf, keptTraceparentOf, linksTo, traceparentOf } from "./traceparent.ts";
import { restartTracing } from "./tracing.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const KEPT = `00-${TRACE}-b7ad6b7169203331-01`;
const NOT_KEPT = `00-${TRACE}-b7ad6b7169203331-00`;
const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector.test" };
const flagsOf = (from: ReturnType<typeof contextOf>): number | undefined =>
  trace.getSpanContext(from)?.traceFlags;

describe("a traceparent", () => {
  test.each([KEPT, NOT_KEPT])("goes on as it came: %s", (traceparent) => {
    expect(traceparentOf(contextOf(traceparent))).toBe(traceparent);
  });

  test.each([
    undefined,
    "",
    "00",
    KEPT.toUpperCase(),
    `${KEPT}-more`,
    `ff${KEPT.slice(2)}`,
    "00-00000000000000000000000000000000-b7ad6b7169203331-01",
    `00-${TRACE}-0000000000000000-01`,
  ])("that is none begins nothing: %s", (traceparent) => {
    expect(contextOf(traceparent)).toBe(ROOT_CONTEXT);
  });

  test("is handed to those who only show it where the trace is kept", () => {
    expect(keptTraceparentOf(contextOf(KEPT))).toBe(KEPT);
    expect(keptTraceparentOf(contextOf(NOT_KEPT))).toBeUndefined();
  });

  test("of what is kept is linked to, and no other", () => {
    const other = `00-${"a".repeat(32)}-b7ad6b7169203331-00`;
    expect(linksTo([KEPT, undefined, other]).map(({ context }) => context.traceId)).toEqual([TRACE]);
  });
});

describe("from outside", () => {
  test("it is for us to say whether a trace is kept, whatever the caller says", () => {
    restartTracing({ ...env, ...ENDPOINT, OTEL_TRACES_SAMPLER: "parentbased_always_off" });
    expect(flagsOf(contextFromOutside(KEPT))).toBe(TraceFlags.NONE);
    restartTracing({ ...env, ...ENDPOINT, OTEL_TRACES_SAMPLER: "parentbased_always_on" });
    expect(flagsOf(contextFromOutside(NOT_KEPT))).toBe(TraceFlags.SAMPLED);
  });

  test("a ratio decides by the trace's id, so that every part of it is decided alike", () => {
    const settings = { OTEL_TRACES_SAMPLER: "parentbased_traceidratio", OTEL_TRACES_SAMPLER_ARG: "0.1" };
    restartTracing({ ...env, ...ENDPOINT, ...settings });
    const ids = Array.from({ length: 2_000 }, () => crypto.randomUUID().replaceAll("-", ""));
    const decide = (): number[] =>
      ids.map((id) => flagsOf(contextFromOutside(`00-${id}-b7ad6b7169203331-01`)) ?? -1);
    const decided = decide();
    expect(decide()).toEqual(decided);
    const kept = decided.filter((flags) => (flags & TraceFlags.SAMPLED) !== 0).length;
    expect(kept).toBeGreaterThan(120);
    expect(kept).toBeLessThan(280);
  });

  test("nothing is kept where nobody would get it", () => {
    restartTracing({ ...env, OTEL_EXPORTER_OTLP_ENDPOINT: "" });
    expect(flagsOf(contextFromOutside(KEPT))).toBe(TraceFlags.NONE);
  });
});
