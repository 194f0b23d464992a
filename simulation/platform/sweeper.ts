// The cron of wrangler.toml, every minute. One in which nothing is due changes nothing, and is passed over.

import type { Faults } from "../faults.ts";
import { PLATFORM, type Scheduler } from "../scheduler.ts";
import type { SimD1 } from "./d1.ts";

const MINUTE_MS = 60_000;

export class Sweeper {
  readonly #scheduler: Scheduler;
  readonly #faults: Faults;
  readonly #d1: SimD1;
  readonly #sweep: () => void;

  constructor(scheduler: Scheduler, faults: Faults, d1: SimD1, sweep: () => void) {
    this.#scheduler = scheduler;
    this.#faults = faults;
    this.#d1 = d1;
    this.#sweep = sweep;
  }

  start(): void {
    this.#after(MINUTE_MS);
  }

  /** When the next message of the outbox is due; `undefined` where none waits. */
  nextDueAt(): number | undefined {
    const at = this.#d1.sqlite.arrays("SELECT min(due_at) FROM outbox", [])[0]?.[0];
    return typeof at === "number" ? at : undefined;
  }

  #after(delayMs: number): void {
    this.#scheduler.after(delayMs, PLATFORM, () => {
      if (this.nextDueAt() !== undefined && !this.#faults.strike("sweep-lost")) this.#sweep();
      const next = this.nextDueAt() ?? 0;
      this.#after(MINUTE_MS * Math.max(1, Math.ceil((next - this.#scheduler.now) / MINUTE_MS)));
    });
  }
}
