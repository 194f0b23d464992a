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
  #waiting: ReadableSpan[] = [];
  #dropped = 0;
  /** when each request that is under way must be over (epoch ms) */
  #sending: readonly number[] = [];
  /** when the gathering that is under way must be over (epoch ms), if one is */
  #sentBy: number | undefined;

  constructor(options: SpanQueueOptions) {
    this.#options = options;
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

  /** Takes a span that has ended. */
  add(span: ReadableSpan): void {
    if (this.#waiting.length >= this.#options.queueLimit) this.#dropped++;
    else this.#waiting.push(span);
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
    const { destinations, timeoutMs, onLost, now } = this.#options;
    const until = now() + timeoutMs;
    this.#sending = [...this.#sending, until];
    const sent = await Promise.allSettled(
      destinations.map(async (send) => send(batch, AbortSignal.timeout(timeoutMs))),
    );
    const at = this.#sending.indexOf(until);
    this.#sending = this.#sending.toSpliced(at, at < 0 ? 0 : 1);
    for (const result of sent) if (result.status === "rejected") onLost(batch.length, result.reason);
  }

  shutdown(): Promise<void> {
    return this.forceFlush();
  }
}
