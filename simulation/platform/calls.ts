// How anything asks the platform for something: the request travels, the work is done, the answer travels back, and
// whoever asked may crash at either end. The one place where awaits of the worker are given their length.

import type { FaultKind, Faults } from "../faults.ts";
import type { Random } from "../random.ts";
import { PLATFORM, type Actor, type Scheduler } from "../scheduler.ts";

export interface Failing {
  readonly before: FaultKind;
  readonly after: FaultKind;
}

/** Longer than an idempotency lease and than a queue's patience. */
const SLOWEST_MS = 100_000;

export class Calls {
  readonly scheduler: Scheduler;
  readonly faults: Faults;
  readonly #latency: Random;
  readonly #trace: (line: string) => void;

  constructor(scheduler: Scheduler, faults: Faults, latency: Random, trace: (line: string) => void) {
    this.scheduler = scheduler;
    this.faults = faults;
    this.#latency = latency;
    this.#trace = trace;
  }

  /** How long a message takes inside the data centre. */
  latencyMs(): number {
    return 0.2 + 4 * this.#latency.next() ** 3;
  }

  /** Does `perform` for `actor`: once, or not at all; the answer may be lost either way. */
  call<T>(actor: Actor, label: string, failing: Failing, perform: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      this.request(actor, label, failing, reject, () => {
        let answer: () => void;
        try {
          const value = perform();
          answer = () => resolve(value);
        } catch (error) {
          answer = () => reject(error);
        }
        this.answer(actor, label, failing, reject, answer);
      });
    });
  }

  /** The first half of a call: `arrive` is what happens where it arrives, if it does. */
  request(
    actor: Actor,
    label: string,
    failing: Failing,
    reject: (error: Error) => void,
    arrive: () => void,
  ): void {
    if (actor.dead) return;
    if (this.#crashes(actor, `before ${label}`)) return;
    const { scheduler, faults } = this;
    if (faults.strike(failing.before)) {
      scheduler.after(this.latencyMs(), actor, () => reject(new Error(`${label}: connection lost`)));
      return;
    }
    const slow = actor.kind === "worker" && faults.strike("worker-slow");
    const delayMs = slow ? faults.how("worker-slow").next() * SLOWEST_MS : this.latencyMs();
    scheduler.after(delayMs, PLATFORM, arrive);
  }

  /** The second half: `answer` settles what the caller awaits. */
  answer(
    actor: Actor,
    label: string,
    failing: Failing,
    reject: (error: Error) => void,
    answer: () => void,
  ): void {
    if (actor.dead || this.#crashes(actor, `after ${label}`)) return;
    const lost = this.faults.strike(failing.after);
    this.scheduler.after(
      this.latencyMs(),
      actor,
      lost ? () => reject(new Error(`${label}: connection lost`)) : answer,
    );
  }

  #crashes(actor: Actor, where: string): boolean {
    if (actor.kind !== "worker" || !this.faults.strike("worker-crash")) return false;
    this.#trace(`${actor.name} crashes ${where}`);
    actor.die();
    return true;
  }
}
