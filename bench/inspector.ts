// The runtime's inspector (Chrome DevTools protocol), for profiles and the size of a heap.

import { WebSocket } from "ws";

const ANSWER_LIMIT_MS = 60_000;

export interface ProfileNode {
  readonly id: number;
  /** `lineNumber` counts from 0 */
  readonly callFrame: { readonly functionName: string; readonly lineNumber: number; readonly url?: string };
  /** ids of what it called */
  readonly children?: readonly number[];
}

export interface Profile {
  readonly nodes: readonly ProfileNode[];
  readonly samples: readonly number[];
  /** µs since the sample before, one each */
  readonly timeDeltas: readonly number[];
}

export class Inspector {
  readonly #socket: WebSocket;
  #nextId = 1;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  /** Opens the inspector of `worker` at the runtime's inspector, `origin`. */
  static open(origin: string, worker: string): Promise<Inspector> {
    const socket = new WebSocket(`${origin.replace(/\/$/, "")}/${worker}`, { maxPayload: 0 });
    return new Promise((resolve, reject) => {
      socket.once("error", reject);
      socket.once("open", () => resolve(new Inspector(socket)));
    });
  }

  /** Throws what the inspector refuses, or where it does not answer within a minute. */
  ask(method: string, params: object = {}): Promise<Record<string, unknown>> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const limit = setTimeout(() => reject(new Error(`${method}: no answer`)), ANSWER_LIMIT_MS);
      const onMessage = (data: Buffer): void => {
        const answer = JSON.parse(data.toString()) as { id?: number; result?: object; error?: object };
        if (answer.id !== id) return;
        clearTimeout(limit);
        this.#socket.off("message", onMessage);
        if (answer.error !== undefined) reject(new Error(`${method}: ${JSON.stringify(answer.error)}`));
        else resolve(answer.result as Record<string, unknown>);
      };
      this.#socket.on("message", onMessage);
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
  }

  /** What the worker did while `work` ran. */
  async profile(work: () => Promise<void>): Promise<Profile> {
    await this.startProfile();
    await work();
    return this.stopProfile();
  }

  async startProfile(): Promise<void> {
    await this.ask("Profiler.enable");
    await this.ask("Profiler.start");
  }

  /** What the worker did since `startProfile`. */
  async stopProfile(): Promise<Profile> {
    const { profile } = (await this.ask("Profiler.stop")) as unknown as { profile: Profile };
    return profile;
  }

  /** Bytes in use after a collection of garbage, typed arrays among them. */
  async heapBytes(): Promise<number> {
    // workerd does not answer HeapProfiler.collectGarbage; a snapshot begins with a collection.
    await this.ask("HeapProfiler.takeHeapSnapshot");
    const usage = (await this.ask("Runtime.getHeapUsage")) as {
      readonly usedSize: number;
      readonly backingStorageSize: number;
    };
    return usage.usedSize + usage.backingStorageSize;
  }

  close(): void {
    this.#socket.close();
  }
}
