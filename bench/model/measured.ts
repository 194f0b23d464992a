// What the bench has measured, for the models. What it has not is `undefined`, and the model says what it takes instead.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../scripts/lib/run.mjs";
import type { ScenarioResult } from "../result.ts";
import { median } from "../stats.ts";

/** The median of the line of `scenario` that begins with `what`. Throws where the scenario has no such line. */
export function measured(scenario: string, what: string): number | undefined {
  const file = join(ROOT, "bench", "results", `${scenario}.json`);
  if (!existsSync(file)) return undefined;
  const { lines } = JSON.parse(readFileSync(file, "utf8")) as ScenarioResult;
  const line = lines.find((one) => one.what.startsWith(what));
  if (line === undefined) throw new Error(`${scenario} has no line that begins with "${what}"`);
  return median(line.ours);
}

export interface Input {
  readonly value: number;
  readonly isMeasured: boolean;
}

/** What was measured, or `assumed`. */
export function inputOf(found: number | undefined, assumed: number): Input {
  return { value: found ?? assumed, isMeasured: found !== undefined };
}
