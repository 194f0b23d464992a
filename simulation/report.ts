// What a set of runs came to, in words.

import type { Report } from "./runner.ts";

type Failure = Extract<Report, { kind: "shortened" }>;

export class Summary {
  runs = 0;
  steps = 0;
  readonly struck = new Map<string, number>();
  readonly sometimes = new Map<string, number>();
  readonly failures: Failure[] = [];

  take(report: Report): void {
    if (report.kind === "shortened") this.failures.push(report);
    if (report.kind !== "run") return;
    this.runs++;
    this.steps += report.steps;
    add(this.struck, report.struck);
    add(this.sometimes, report.sometimes);
  }
}

function add(to: Map<string, number>, counts: readonly (readonly [string, number])[]): void {
  for (const [name, times] of counts) to.set(name, (to.get(name) ?? 0) + times);
}

/** The shortest history found, and how to see it again. */
export function printFailure({ seed, without, result }: Failure, bug: string | undefined): void {
  const parts = [`--seed ${seed}`, "--trace", ...(bug === undefined ? [] : [`--bug "${bug}"`])];
  if (without.length > 0) parts.push(`--without "${without.join(",")}"`);
  console.error(`\n✗ seed ${seed}: ${result.violation?.message}\n`);
  console.error(result.history.join("\n"));
  console.error(`\n${result.strikes.length} faults are enough: ${result.strikes.join(", ")}`);
  console.error(`again: npm run simulate -- ${parts.join(" ")}\n`);
}

export function printSummary({ runs, steps, struck, sometimes, failures }: Summary, tookMs: number): void {
  const faults = [...struck.values()].reduce((a, b) => a + b, 0);
  const rate = (runs / (tookMs / 1_000)).toFixed(1);
  console.log(
    `${runs} schedules, ${steps} steps, ${faults} faults in ${(tookMs / 1_000).toFixed(1)} s: ${rate} schedules/s`,
  );
  console.log(`faults: ${listed(struck)}`);
  console.log(`sometimes: ${listed(sometimes)}`);
  console.log(failures.length === 0 ? "every promise was kept" : `${failures.length} broken promises`);
}

function listed(counts: ReadonlyMap<string, number>): string {
  return [...counts]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, times]) => `${name} ${times}`)
    .join(", ");
}
