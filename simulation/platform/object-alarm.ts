// An object's one alarm: never early by the object's own clock, but late, twice, or lost, and tried again when its
// handler does not end.

import { PLATFORM } from "../scheduler.ts";
import type { ObjectWorld } from "./object.ts";
import type { ObjectStorage } from "./object-storage.ts";

/** An alarm whose handler did not end is tried again after this. */
const RETRY_MS = 2_000;
/** The platform promises no more than that. */
const LATEST_MS = 60_000;

/** What an alarm needs of its object. */
export interface AlarmOwner {
  /** how far its clock is off, once it is awake; `undefined` where it cannot start */
  skewMs(): number | undefined;
  handle(): Promise<void>;
  /** the alarm was given up by the platform, because its handler failed again and again: the instance is gone too */
  lose(): void;
}

export class ObjectAlarm {
  runs = false;
  #version = 0;
  readonly #world: ObjectWorld;
  readonly #storage: ObjectStorage;
  readonly #owner: AlarmOwner;

  constructor(world: ObjectWorld, storage: ObjectStorage, owner: AlarmOwner) {
    this.#world = world;
    this.#storage = storage;
    this.#owner = owner;
  }

  /** Follows the alarm that has just become durable. */
  schedule(): void {
    const version = ++this.#version;
    const { alarmAt } = this.#storage;
    if (alarmAt === undefined) return;
    const { faults, scheduler, mayLoseAlarm = () => true } = this.#world;
    const lateMs = faults.strike("alarm-late") ? faults.how("alarm-late").next() * LATEST_MS : 0;
    this.#whenDue(alarmAt, alarmAt - scheduler.now + lateMs, () => {
      if (version !== this.#version) return;
      this.#storage.alarmAt = undefined;
      if (mayLoseAlarm(this.#storage) && faults.strike("alarm-lost")) return this.#owner.lose();
      if (faults.strike("alarm-twice")) this.again();
      this.#fire();
    });
  }

  /** Runs the handler once more, a little later. */
  again(): void {
    this.runs = false;
    this.#world.scheduler.after(RETRY_MS, PLATFORM, () => this.#fire());
  }

  /** Runs `fire` after `delayMs`, but not before `at` by the clock of the machine that the object is on by then. */
  #whenDue(at: number, delayMs: number, fire: () => void): void {
    const { scheduler } = this.#world;
    scheduler.after(delayMs, PLATFORM, () => {
      const skewMs = this.#owner.skewMs();
      // It could not start: the alarm has not rung, and is tried as a whole.
      if (skewMs === undefined) return this.#whenDue(at, RETRY_MS, fire);
      const earlyMs = at - Math.floor(scheduler.now) - skewMs;
      if (earlyMs > 0) this.#whenDue(at, earlyMs, fire);
      else fire();
    });
  }

  #fire(): void {
    this.runs = true;
    this.#owner.handle().then(
      () => (this.runs = false),
      () => this.again(),
    );
  }
}
