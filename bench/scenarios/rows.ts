// Rows written for a ticket, as the runtime counts them: the product's own test, which holds them to a limit, says so.

import { run } from "../../scripts/lib/run.mjs";
import type { ScenarioResult } from "../result.ts";

const COUNTING_TEST = "worker/orders/rows-written.test.ts";

interface Rows {
  readonly d1: number;
  readonly object: number;
}

/** One count: it does not vary. Throws where the test fails, or says nothing. */
export async function rows(): Promise<ScenarioResult> {
  const args = ["run", "--project", "workers", COUNTING_TEST];
  const { code, output } = await run("vitest", args, { quiet: true });
  const told = /rows a ticket: (\{.*\})/.exec(output)?.[1];
  if (code !== 0 || told === undefined) throw new Error(`${COUNTING_TEST} failed:\n${output.slice(-2_000)}`);
  const { d1, object } = JSON.parse(told) as Rows;
  return {
    name: "rows",
    lines: [
      {
        what: "rows written per ticket sold, D1 and object, index rows included",
        ours: [d1 + object],
        goal: { of: "value", most: 16, push: 8 },
      },
      { what: "— in D1", ours: [d1] },
      { what: "— in the object", ours: [object] },
    ],
    notes: [`orders of 2 seats, by the runtime's \`rowsWritten\` and \`rows_written\`; ${COUNTING_TEST}`],
  };
}
