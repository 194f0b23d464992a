// The built worker that is measured, on an empty, migrated database.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { unstable_getMiniflareWorkerOptions } from "wrangler";
import { must, ROOT } from "../../scripts/lib/run.mjs";
import { COUNTING_WORKER } from "./relay-calls.ts";

export interface Build {
  /** the bundle, as it would be deployed */
  readonly worker: string;
  /** the same with the allowance of a feed lifted, see `liftAllowance` */
  readonly liftedWorker: string;
  /** `worker` behind a module that counts the calls of relays, see `COUNTING_WORKER` */
  readonly countingWorker: string;
  /** the bindings of wrangler.toml */
  readonly options: Record<string, unknown>;
}

/** Builds the worker into `folder`. */
export async function buildWorker(folder: string): Promise<Build> {
  const worker = join(folder, "worker", "index.js");
  const liftedWorker = join(folder, "lifted", "index.js");
  mkdirSync(join(ROOT, "frontend", "dist"), { recursive: true });
  await must(
    "building the worker",
    "wrangler",
    ["deploy", "--dry-run", "--env=", "--outdir", dirname(worker)],
    { quiet: true },
  );
  const countingWorker = join(dirname(worker), "counting.js");
  writeFileSync(countingWorker, COUNTING_WORKER);
  mkdirSync(dirname(liftedWorker), { recursive: true });
  writeFileSync(liftedWorker, liftAllowance(readFileSync(worker, "utf8")));
  const { modulesRules: _, ...options } = unstable_getMiniflareWorkerOptions(
    join(ROOT, "wrangler.toml"),
  ).workerOptions;
  return { worker, liftedWorker, countingWorker, options };
}

/** Makes an empty database below `state`, which `startJari` then takes up. */
export async function migrateDatabase(state: string): Promise<void> {
  mkdirSync(state, { recursive: true });
  await must(
    "migrating the database",
    "wrangler",
    ["d1", "migrations", "apply", "DB", "--local", "--persist-to", state],
    { quiet: true, env: { CI: "1" } },
  );
}

/** More frames than any round sends over one socket. */
const LIFTED_FRAMES = 1_000_000;

/**
 * A socket of a buyer may send twenty frames a second; 64 sockets that stand for thousands of buyers must be allowed
 * more. Every frame is still counted: two numbers change and nothing else. Throws where they are not found once each.
 */
export function liftAllowance(source: string): string {
  return ["FEED_BURST_FRAMES", "FEED_FRAMES_PER_SECOND"].reduce((text, name) => {
    const declaration = new RegExp(`\\b(?:var|const) ${name} = \\d+;`, "g");
    const found = text.match(declaration)?.length ?? 0;
    if (found !== 1) throw new Error(`${name} is declared ${found} times in the built worker`);
    return text.replace(declaration, `var ${name} = ${LIFTED_FRAMES};`);
  }, source);
}
