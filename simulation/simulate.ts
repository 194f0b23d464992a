// npm run simulate -- --seed 1 --runs 10000      that many schedules, from that seed on, on every core
//                     --seed 7 --trace           tells one run, line by line
//                     --without kind,kind#3      leaves out kinds of faults, or single strikes
//                     --bug "a paying hold expires"    with a planted bug
//                     --bugs                     every planted bug, each of which must be caught; or the one of --bug

import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { CORPUS } from "./corpus.ts";
import { PLANTED_BUGS } from "./planted-bugs.ts";
import { printFailure, printSummary, Summary } from "./report.ts";
import type { Job, Report } from "./runner.ts";
import { ENOUGH_RUNS, missing } from "./sometimes.ts";

const RUNNER = fileURLToPath(new URL("runner.ts", import.meta.url).href);

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    runs: { type: "string", default: "1000" },
    jobs: { type: "string", default: String(availableParallelism()) },
    without: { type: "string" },
    bug: { type: "string" },
    bugs: { type: "boolean", default: false },
    trace: { type: "boolean", default: false },
  },
});

const seed = wholeNumber("seed", values.seed);
const runs = wholeNumber("runs", values.runs);
const jobs = Math.max(1, wholeNumber("jobs", values.jobs));
const without = values.without?.split(",");

if (values.trace) await tell();
else if (values.bugs) await hunt();
else await explore();

/** Plays the corpus and a set of seeds; exit code 1 where a promise is broken or a rare thing never happened. */
async function explore(): Promise<void> {
  const startedAt = performance.now();
  const summary = new Summary();
  const all = [...(values.bug === undefined ? CORPUS.map((entry) => entry.seed) : []), ...range(seed, runs)];
  await Promise.all(
    range(0, jobs).map((lane) => {
      const seeds = all.filter((_, i) => i % jobs === lane);
      return run({ seeds, bug: values.bug, without }, (report) => summary.take(report));
    }),
  );
  for (const failure of summary.failures) printFailure(failure, values.bug);
  printSummary(summary, performance.now() - startedAt);
  const unseen = summary.runs >= ENOUGH_RUNS && values.bug === undefined ? missing(summary.sometimes) : [];
  for (const what of unseen) console.error(`never happened: ${what}`);
  if (summary.failures.length > 0 || unseen.length > 0) process.exitCode = 1;
}

/** Plays every planted bug until it is caught; exit code 1 where one is not, within its number of runs. */
async function hunt(): Promise<void> {
  const waiting = PLANTED_BUGS.filter(({ name }) => values.bug === undefined || name === values.bug);
  const lane = async (): Promise<void> => {
    for (let bug = waiting.shift(); bug !== undefined; bug = waiting.shift()) {
      const { name, within, from = seed } = bug;
      let played = 0;
      let caught: string | undefined;
      await run({ seeds: range(from, within), bug: name, stopAtFirst: true }, (report) => {
        if (report.kind !== "run") return;
        played++;
        caught ??= report.violation && `${report.violation.rule} (seed ${report.seed})`;
      });
      console.log(
        `${caught === undefined ? "✗" : "✓"} ${name}: ${caught ?? "not caught"}, run ${played} of ${within}`,
      );
      if (caught === undefined) process.exitCode = 1;
    }
  };
  await Promise.all(range(0, jobs).map(lane));
}

/** Tells one run. */
async function tell(): Promise<void> {
  await run({ seeds: [seed], bug: values.bug, without, trace: true, stopAtFirst: true }, (report) => {
    if (report.kind !== "told") return;
    console.log(report.result.history.join("\n"));
    console.log(report.result.violation?.message ?? "every promise was kept");
    if (report.result.violation !== undefined) process.exitCode = 1;
  });
}

/** Carries a job out in a thread of its own. */
function run(job: Job, take: (report: Report) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(RUNNER, { workerData: job });
    thread.on("message", take);
    thread.on("error", reject);
    thread.on("exit", (code) => (code === 0 ? resolve() : reject(new Error(`a runner ended with ${code}`))));
  });
}

function range(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => from + i);
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new TypeError(`--${name} must be a whole number, not ${text}`);
}
