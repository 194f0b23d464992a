// Starts the built worker and kills it: every life is a process of its own with a workerd below it, and a kill is
// SIGKILL for both. Only processes that were started here are ever killed.

import { execFileSync, fork, type ChildProcess } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { unstable_getMiniflareWorkerOptions } from "wrangler";
import { PLANTS, plantInto } from "./plants.ts";
import { must, ROOT } from "../../scripts/lib/run.mjs";

/** What a life needs to know; plain JSON, for it crosses a process. */
export interface Launch {
  /** the built worker */
  readonly worker: string;
  /** the bindings of wrangler.toml and the secrets */
  readonly options: Record<string, unknown>;
  readonly port: number;
  /** the folder that outlives every life */
  readonly state: string;
  readonly log: string;
}

const ORGANISER_TOKEN = "organiser-of-the-crash-test";
/** The headers of a request by the organiser. */
export const AS_ORGANISER = { authorization: `Bearer ${ORGANISER_TOKEN}` };
const SECRETS = {
  ORGANISER_TOKEN,
  SESSION_SECRET: "sessions-of-the-crash-test-only",
  SANDBOX_SECRET: "webhooks-of-the-crash-test-only",
};

const START_TIMEOUT_MS = 30_000;
/** Within this every thread of a stopped process stands still. */
const STOP_MS = 10;

/** Builds the site, the worker (into `folder`, with the bug named `plant`), and a migrated, empty database. */
export async function prepare(folder: string, plant: string | undefined): Promise<Launch> {
  const state = join(folder, "state");
  const worker = join(folder, "worker", "index.js");
  mkdirSync(state, { recursive: true });
  await must("the build", "npm", ["run", "-s", "build", "--", "--logLevel", "warn"], { quiet: true });
  await must(
    "building the worker",
    "wrangler",
    ["deploy", "--dry-run", "--env=", "--outdir", dirname(worker)],
    { quiet: true },
  );
  const bug = plant === undefined ? undefined : PLANTS[plant];
  if (bug !== undefined) writeFileSync(worker, plantInto(readFileSync(worker, "utf8"), bug));
  await must(
    "migrating the database",
    "wrangler",
    ["d1", "migrations", "apply", "DB", "--local", "--persist-to", state],
    { quiet: true, env: { CI: "1" } },
  );
  const { modulesRules: _, ...bindings } = unstable_getMiniflareWorkerOptions(
    join(ROOT, "wrangler.toml"),
  ).workerOptions;
  return {
    worker,
    options: { ...bindings, bindings: SECRETS },
    port: await freePort(),
    state,
    log: join(folder, "worker.log"),
  };
}

export class Server {
  readonly origin: string;
  readonly #launch: Launch;
  #life: ChildProcess | undefined;
  starts = 0;
  kills = 0;

  constructor(launch: Launch) {
    this.#launch = launch;
    this.origin = `http://127.0.0.1:${launch.port}`;
  }

  /** Starts a life and waits until it answers. Throws if it does not. */
  async start(): Promise<void> {
    const life = fork(fileURLToPath(new URL("server-process.ts", import.meta.url)), {
      execArgv: ["--disable-warning=ExperimentalWarning"],
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    let said = "";
    life.stderr?.on("data", (chunk) => (said = `${said}${chunk}`.slice(-2_000)));
    this.#life = life;
    const ready = new Promise<void>((resolve, reject) => {
      life.once("message", () => resolve());
      life.once("exit", (code) => reject(new Error(`the server ended (${code}): ${said}`)));
      setTimeout(() => reject(new Error(`the server did not start: ${said}`)), START_TIMEOUT_MS).unref();
    });
    life.send(this.#launch);
    await ready;
    this.starts++;
  }

  /** SIGKILL, without a word: first workerd, then the process that watches it. Resolves when both are gone. */
  async kill(): Promise<void> {
    const life = this.#life;
    if (life?.pid === undefined || life.exitCode !== null) return;
    const gone = new Promise((resolve) => life.once("exit", resolve));
    const runtimes = childrenOf(life.pid);
    for (const pid of [...runtimes, life.pid]) signal(pid, "SIGKILL");
    await gone;
    while (runtimes.some(isAlive)) await new Promise((resolve) => setTimeout(resolve, 5));
    this.#life = undefined;
    this.kills++;
  }

  /** Stops workerd where it stands, does `work`, and lets it go on. */
  whileFrozen(work: () => void): void {
    const runtimes = this.#life?.pid === undefined ? [] : childrenOf(this.#life.pid);
    for (const pid of runtimes) signal(pid, "SIGSTOP");
    sleepNow(STOP_MS);
    try {
      work();
    } finally {
      for (const pid of runtimes) signal(pid, "SIGCONT");
    }
  }

  /** Ends the last life in order. */
  async stop(): Promise<void> {
    const life = this.#life;
    if (life === undefined || life.exitCode !== null) return;
    const gone = new Promise((resolve) => life.once("exit", resolve));
    life.disconnect();
    await gone;
    this.#life = undefined;
  }

  /** The minute's work, as [triggers] in wrangler.toml would start it. */
  async runCron(): Promise<void> {
    const cron = encodeURIComponent("* * * * *");
    const url = `${this.origin}/cdn-cgi/local/scheduled?cron=${cron}`;
    const answer = await fetch(url, { signal: AbortSignal.timeout(30_000) }).catch(() => undefined);
    await answer?.body?.cancel();
  }
}

function childrenOf(pid: number): readonly number[] {
  try {
    return execFileSync("pgrep", ["-P", String(pid)], { encoding: "utf8" })
      .trim()
      .split("\n")
      .map(Number);
  } catch {
    return []; // pgrep ends with 1 when there is none
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // it was quicker
  }
}

/** Blocks this process too: nothing may be answered or asked meanwhile. */
function sleepNow(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
