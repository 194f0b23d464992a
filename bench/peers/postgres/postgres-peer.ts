// The parent's side of the PostgreSQL peer.

import { uuidv7 } from "uuidv7";
import { ChildProgram } from "../../child-program.ts";
import { processorMs } from "../../processes.ts";
import type { Target } from "../../target.ts";
import { Database } from "./database.ts";
import type { PeerLaunch } from "./server-process.ts";

const START_LIMIT_MS = 30_000;

export type PeerShape = Pick<PeerLaunch, "processes" | "connections">;

export class PostgresPeer {
  readonly #database: Database;
  readonly #child: ChildProgram;
  readonly #port: number;

  private constructor(database: Database, child: ChildProgram, port: number) {
    this.#database = database;
    this.#child = child;
    this.#port = port;
  }

  /** Throws where PostgreSQL is not installed or does not start. */
  static async start(shape: PeerShape): Promise<PostgresPeer> {
    const database = await Database.start();
    const child = new ChildProgram(new URL("server-process.ts", import.meta.url));
    try {
      const launch: PeerLaunch = { socket: database.socket, ...shape };
      const { port } = (await child.ask(launch, START_LIMIT_MS)) as { port: number };
      return new PostgresPeer(database, child, port);
    } catch (error) {
      await child.stop();
      await database.stop();
      throw error;
    }
  }

  get version(): string {
    return this.#database.version;
  }

  /** Processor time of its servers and of PostgreSQL so far, ms. */
  processorMs(): number {
    return processorMs(this.#child.pid ?? 0) + this.#database.processorMs();
  }

  /** Writes a new event with `seatCount` seats. Throws where that fails. */
  async publish(seatCount: number): Promise<Target> {
    const eventId = uuidv7();
    const answer = await fetch(`http://127.0.0.1:${this.#port}/bench/events/${eventId}`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ seatCount }),
    });
    if (answer.status !== 204) throw new Error(`the peer: ${answer.status} ${await answer.text()}`);
    return { address: { host: "127.0.0.1", port: this.#port }, eventId, seatCount };
  }

  async stop(): Promise<void> {
    await this.#child.stop();
    await this.#database.stop();
  }
}
