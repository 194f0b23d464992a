// The parent's side of the bare Worker: how near Jari is to what its runtime can do at all.

import { ChildProgram } from "../../child-program.ts";
import type { Generator } from "../../load/generator.ts";
import type { Address } from "../../load/http-line.ts";
import { planWishes } from "../../load/plan.ts";
import { processorMs } from "../../processes.ts";
import { SESSION_SECRET } from "../../target.ts";

const START_LIMIT_MS = 60_000;
/** It stops by itself after that, whoever forgets it. */
const BROADCAST_LIMIT_MS = 30_000;
const CREATED = 201;
const MS = 1_000;

export interface BareRound {
  readonly perSecond: number;
  /** processor time of a request, µs */
  readonly costUs: number;
}

export class BareWorker {
  readonly address: Address;
  readonly #child: ChildProgram;

  private constructor(child: ChildProgram, port: number) {
    this.#child = child;
    this.address = { host: "127.0.0.1", port };
  }

  static async start(compatibilityDate: string): Promise<BareWorker> {
    const child = new ChildProgram(new URL("server-process.ts", import.meta.url));
    const { port } = (await child.ask({ compatibilityDate }, START_LIMIT_MS)) as { port: number };
    return new BareWorker(child, port);
  }

  /** The requests of `pairs` holds, said back. Throws where one is not. */
  async echo(generator: Generator, { pairs, seed, clients }: Echoes): Promise<BareRound> {
    const wishes = planWishes({ seed, pairs, seatCount: pairs * 2, conflictShare: 0, buyers: pairs });
    const before = this.#processorMs();
    const { statuses, wrong, elapsedMs } = await generator.run({
      ...{ kind: "http-closed", clients, address: this.address, eventId: "bare", wishes },
      secret: SESSION_SECRET,
    });
    const done = statuses.filter((status) => status === CREATED).length;
    if (done < pairs || wrong.length > 0)
      throw new Error(`the bare worker: ${done} of ${pairs}, ${wrong[0]}`);
    return { perSecond: (pairs * MS) / elapsedMs, costUs: ((this.#processorMs() - before) * MS) / pairs };
  }

  /** Sends frames of so many bytes to everyone, tick after tick, until `pause`. */
  async broadcast(bytes: number): Promise<void> {
    await this.#post(`/broadcast?bytes=${bytes}&ms=${BROADCAST_LIMIT_MS}`);
  }

  async pause(): Promise<void> {
    await this.#post("/pause");
  }

  async #post(path: string): Promise<void> {
    const { host, port } = this.address;
    const signal = AbortSignal.timeout(START_LIMIT_MS);
    const answer = await fetch(`http://${host}:${port}${path}`, { method: "POST", signal });
    if (!answer.ok) throw new Error(`the bare worker: ${answer.status}`);
  }

  #processorMs(): number {
    return processorMs(this.#child.pid ?? 0);
  }

  stop(): Promise<void> {
    return this.#child.stop();
  }
}

interface Echoes {
  readonly pairs: number;
  readonly seed: number;
  readonly clients: number;
}
