// `npm test`: everything CI does, cheapest first, stopping at the first failure. Each step has a time in which it
// ends or is ended: a test that hangs is a failed test, not a machine that waits.
import { start } from "./lib/run.mjs";

const MINUTE_MS = 60_000;

const STEPS = [
  ["check", 5, "node", ["scripts/check.mjs"]],
  ["build", 3, "npm", ["run", "-s", "build", "--", "--logLevel", "warn"]],
  ["size of the site", 1, "node", ["scripts/site-budget.mjs"]],
  ["unit and workerd tests", 15, "vitest", ["run"]],
  ["simulated bad days", 3, "node", ["simulation/simulate.ts", "--runs", "400"]],
  ["planted bugs are caught", 8, "node", ["simulation/simulate.ts", "--bugs"]],
  ["browser tests", 20, "playwright", ["test"]],
];

const times = [];
for (const [name, minutes, command, args] of STEPS) {
  console.log(`\n── ${name} ${"─".repeat(Math.max(0, 60 - name.length))}`);
  const startedAt = performance.now();
  const problem = await runWithin(minutes * MINUTE_MS, command, args);
  times.push(`${name} ${Math.round((performance.now() - startedAt) / 1000)} s`);
  if (problem === undefined) continue;
  console.error(`\njari: ${name} ${problem}.`);
  process.exit(1);
}
console.log(`\njari: all passed: ${times.join(", ")}.`);

/** Nothing when the command succeeds in time, else what went wrong with it. */
function runWithin(limitMs, command, args) {
  return new Promise((resolve) => {
    const child = start(command, args, { env: { FORCE_COLOR: process.stdout.isTTY ? "1" : "0" } });
    let late = false;
    const limit = setTimeout(() => {
      late = true;
      child.kill("SIGKILL");
    }, limitMs);
    child.on("error", (error) => resolve(`could not start: ${error.message}`));
    child.on("exit", (code) => {
      clearTimeout(limit);
      if (late) resolve(`did not end within ${limitMs / MINUTE_MS} minutes`);
      else resolve(code === 0 ? undefined : `failed (exit ${code})`);
    });
  });
}
