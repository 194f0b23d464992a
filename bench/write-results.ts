// Keeps what was measured: a file a scenario, and the table in docs/performance.md from all that are kept.

import { globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../scripts/lib/run.mjs";
import { machineText, type Machine } from "./machine.ts";
import { judge, type ScenarioResult } from "./result.ts";
import { SCENARIOS } from "./scenarios.ts";
import { replaceBetweenMarkers, toTable } from "./table.ts";

const RESULTS = join(ROOT, "bench", "results");
const PAGE = join(ROOT, "docs", "performance.md");

type Kept = ScenarioResult & { readonly machine: Machine };

/** A run of some scenarios leaves the figures of the others as they were. */
export function writeResults(results: readonly ScenarioResult[], machine: Machine): void {
  mkdirSync(RESULTS, { recursive: true });
  for (const result of results) {
    const judged = result.lines.map((line) => ({ ...line, ...toPlain(judge(line)) }));
    const text = JSON.stringify({ ...result, judged, machine }, null, 2);
    writeFileSync(join(RESULTS, `${result.name}.json`), `${text}\n`);
  }
  const order = Object.keys(SCENARIOS);
  const kept = globSync("*.json", { cwd: RESULTS })
    .map((file) => JSON.parse(readFileSync(join(RESULTS, file), "utf8")) as Kept)
    .filter(({ name }) => order.includes(name))
    .toSorted((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
  const machines = [...new Set(kept.map((one) => machineText(one.machine)))];
  const notes = kept.flatMap(({ name, notes: all }) => all.map((note) => `- ${name}: ${note}`));
  const text = [toTable(kept), ...machines, notes.join("\n")].join("\n\n");
  writeFileSync(PAGE, replaceBetweenMarkers(readFileSync(PAGE, "utf8"), text));
}

function toPlain(judged: ReturnType<typeof judge>): object {
  return { figures: judged };
}
