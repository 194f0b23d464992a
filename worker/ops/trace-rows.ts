// A trace as rows of a waterfall: pure, so that what the page shows can be tested without one.

import { MODULE_ATTRIBUTE, type TraceSpan } from "../../shared/contracts/trace-collector.ts";

export interface TraceRow {
  readonly span: TraceSpan;
  /** 0 for a root */
  readonly depth: number;
  /** It names a parent that is not here: not sent yet, lost, or forgotten. */
  readonly isOrphan: boolean;
}

/** Every span once, each under its parent and siblings by their start; equal starts stay in the order given. */
export function traceRows(spans: readonly TraceSpan[]): readonly TraceRow[] {
  const byStart = spans.toSorted((a, b) => a.startMs - b.startMs);
  const known = new Set(byStart.map(({ spanId }) => spanId));
  const children = Map.groupBy(byStart, ({ parentSpanId }) => parentSpanId);
  const rows: TraceRow[] = [];
  const seen = new Set<string>();
  const walk = (root: TraceSpan, isOrphan: boolean): void => {
    // A stack of its own: spans come from outside, and a chain of thousands must not end ours.
    const ahead: TraceRow[] = [{ span: root, depth: 0, isOrphan }];
    for (let row = ahead.pop(); row !== undefined; row = ahead.pop()) {
      const { span, depth } = row;
      if (seen.has(span.spanId)) continue;
      seen.add(span.spanId);
      rows.push(row);
      const parts = children.get(span.spanId) ?? [];
      for (const part of parts.toReversed()) ahead.push({ span: part, depth: depth + 1, isOrphan: false });
    }
  };
  for (const span of byStart) {
    if (span.parentSpanId === undefined) walk(span, false);
    else if (!known.has(span.parentSpanId)) walk(span, true);
  }
  // Spans that name each other as parents have no root: they are shown all the same.
  for (const span of byStart) walk(span, true);
  return rows;
}

/** The modules in the order of time, repeats collapsed: browser, orders, payments, orders… */
export function moduleWay(rows: readonly TraceRow[]): readonly string[] {
  // Clocks stand still while code runs, so many a part starts with its whole: the whole goes first, as in the rows.
  const modules = rows
    .toSorted((a, b) => a.span.startMs - b.span.startMs)
    .flatMap(({ span }) => moduleOf(span) ?? []);
  return modules.filter((module, index) => module !== modules[index - 1]);
}

/** The module that did it, if the span says so. */
export function moduleOf({ attributes }: TraceSpan): string | undefined {
  const module = attributes[MODULE_ATTRIBUTE];
  return typeof module === "string" ? module : undefined;
}

/** From the first start to the last end, epoch ms and ms; at least 1 ms, so that it can be divided by. */
export function traceAxis(spans: readonly TraceSpan[]): {
  readonly startMs: number;
  readonly lengthMs: number;
} {
  const startMs = spans.reduce((least, span) => Math.min(least, span.startMs), Infinity);
  const endMs = spans.reduce((most, span) => Math.max(most, span.startMs + span.durationMs), -Infinity);
  return { startMs, lengthMs: Math.max(1, endMs - startMs) };
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

/** A length of time for people. Below a millisecond nothing is known: the platform's clock has no finer steps. */
export function lengthText(ms: number): string {
  if (ms < 1) return "<1 ms";
  const whole = Math.round(ms);
  if (whole < SECOND_MS) return `${whole} ms`;
  const seconds = Math.round(ms / 10) / 100;
  if (seconds < 60) return `${seconds.toFixed(2)} s`;
  const total = Math.round(ms / SECOND_MS) * SECOND_MS;
  return `${Math.floor(total / MINUTE_MS)} min ${(total % MINUTE_MS) / SECOND_MS} s`;
}
