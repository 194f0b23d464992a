// Makes the storage and the queue of a running object fail at a point that a test names. The object's code knows
// nothing of it: the live instance's own `ctx.storage` gets methods of its own that do as before, except once.

import { env } from "cloudflare:workers";
import type { Message } from "../../shared/contracts/messages.schema.ts";

/** Where the object dies, or what fails. */
export const FAULTS = [
  "abort before the transaction",
  "abort inside the transaction",
  "abort before the sync",
  "abort during the sync",
  "abort after the sync, before the reply",
  "abort at setting the alarm",
  "abort at sending",
  "the transaction fails",
  "a later write fails",
  "the sync is slow",
  "the queue fails",
] as const;

export type Fault = (typeof FAULTS)[number] | "abort between expiring and sending";

/** Nothing was on disk yet: what was asked for has not happened. */
export const LOSES: ReadonlySet<Fault> = new Set([
  "abort before the transaction",
  "abort inside the transaction",
  "abort before the sync",
  "the transaction fails",
  "a later write fails",
]);

/** The object is told, and lives on. */
export const FAILS: ReadonlySet<Fault> = new Set(["the transaction fails", "a later write fails"]);

/** It was on disk already: it has happened, though nobody was told. */
export const KEEPS: ReadonlySet<Fault> = new Set(["abort after the sync, before the reply"]);

const SLOW_MS = 2;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export class Faults {
  /** how often each fault has come to pass */
  readonly reached: Map<string, number>;
  #armed: Fault | undefined;
  #hit = false;
  #syncing = 0;
  #writes = 0;
  #sent: string[] = [];
  #state: DurableObjectState | undefined;
  readonly #wrapped = new WeakSet<DurableObjectStorage>();

  constructor(reached: Map<string, number>) {
    this.reached = reached;
    // The object's bindings are these very objects. Nothing is delivered: what the worker makes of it is not the point.
    for (const [name, queue] of Object.entries({ payments: env.PAYMENTS_QUEUE, orders: env.ORDERS_QUEUE })) {
      Object.assign(queue, {
        sendBatch: async (batch: Iterable<MessageSendRequest<Message>>) => {
          if (this.#take("abort at sending")) this.#abort();
          for (const { body } of batch) this.#sent.push(`${name} ${sentText(body)}`);
          if (this.#take("the queue fails")) throw new Error("the queue fails");
        },
      });
    }
  }

  /** Gives the queues back. */
  end(): void {
    for (const queue of [env.PAYMENTS_QUEUE, env.ORDERS_QUEUE]) Reflect.deleteProperty(queue, "sendBatch");
  }

  /** The next chance to fail so is taken. */
  arm(fault: Fault | undefined): void {
    this.#armed = fault;
    this.#hit = false;
    this.#sent = [];
    this.#syncing = 0;
    this.#writes = 0;
  }

  /** Whether the fault came to pass, and what was given to each queue meanwhile. */
  disarm(): { readonly hit: boolean; readonly sent: readonly string[] } {
    this.#armed = undefined;
    return { hit: this.#hit, sent: this.#sent };
  }

  /** Whether something is still on its way to the disk. */
  get isSyncing(): boolean {
    return this.#syncing > 0;
  }

  #take(fault: Fault): boolean {
    if (this.#armed !== fault) return false;
    this.#armed = undefined;
    this.#hit = true;
    this.reached.set(fault, (this.reached.get(fault) ?? 0) + 1);
    return true;
  }

  #abort(): never {
    this.#state?.abort("killed by the test");
    throw new Error("killed by the test");
  }

  /** Takes hold of the storage of an instance that has just started; once is enough. */
  wrap(state: DurableObjectState): void {
    const { storage } = state;
    if (this.#wrapped.has(storage)) return;
    this.#wrapped.add(storage);
    this.#state = state;
    const { sql } = storage;
    const transactionSync = storage.transactionSync.bind(storage);
    const sync = storage.sync.bind(storage);
    const setAlarm = storage.setAlarm.bind(storage);
    const exec = sql.exec.bind(sql);
    Object.assign(storage, {
      transactionSync: <T>(work: () => T): T => {
        if (this.#take("abort before the transaction")) this.#abort();
        return transactionSync(() => {
          const result = work();
          if (this.#take("abort inside the transaction")) this.#abort();
          if (this.#take("the transaction fails")) throw new Error("disk full");
          return result;
        });
      },
      sync: () => this.#sync(sync),
      setAlarm: async (at: number) => {
        if (this.#take("abort at setting the alarm")) this.#abort();
        return setAlarm(at);
      },
    });
    Object.assign(sql, {
      exec: (query: string, ...bindings: unknown[]) => {
        // The first thing that an alarm does once what had expired is on disk.
        const looksForDue = /SELECT .* FROM outbox WHERE due_at/.test(query);
        if (looksForDue && this.#take("abort between expiring and sending")) this.#abort();
        // Whatever is written after the first row of a commit: all of it must be as if it had never been.
        if (query.startsWith("INSERT") && this.#writes++ > 0 && this.#take("a later write fails"))
          throw new Error("disk full");
        return exec(query, ...bindings);
      },
    });
  }

  async #sync(sync: () => Promise<void>): Promise<void> {
    this.#syncing += 1;
    if (this.#take("abort before the sync")) this.#abort();
    const synced = sync();
    if (this.#take("abort during the sync")) {
      synced.catch(() => undefined);
      await Promise.resolve();
      this.#abort();
    }
    await synced;
    if (this.#take("the sync is slow")) await pause(SLOW_MS);
    if (this.#take("abort after the sync, before the reply")) this.#abort();
    this.#syncing -= 1;
  }
}

/** What counts of a message: its id, and of a quiet hold the attempt that is asked after. */
function sentText(message: Message): string {
  const { id, type } = message;
  return type === "HOLD_QUIET" ? `${id} fence ${message.fence} due ${message.deadline}` : id;
}
