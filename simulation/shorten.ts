// Makes a failing history shorter: leaves out whole kinds of faults, then single strikes, as long as the same promise
// is still broken. Bounded, so that a failure is told within seconds.

import { FAULT_KINDS } from "./faults.ts";
import type { RunOptions, RunResult } from "./world.ts";

const MAX_PLAYS = 250;

export interface Shortened {
  readonly without: ReadonlySet<string>;
  readonly result: RunResult;
}

/** The shortest history found that breaks the same promise as `failed`, told line by line. */
export async function shorten(
  failed: RunResult,
  play: (options: RunOptions) => Promise<RunResult>,
): Promise<Shortened> {
  const { seed, violation } = failed;
  let without: ReadonlySet<string> = new Set();
  let best = failed;
  let plays = 0;
  const tryWithout = async (more: readonly string[]): Promise<boolean> => {
    if (more.length === 0 || plays++ >= MAX_PLAYS) return false;
    const attempt = new Set([...without, ...more]);
    const result = await play({ seed, without: attempt });
    if (result.violation?.rule !== violation?.rule) return false;
    without = attempt;
    best = result;
    return true;
  };
  for (const kind of FAULT_KINDS) if (best.struck.has(kind)) await tryWithout([kind]);
  for (let size = Math.ceil(best.strikes.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let at = 0; at < best.strikes.length;) {
      if (!(await tryWithout(best.strikes.slice(at, at + size)))) at += size;
      if (plays >= MAX_PLAYS) break;
    }
  }
  return { without, result: await play({ seed, without, trace: true }) };
}
