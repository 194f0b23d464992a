// A PostgreSQL of the bench's own: its data in a temporary folder, reached by a Unix socket there, and stopped with it.

import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { appendFileSync, chownSync, globSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { processorMs } from "../../processes.ts";
import type { PeerDatabase } from "../peer.ts";

const START_LIMIT_MS = 30_000;
const LOOK_EVERY_MS = 50;

/** What differs from the defaults, and why. A commit is on disk before it is answered, as with Jari. */
const SETTINGS = {
  listen_addresses: "''",
  max_connections: 100,
  shared_buffers: "1GB",
  wal_buffers: "64MB",
  // no checkpoint in the middle of a round
  max_wal_size: "8GB",
  checkpoint_timeout: "30min",
  // what is read is in memory
  random_page_cost: 1.1,
  effective_cache_size: "4GB",
  // nothing here gains from a compiled plan
  jit: "off",
  synchronous_commit: "on",
  fsync: "on",
  log_min_messages: "warning",
} as const;

export class Database implements PeerDatabase {
  /** the folder of its Unix socket */
  readonly socket: string;
  readonly version: string;
  readonly #folder: string;
  readonly #server: ChildProcess;

  private constructor(folder: string, server: ChildProcess, version: string) {
    this.#folder = folder;
    this.socket = folder;
    this.#server = server;
    this.version = version;
  }

  /** One with the tables of `schema`. Throws where PostgreSQL is not installed or does not start. */
  static async start(schema: string): Promise<Database> {
    const bin = findBinaries();
    const folder = mkdtempSync(join(tmpdir(), "jari-bench-pg-"));
    const identity = unprivileged();
    const data = join(folder, "data");
    mkdirSync(data);
    for (const path of identity === undefined ? [] : [folder, data])
      chownSync(path, identity?.uid ?? 0, identity?.gid ?? 0);
    const options = { ...identity, cwd: folder };
    execFileSync(
      join(bin, "initdb"),
      ["-D", data, "-U", "bench", "--auth=trust", "-E", "UTF8", "--no-locale"],
      { ...options, stdio: "ignore" },
    );
    const settings = Object.entries({
      ...SETTINGS,
      unix_socket_directories: `'${folder}'`,
    }).map(([name, value]) => `${name} = ${value}\n`);
    appendFileSync(join(data, "postgresql.conf"), settings.join(""));
    const server = spawn(join(bin, "postgres"), ["-D", data], { ...options, stdio: "ignore" });
    const version = await untilReady(folder, schema);
    return new Database(folder, server, version);
  }

  /** Processor time so far, ms. */
  processorMs(): number {
    return processorMs(this.#server.pid ?? 0);
  }

  /** Stops it and removes its data. */
  async stop(): Promise<void> {
    const gone = new Promise((resolve) => this.#server.once("exit", resolve));
    this.#server.kill("SIGINT"); // a fast shutdown: open transactions are rolled back
    await gone;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** PostgreSQL refuses to run as root; its package brings a user of its own. */
function unprivileged(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string): number => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

function findBinaries(): string {
  const found = globSync("/usr/lib/postgresql/*/bin").toSorted().at(-1);
  if (found === undefined) throw new Error("PostgreSQL is missing: apt-get install -y postgresql");
  return found;
}

async function untilReady(folder: string, schema: string): Promise<string> {
  const until = Date.now() + START_LIMIT_MS;
  for (;;) {
    const client = new Client({ host: folder, user: "bench", database: "postgres" });
    try {
      await client.connect();
      await client.query(schema);
      const { rows } = await client.query<{ server_version: string }>("SHOW server_version");
      await client.end();
      return rows[0]?.server_version ?? "?";
    } catch (error) {
      if (Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }
}
