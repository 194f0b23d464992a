// Queues: at least once, in no order, in batches of any size; what fails too often goes to the dead letters.

import type { Faults } from "../faults.ts";
import type { Random } from "../random.ts";
import { PLATFORM, type Actor } from "../scheduler.ts";
import type { Calls, Failing } from "./calls.ts";

const FAILING: Failing = { before: "queue-send-fails-before", after: "queue-send-fails-after" };
/** wrangler.toml: the smaller max_batch_size, max_retries. */
const BATCH = 25;
const MAX_RETRIES = 8;
/** How long a consumer that died keeps its messages. */
const PATIENCE_MS = 30_000;
const LONGEST_DELAY_MS = 90_000;

interface QueuedMessage {
  readonly id: string;
  readonly body: unknown;
  attempts: number;
  visibleAt: number;
  taken: boolean;
}

export interface Delivery {
  readonly id: string;
  readonly timestamp: Date;
  readonly body: unknown;
  readonly attempts: number;
  ack(): void;
  retry(options?: { delaySeconds?: number }): void;
}

/** Handles one batch as an invocation of the worker; `undefined` when the invocation died. */
export type Consume = (
  queue: string,
  deliveries: readonly Delivery[],
  done: (outcome: "ended" | "died") => void,
) => void;

export interface QueueWorld {
  readonly calls: Calls;
  readonly faults: Faults;
  readonly random: Random;
  readonly consume: Consume;
  /** a message was handled to its end, for the `attempt`th time */
  readonly onHandled: (body: unknown, times: number) => void;
}

export class SimQueue {
  readonly name: string;
  readonly #world: QueueWorld;
  readonly #deadLetters: SimQueue | undefined;
  #waiting: QueuedMessage[] = [];
  #handled = new Map<string, number>();
  #next = 0;

  constructor(name: string, world: QueueWorld, deadLetters?: SimQueue) {
    this.name = name;
    this.#world = world;
    this.#deadLetters = deadLetters;
  }

  get size(): number {
    return this.#waiting.length;
  }

  /** What a producer's binding is for `actor`. Nothing holds back what an object sends: it must be durable by then. */
  binding(actor: Actor): object {
    return {
      sendBatch: (messages: readonly { body: unknown }[]) => {
        const bodies = messages.map(({ body }) => structuredClone(body));
        return this.#world.calls.call(actor, `send to ${this.name}`, FAILING, () => {
          for (const body of bodies) this.#accept(body);
        });
      },
    };
  }

  #accept(body: unknown): void {
    const { faults } = this.#world;
    if (faults.strike("message-lost")) return;
    this.put(body);
    if (faults.strike("message-duplicated")) this.put(body);
  }

  put(body: unknown): void {
    const { faults, calls } = this.#world;
    const late = faults.strike("message-delayed")
      ? faults.how("message-delayed").next() * LONGEST_DELAY_MS
      : 0;
    const message = { id: `${this.name}-${this.#next++}`, body, attempts: 0, visibleAt: 0, taken: false };
    this.#waiting.push(message);
    this.#showAfter(message, calls.latencyMs() + late);
  }

  #showAfter(message: QueuedMessage, delayMs: number): void {
    const { scheduler } = this.#world.calls;
    message.taken = false;
    message.visibleAt = scheduler.now + delayMs;
    scheduler.after(delayMs, PLATFORM, () => this.#deliver(message));
  }

  /** Delivers `first`, with as many others that may go along as chance has it. */
  #deliver(first: QueuedMessage): void {
    const { scheduler } = this.#world.calls;
    if (first.taken || !this.#waiting.includes(first) || first.visibleAt > scheduler.now) return;
    const others = this.#waiting.filter((m) => m !== first && !m.taken && m.visibleAt <= scheduler.now);
    const batch = [first, ...others].slice(0, 1 + this.#world.random.int(BATCH));
    const answers = new Map<QueuedMessage, "ack" | { delayMs: number }>();
    const deliveries = batch.map((message): Delivery => {
      message.taken = true;
      message.attempts++;
      return {
        id: message.id,
        timestamp: new Date(scheduler.now),
        body: structuredClone(message.body),
        attempts: message.attempts,
        ack: () => void answers.set(message, "ack"),
        retry: ({ delaySeconds = 0 } = {}) => void answers.set(message, { delayMs: delaySeconds * 1_000 }),
      };
    });
    this.#world.consume(this.name, deliveries, (outcome) => {
      for (const message of batch)
        this.#finish(message, outcome === "died" ? { delayMs: PATIENCE_MS } : answers.get(message));
    });
  }

  #finish(message: QueuedMessage, answer: "ack" | { delayMs: number } | undefined): void {
    const { faults, onHandled } = this.#world;
    if (answer === "ack" || answer === undefined) {
      const times = (this.#handled.get(message.id) ?? 0) + 1;
      this.#handled.set(message.id, times);
      onHandled(message.body, times);
      // The acknowledgement is lost: the message comes once more.
      if (faults.strike("message-again-after-success")) return this.#showAfter(message, 1_000);
      this.#remove(message);
    } else if (message.attempts > MAX_RETRIES && this.#deadLetters !== undefined) {
      this.#remove(message);
      this.#deadLetters.put(message.body);
    } else {
      this.#showAfter(message, Math.max(answer.delayMs, 1));
    }
  }

  #remove(message: QueuedMessage): void {
    this.#waiting = this.#waiting.filter((m) => m !== message);
  }
}

/** The queues of wrangler.toml. */
export function makeQueues(world: QueueWorld): Readonly<Record<string, SimQueue>> {
  const paymentsDead = new SimQueue("jari-payments-dlq", world);
  const ordersDead = new SimQueue("jari-orders-dlq", world);
  return {
    payments: new SimQueue("jari-payments", world, paymentsDead),
    orders: new SimQueue("jari-orders", world, ordersDead),
    paymentsDead,
    ordersDead,
  };
}

/** A message in a line of a history. */
export function describe(body: unknown): string {
  if (typeof body !== "object" || body === null || !("type" in body)) return "unreadable";
  const orderId = "orderId" in body ? String(body.orderId).slice(0, 4) : "";
  return `${String(body.type)} of order ${orderId}`;
}

export function idOf(body: unknown): string {
  return typeof body === "object" && body !== null && "id" in body ? String(body.id) : "";
}
