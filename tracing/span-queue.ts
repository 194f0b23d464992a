// Ended spans on their way out: gathered for a moment, over all invocations of an isolate, and sent together. What the
// SDK's own batch processor lacks here: an invocation's timers and promises end with it, so each gathering is kept
// alive by the invocation that began it. Promises to hold a bounded number of spans, to try once, and never to throw:
// what cannot be sent in time is gone, and counted.

import { TraceFlags } from "@opentelemetry/api";
import type { ReadableSpan, SpanProcessor } from "@opentelemetry/sdk-trace";

/** Sends spans somewhere. Throws where that did not work. */
export type Send = (spans: readonly ReadableSpan[], signal: AbortSignal) => Promise<void>;

/** Requests under way at once because there was enough for one; what comes meanwhile waits, within its bound. */
export const MAX_SENDING = 4;

/** How long a destination that has failed is left alone, ms: one that is down costs no more than one that is up. */
export const REST_MS = 10_000;

interface Destination {
  readonly send: Send;
  /** epoch ms */
  restsUntil: number;
  /** spans that were not sent to it because it rested */
  lost: number;
}

export interface SpanQueueOptions {
  readonly destinations: readonly Send[];
  readonly queueLimit: number;
  readonly batchLimit: number;
  readonly delayMs: number;
  readonly timeoutMs: number;
  /** keeps the invocation that is under way alive until `work` is done */
  readonly keepAlive: (work: Promise<void>) => void;
  readonly now: () => number;
  /** spans that were not sent, and why; told once for each gathering */
  readonly onLost: (spans: number, why: unknown) => void;
}

export class SpanQueue implements SpanProcessor {
  readonly #options: SpanQueueOptions;
  readonly #destinations: readonly Destination[];
  #waiting: ReadableSpan[] = [];
  #dropped = 0;
  /** when each request that is under way must be over (epoch ms) */
  #sending: readonly number[] = [];
  /** when the gathering that is under way must be over (epoch ms), if one is */
  #sentBy: number | undefined;

  constructor(options: SpanQueueOptions) {
    this.#options = options;
    this.#destinations = options.destinations.map((send) => ({ send, restsUntil: 0, lost: 0 }));
  }

  onStart(): void {
    // Nothing is known yet that would be sent.
  }

  onEnd(span: ReadableSpan): void {
    if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0) return;
    this.add(span);
  }

  /** Takes a span of somebody else, unless half of the room is taken: anyone may send anything, at any rate. */
  addIfRoom(span: ReadableSpan): void {
    if (this.#waiting.length < this.#options.queueLimit / 2) this.add(span);
  }

  /** Takes a span that has ended, which is not made where there is no room for it. */
  add(span: ReadableSpan | (() => ReadableSpan)): void {
    if (this.#waiting.length >= this.#options.queueLimit) this.#dropped++;
    else this.#waiting.push(typeof span === "function" ? span() : span);
    const { now, delayMs, timeoutMs, batchLimit, keepAlive } = this.#options;
    const at = now();
    if (this.#waiting.length >= batchLimit && this.#isFree(at)) return keepAlive(this.#send(this.#next()));
    // An invocation may have been ended with its gathering: then the next one takes over.
    if (this.#sentBy !== undefined && at <= this.#sentBy) return;
    this.#sentBy = at + delayMs + 2 * timeoutMs;
    keepAlive(this.#sendSoon());
  }

  /** A request whose invocation was ended never comes back; it is over when its time is. */
  #isFree(at: number): boolean {
    this.#sending = this.#sending.filter((until) => at <= until);
    return this.#sending.length < MAX_SENDING;
  }

  #next(): readonly ReadableSpan[] {
    const { batchLimit } = this.#options;
    const batch = this.#waiting.slice(0, batchLimit);
    this.#waiting = this.#waiting.slice(batchLimit);
    return batch;
  }

  async #sendSoon(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, this.#options.delayMs));
    await this.forceFlush();
  }

  /** Sends what waits, in as many requests as that takes. */
  async forceFlush(): Promise<void> {
    const { onLost } = this.#options;
    while (this.#waiting.length > 0) await this.#send(this.#next());
    this.#sentBy = undefined;
    if (this.#dropped > 0) onLost(this.#dropped, new Error("too many spans were waiting"));
    this.#dropped = 0;
  }

  async #send(batch: readonly ReadableSpan[]): Promise<void> {
    const { timeoutMs, now } = this.#options;
    const until = now() + timeoutMs;
    this.#sending = [...this.#sending, until];
    await Promise.all(this.#destinations.map((to) => this.#sendTo(to, batch)));
    const at = this.#sending.indexOf(until);
    this.#sending = this.#sending.toSpliced(at, at < 0 ? 0 : 1);
  }

  async #sendTo(to: Destination, batch: readonly ReadableSpan[]): Promise<void> {
    const { timeoutMs, now, onLost } = this.#options;
    if (now() < to.restsUntil) {
      to.lost += batch.length;
      return;
    }
    const lost = to.lost;
    to.lost = 0;
    try {
      await to.send(batch, AbortSignal.timeout(timeoutMs));
      if (lost > 0) onLost(lost, new Error("the endpoint was left alone after it had failed"));
    } catch (error) {
      to.restsUntil = now() + REST_MS;
      onLost(lost + batch.length, error);
    }
  }

  shutdown(): Promise<void> {
    return this.forceFlush();
  }
}
