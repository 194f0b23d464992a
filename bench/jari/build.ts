// The built worker that is measured, on an empty, migrated database.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { unstable_getMiniflareWorkerOptions } from "wrangler";
import { ROOT, run } from "../../scripts/lib/run.mjs";
import { forwardingWorker, PROVIDER_WORKER } from "../provider/provider-worker.ts";
import { COUNTING_WORKER } from "./relay-calls.ts";

export interface Build {
  /** the bundle, as it would be deployed */
  readonly worker: string;
  /** `worker` behind a module that counts the calls of relays, see `COUNTING_WORKER` */
  readonly countingWorker: string;
  /** `worker` behind a module that calls a payment provider in another process, see `forwardingWorker` */
  readonly forwardingWorker: string;
  /** a module beside `worker` that serves its payment provider only, see `PROVIDER_WORKER` */
  readonly providerWorker: string;
  /** the checkout that it was built from */
  readonly root: string;
  /** the bindings of wrangler.toml */
  readonly options: Record<string, unknown>;
}

/** Builds the worker of the checkout at `root` into `folder`. Throws where that fails. */
export async function buildWorker(folder: string, root: string = ROOT): Promise<Build> {
  const worker = join(folder, "worker", "index.js");
  mkdirSync(join(root, "frontend", "dist"), { recursive: true });
  await wrangler(root, ["deploy", "--dry-run", "--env=", "--outdir", dirname(worker)]);
  const { modulesRules: _, ...options } = unstable_getMiniflareWorkerOptions(
    join(root, "wrangler.toml"),
  ).workerOptions;
  const beside = (name: string, source: string): string => {
    const file = join(dirname(worker), name);
    writeFileSync(file, source);
    return file;
  };
  return {
    root,
    worker,
    countingWorker: beside("counting.js", COUNTING_WORKER),
    forwardingWorker: beside("forwarding.js", forwardingWorker(providerClass(options))),
    providerWorker: beside("provider.js", PROVIDER_WORKER),
    options,
  };
}

/** Writes `worker` with the allowance of a feed lifted, see `liftAllowance`, and says where. */
export function liftWorker(worker: string): string {
  const lifted = join(dirname(worker), "..", "lifted", "index.js");
  mkdirSync(dirname(lifted), { recursive: true });
  writeFileSync(lifted, liftAllowance(readFileSync(worker, "utf8")));
  return lifted;
}

/** Makes an empty database below `state`, which `startJari` then takes up. Throws where that fails. */
export async function migrateDatabase(state: string, root: string = ROOT): Promise<void> {
  mkdirSync(state, { recursive: true });
  await wrangler(root, ["d1", "migrations", "apply", "DB", "--local", "--persist-to", state]);
}

/** Runs wrangler in the checkout at `root`. Throws what it said where it fails. */
async function wrangler(root: string, args: readonly string[]): Promise<void> {
  const options = { quiet: true, env: { CI: "1" } };
  const { code, output } = await run("wrangler", [...args, "--cwd", root], options);
  if (code !== 0) throw new Error(`wrangler ${args.slice(0, 2).join(" ")} failed:\n${output}`);
}

/** The class behind the binding SANDBOX_PROVIDER, whatever a version calls it. */
function providerClass({ durableObjects }: Record<string, unknown>): string {
  const bound = durableObjects as Readonly<Record<string, { readonly className: string }>> | undefined;
  return bound?.["SANDBOX_PROVIDER"]?.className ?? "SandboxProvider";
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
