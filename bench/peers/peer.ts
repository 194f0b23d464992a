// The parent's side of a rival: its database, its servers, and events on them.

import { uuidv7 } from "uuidv7";
import type { AuditReport } from "../../shared/contracts/audit.schema.ts";
import { ChildProgram } from "../child-program.ts";
import { processorMs } from "../processes.ts";
import type { Target } from "../target.ts";
import type { PeerLaunch } from "./peer-server.ts";

const START_LIMIT_MS = 30_000;
const AUDIT_LIMIT_MS = 60_000;

export type PeerShape = Pick<PeerLaunch, "processes" | "connections" | "provider">;

/** A database of the bench's own, that is running. */
export interface PeerDatabase {
  /** its Unix socket, or the folder that it is in */
  readonly socket: string;
  readonly version: string;
  /** Processor time so far, ms. */
  processorMs(): number;
  /** Stops it and removes its data. */
  stop(): Promise<void>;
}

export class Peer {
  readonly #database: PeerDatabase;
  readonly #child: ChildProgram;
  readonly #port: number;

  private constructor(database: PeerDatabase, child: ChildProgram, port: number) {
    this.#database = database;
    this.#child = child;
    this.#port = port;
  }

  /** Starts `program` on `database`, which is stopped with it. Throws where it does not come up. */
  static async start(database: PeerDatabase, program: URL, shape: PeerShape): Promise<Peer> {
    const child = new ChildProgram(program);
    try {
      const launch: PeerLaunch = { socket: database.socket, ...shape };
      const { port } = (await child.ask(launch, START_LIMIT_MS)) as { port: number };
      return new Peer(database, child, port);
    } catch (error) {
      await child.stop();
      await database.stop();
      throw error;
    }
  }

  get version(): string {
    return this.#database.version;
  }

  /** Processor time of its servers and of its database so far, ms. */
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

  /** Reads everything of the event, in the shape of Jari's own audit. Throws where the peer only holds. */
  async audit(eventId: string): Promise<AuditReport> {
    const url = `http://127.0.0.1:${this.#port}/bench/events/${eventId}/audit`;
    const answer = await fetch(url, { signal: AbortSignal.timeout(AUDIT_LIMIT_MS) });
    if (answer.status !== 200) throw new Error(`the peer: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as AuditReport;
  }

  async stop(): Promise<void> {
    await this.#child.stop();
    await this.#database.stop();
  }
}
