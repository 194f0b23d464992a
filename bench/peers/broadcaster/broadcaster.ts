// The parent's side of the bare broadcaster.

import { ChildProgram } from "../../child-program.ts";
import type { Address } from "../../load/http-line.ts";
import { processorMs } from "../../processes.ts";

const ANSWER_LIMIT_MS = 10_000;

export class Broadcaster {
  readonly address: Address;
  readonly #child: ChildProgram;

  private constructor(child: ChildProgram, port: number) {
    this.#child = child;
    this.address = { host: "127.0.0.1", port };
  }

  static async start(): Promise<Broadcaster> {
    const child = new ChildProgram(new URL("server-process.ts", import.meta.url));
    const { port } = (await child.ask({ do: "listen" }, ANSWER_LIMIT_MS)) as { port: number };
    return new Broadcaster(child, port);
  }

  /** Sends frames of so many bytes to everyone, back to back, until `pause`. */
  async broadcast(bytes: number): Promise<void> {
    await this.#child.ask({ do: "broadcast", bytes }, ANSWER_LIMIT_MS);
  }

  async pause(): Promise<void> {
    await this.#child.ask({ do: "pause" }, ANSWER_LIMIT_MS);
  }

  /** Processor time so far, ms. */
  processorMs(): number {
    return processorMs(this.#child.pid ?? 0);
  }

  stop(): Promise<void> {
    return this.#child.stop();
  }
}
