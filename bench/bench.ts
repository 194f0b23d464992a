// `npm run bench`: every scenario side by side with its peer. Ends with 1 where a check fails; a missed goal is shown.

import { readFlags } from "./flags.ts";
import { House } from "./house.ts";
import { describeMachine, machineText } from "./machine.ts";
import type { ScenarioResult } from "./result.ts";
import { SCENARIOS } from "./scenarios.ts";
import { toTable } from "./table.ts";
import { writeResults } from "./write-results.ts";

const flags = readFlags(process.argv.slice(2));
const house = new House(flags);
let closing: Promise<void> | undefined;
const close = (): Promise<void> => (closing ??= house.close());
// A terminal and npm may both send it, and the second must not cut off what the first has begun.
for (const signal of ["SIGINT", "SIGTERM"])
  process.on(signal, () => void close().finally(() => process.exit(1)));

try {
  await main();
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await close();
}

async function main(): Promise<void> {
  const unknown = flags.only.filter((name) => SCENARIOS[name] === undefined);
  if (unknown.length > 0)
    throw new Error(`--only takes ${Object.keys(SCENARIOS).join(", ")}, not ${unknown.join(", ")}`);
  if (flags.against !== undefined && flags.only.join() !== "whole-sales")
    throw new Error("--against takes --only whole-sales");
  const names = Object.keys(SCENARIOS).filter((name) => flags.only.length === 0 || flags.only.includes(name));
  const results: ScenarioResult[] = [];
  for (const name of names) {
    house.say(name);
    const run = SCENARIOS[name] as (typeof SCENARIOS)[string];
    try {
      results.push(await run(house));
    } finally {
      await house.stopAll();
    }
  }
  const machine = describeMachine(house.versions);
  if (flags.write) writeResults(results, machine);
  console.log(`\n${toTable(results)}\n\n${machineText(machine)}`);
  for (const { name, notes } of results) for (const note of notes) console.log(`${name}: ${note}`);
}
