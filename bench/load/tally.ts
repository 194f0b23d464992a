// What became of each wish.

import type { LoadResult } from "./job.ts";

/** Complaints that are kept; one is enough to fail a round. */
const MAX_COMPLAINTS = 20;

export class Tally {
  readonly #statuses: number[];
  readonly #latencies: number[];
  readonly #wrong: string[] = [];
  readonly #chosen: Record<number, readonly number[]> = {};

  constructor(wishes: number) {
    this.#statuses = Array.from({ length: wishes }, () => 0);
    this.#latencies = Array.from({ length: wishes }, () => 0);
  }

  /** `latencyMs` counts from when the wish should have been sent. */
  note(at: number, status: number, latencyMs: number): void {
    this.#statuses[at] = status;
    this.#latencies[at] = latencyMs;
  }

  /** The server has chosen `seats` for a wish. */
  noteChosen(at: number, seats: readonly number[]): void {
    this.#chosen[at] = seats;
  }

  complain(text: string): void {
    if (this.#wrong.length < MAX_COMPLAINTS) this.#wrong.push(text);
  }

  /** `startedAt` is of `performance.now()`; all is over now. */
  result(startedAt: number): LoadResult {
    return {
      statuses: this.#statuses,
      latencies: this.#latencies,
      wrong: this.#wrong,
      chosen: this.#chosen,
      startedAt: performance.timeOrigin + startedAt,
      elapsedMs: performance.now() - startedAt,
    };
  }
}
