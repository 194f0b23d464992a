// Plays seeds in a thread of its own: the product is loaded once, as a bug may have made it.

import { parentPort, workerData } from "node:worker_threads";
import type { FaultKind } from "./faults.ts";
import { installGlobals } from "./globals.ts";
import { loadWith } from "./loader.ts";
import { PLANTED_BUGS } from "./planted-bugs.ts";
import type { RunResult } from "./world.ts";

/** What a thread is to do. */
export interface Job {
  readonly seeds: readonly number[];
  /** name of a planted bug */
  readonly bug?: string | undefined;
  readonly without?: readonly string[] | undefined;
  readonly trace?: boolean | undefined;
  /** stop at the first violation */
  readonly stopAtFirst?: boolean | undefined;
}

/** What became of one run, or what a shortened one looks like. */
export type Report =
  | {
      readonly kind: "run";
      readonly seed: number;
      readonly steps: number;
      readonly struck: readonly (readonly [FaultKind, number])[];
      readonly sometimes: readonly (readonly [string, number])[];
      readonly violation?: { readonly rule: string; readonly message: string } | undefined;
    }
  | {
      readonly kind: "shortened";
      readonly seed: number;
      readonly without: readonly string[];
      readonly result: RunResult;
    }
  | { readonly kind: "told"; readonly result: RunResult };

const job = workerData as Job;
const logs: string[] = [];

const bug = PLANTED_BUGS.find(({ name }) => name === job.bug);
if (job.bug !== undefined && bug === undefined) throw new Error(`no planted bug is called "${job.bug}"`);
loadWith(bug?.patches ?? []);
installGlobals((line) => void logs.push(line));

const { play } = await import("./world.ts");
const { shorten } = await import("./shorten.ts");

const without = new Set(job.without);
for (const seed of job.seeds) {
  logs.length = 0;
  const result = await play({ seed, without, trace: job.trace ?? false });
  const { steps, violation } = result;
  tell({ kind: "run", seed, steps, struck: [...result.struck], sometimes: [...result.sometimes], violation });
  if (job.trace === true)
    tell({ kind: "told", result: { ...result, history: [...result.history, ...logs] } });
  if (violation === undefined) continue;
  if (job.stopAtFirst === true) break;
  const short = await shorten(result, play);
  tell({ kind: "shortened", seed, without: [...short.without], result: short.result });
  break;
}

function tell(report: Report): void {
  parentPort?.postMessage(report, []);
}
