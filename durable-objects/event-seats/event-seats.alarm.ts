// The object's one alarm, shared by everything that may fall due: expiries, quiet payments, unacknowledged
// messages. Keeps the earliest time armed and nothing else; an alarm costs a write, so it moves only forward.

export interface AlarmClock {
  getAlarm(): Promise<number | null>;
  setAlarm(at: number): Promise<void>;
}

/** An alarm may be up to a minute late; one that is later was given up by the runtime. */
const LOST_AFTER_MS = 60_000;

export class SharedAlarm {
  readonly #clock: AlarmClock;
  #armedAt: number | undefined;

  constructor(clock: AlarmClock) {
    this.#clock = clock;
  }

  /** Learns what is armed after a start; the runtime may have given an alarm up. */
  async recall(): Promise<void> {
    this.#armedAt = (await this.#clock.getAlarm()) ?? undefined;
  }

  /** Sees to it that the alarm fires at `dueAt` (epoch ms) or before, and not before `now`. */
  async arm(dueAt: number | undefined, now: number): Promise<void> {
    if (dueAt === undefined) return;
    const isLost = this.#armedAt !== undefined && this.#armedAt < now - LOST_AFTER_MS;
    if (this.#armedAt !== undefined && this.#armedAt <= dueAt && !isLost) return;
    // What the lost one was for is still waiting, and need not be what `dueAt` is for: the alarm looks through all of it.
    const at = isLost ? now + 1 : Math.max(dueAt, now + 1);
    this.#armedAt = at;
    try {
      await this.#clock.setAlarm(at);
    } catch (error) {
      // Not armed after all: whoever comes next must try again.
      this.#armedAt = undefined;
      throw error;
    }
  }

  /** The alarm has fired: nothing is armed any more. */
  fired(): void {
    this.#armedAt = undefined;
  }
}
