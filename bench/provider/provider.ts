// The parent's side of the sandbox payment provider: one process for every side of a comparison.

import { ChildProgram } from "../child-program.ts";
import { processorMs } from "../processes.ts";
import { WORKERD_ENV } from "../workerd-env.ts";
import { WEBHOOKS_PATH } from "./provider-worker.ts";

/** What the provider's process needs to know; plain JSON, for it crosses a process. */
export interface ProviderLaunch {
  /** the built worker */
  readonly worker: string;
  /** the module beside it that serves only the provider */
  readonly front: string;
  readonly options: { readonly compatibilityDate: string; readonly compatibilityFlags: string[] };
  /** signs the webhooks */
  readonly secret: string;
  /** the folder of its own records */
  readonly state: string;
}

/** A movement of money, as the provider's ledger lists it. */
export interface Movement {
  readonly seq: number;
  readonly key: string;
  readonly kind: string;
  readonly amountMinor: number;
}

const START_LIMIT_MS = 60_000;
const LOOK_EVERY_MS = 50;
const WEBHOOKS_LIMIT_MS = 60_000;

export class Provider {
  readonly origin: string;
  readonly secret: string;
  readonly #child: ChildProgram;
  #lastSeq = 0;

  private constructor(child: ChildProgram, port: number, secret: string) {
    this.#child = child;
    this.origin = `http://127.0.0.1:${port}`;
    this.secret = secret;
  }

  /** Throws where it does not come up. */
  static async start(launch: ProviderLaunch): Promise<Provider> {
    const child = new ChildProgram(new URL("provider-process.ts", import.meta.url), { env: WORKERD_ENV });
    const { port } = (await child.ask(launch, START_LIMIT_MS)) as { port: number };
    return new Provider(child, port, launch.secret);
  }

  /** The movements since this was last asked, oldest first. */
  async newMovements(): Promise<readonly Movement[]> {
    const movements: Movement[] = [];
    for (let next: number | undefined = this.#lastSeq; next !== undefined;) {
      const page: { entries: Movement[]; next?: number } = await this.#get(`/v1/ledger?after=${next}`);
      movements.push(...page.entries);
      next = page.next;
    }
    this.#lastSeq = movements.at(-1)?.seq ?? this.#lastSeq;
    return movements;
  }

  /** How many webhooks a merchant has taken so far. */
  async webhooksTaken(): Promise<number> {
    const { taken } = await this.#get<{ taken: number }>(WEBHOOKS_PATH);
    return taken;
  }

  /** Waits until `count` webhooks were taken. Throws where that takes a minute. */
  async untilWebhooksTaken(count: number): Promise<void> {
    const until = performance.now() + WEBHOOKS_LIMIT_MS;
    for (;;) {
      const taken = await this.webhooksTaken();
      if (taken >= count) return;
      if (performance.now() > until) throw new Error(`${taken} webhooks were taken, not ${count}`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }

  /** Processor time so far, ms. */
  processorMs(): number {
    return processorMs(this.#child.pid ?? 0);
  }

  stop(): Promise<void> {
    return this.#child.stop();
  }

  async #get<T>(path: string): Promise<T> {
    const answer = await fetch(`${this.origin}${path}`, { signal: AbortSignal.timeout(START_LIMIT_MS) });
    if (!answer.ok) throw new Error(`the provider: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  }
}
