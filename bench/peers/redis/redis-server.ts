// A Redis of the bench's own: its log in a temporary folder, reached by a Unix socket there, and stopped with it.

import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { processorMs } from "../../processes.ts";
import type { PeerDatabase } from "../peer.ts";
import { newClient } from "./client.ts";

const PROGRAM = "redis-server";
const START_LIMIT_MS = 30_000;
const STOP_LIMIT_MS = 10_000;
const LOOK_EVERY_MS = 50;

/** What differs from the defaults, and why. A hold is on disk before it is answered, as with Jari. */
const SETTINGS = {
  port: "0",
  appendonly: "yes",
  appendfsync: "always",
  // the log alone is what is kept: no snapshot, and no rewrite in the middle of a round
  save: "",
  "auto-aof-rewrite-percentage": "0",
} as const;

export class RedisServer implements PeerDatabase {
  readonly socket: string;
  readonly version: string;
  readonly #folder: string;
  readonly #server: ChildProcess;

  private constructor(folder: string, server: ChildProcess, version: string) {
    this.#folder = folder;
    this.socket = socketIn(folder);
    this.#server = server;
    this.version = version;
  }

  /** Throws where Redis is not installed or does not start. */
  static async start(): Promise<RedisServer> {
    const version = findVersion();
    const folder = mkdtempSync(join(tmpdir(), "jari-bench-redis-"));
    const settings = Object.entries({ ...SETTINGS, dir: folder, unixsocket: socketIn(folder) });
    const args = settings.flatMap(([name, value]) => [`--${name}`, value]);
    const server = spawn(PROGRAM, args, { cwd: folder, stdio: "ignore" });
    const redis = new RedisServer(folder, server, version);
    try {
      await redis.#untilReady();
      return redis;
    } catch (error) {
      await redis.stop();
      throw error;
    }
  }

  /** Processor time so far, ms. */
  processorMs(): number {
    return processorMs(this.#server.pid ?? 0);
  }

  /** Stops it and removes its data; by SIGKILL if it does not end in ten seconds. */
  async stop(): Promise<void> {
    const server = this.#server;
    if (!hasEnded(server)) {
      const gone = new Promise((resolve) => server.once("exit", resolve));
      const limit = setTimeout(() => server.kill("SIGKILL"), STOP_LIMIT_MS);
      server.kill("SIGTERM");
      await gone;
      clearTimeout(limit);
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #untilReady(): Promise<void> {
    const until = Date.now() + START_LIMIT_MS;
    for (;;) {
      const client = newClient(this.socket);
      client.on("error", () => {}); // connect() says so, too
      try {
        await client.connect();
        await client.ping();
        return;
      } catch (error) {
        if (hasEnded(this.#server)) throw new Error(`${PROGRAM} ended at once`, { cause: error });
        if (Date.now() > until) throw error;
        await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
      } finally {
        client.destroy();
      }
    }
  }
}

function socketIn(folder: string): string {
  return join(folder, "socket");
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

function findVersion(): string {
  const { error, stdout } = spawnSync(PROGRAM, ["--version"], { encoding: "utf8" });
  if (error !== undefined) throw new Error("Redis is missing: apt-get install -y redis-server");
  return /v=(\S+)/.exec(stdout)?.[1] ?? "?";
}
