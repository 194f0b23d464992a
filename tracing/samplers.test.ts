import { context, ROOT_CONTEXT, SpanKind, trace, TraceFlags, type Link } from "@opentelemetry/api";
import { SamplingDecision, type Sampler } from "@opentelemetry/sdk-trace";
import { describe, expect, test } from "vitest";
import { samplersOf } from "./samplers.ts";

const KEPT = SamplingDecision.RECORD_AND_SAMPLED;
const LOW_ID = "00000000000000000000000000000001";
const HIGH_ID = "00000000000000000000000080000000";

function decide(sampler: Sampler, traceId: string, parent = ROOT_CONTEXT, links: Link[] = []): boolean {
  return sampler.shouldSample(parent, traceId, "", SpanKind.SERVER, {}, links).decision === KEPT;
}

const parentOf = (traceFlags: TraceFlags) =>
  trace.setSpanContext(ROOT_CONTEXT, { traceId: HIGH_ID, spanId: "00f067aa0ba902b7", traceFlags });

describe("a trace that begins here", () => {
  test("is kept as often as is set", () => {
    const { lot, all } = samplersOf(0.25, true);
    const tries = Array.from({ length: 20_000 }, () => [lot?.draw() === true, decide(all, HIGH_ID)]);
    for (const column of [0, 1]) {
      const kept = tries.filter((row) => row[column]).length / tries.length;
      expect(kept).toBeGreaterThan(0.23);
      expect(kept).toBeLessThan(0.27);
    }
  });

  test("is kept where that was drawn for it before, and only that one", () => {
    const { lot, all } = samplersOf(0.01, true);
    let drawn = 0;
    let after = 0;
    for (let i = 0; i < 20_000; i++) {
      if (lot?.drawNext() !== true) continue;
      drawn++;
      expect(decide(all, HIGH_ID)).toBe(true);
      if (decide(all, HIGH_ID)) after++;
    }
    expect(drawn).toBeGreaterThan(100);
    expect(after).toBeLessThan(drawn / 4);
  });

  test("is decided by its id where parents are not asked, so that each of its parts agrees", () => {
    const { lot, all } = samplersOf(0.25, false);
    expect(lot).toBeUndefined();
    expect([decide(all, LOW_ID), decide(all, HIGH_ID)]).toEqual([true, false]);
  });

  test("is kept where it links to one that is", () => {
    const { all } = samplersOf(0, true);
    const links = [TraceFlags.NONE, TraceFlags.SAMPLED].map((flags) => {
      const linked = trace.getSpanContext(parentOf(flags));
      return linked === undefined ? [] : [{ context: linked }];
    });
    expect(links.map((link) => decide(all, HIGH_ID, context.active(), link))).toEqual([false, true]);
  });
});

test("a part is kept if its whole is", () => {
  const { all } = samplersOf(0.25, true);
  expect(decide(all, LOW_ID, parentOf(TraceFlags.NONE))).toBe(false);
  expect(decide(all, HIGH_ID, parentOf(TraceFlags.SAMPLED))).toBe(true);
});

test("one from outside is decided by its id, the same each time it is sent", () => {
  const { byId } = samplersOf(0.25, true);
  expect([decide(byId, LOW_ID), decide(byId, HIGH_ID)]).toEqual([true, false]);
});
