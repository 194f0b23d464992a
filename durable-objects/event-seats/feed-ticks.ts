// When seat changes are told. The first is told at once; what is committed while that is still being sent waits, and
// goes out together. Owns the pending tick and nothing else; promises that ticks continue each other, that none is
// kept longer than `MAX_TICK_MS`, and that an event where nothing happens waits for no timer.

import type { SeatState } from "../../shared/domain/seat.ts";

/** Each seat that changed, as it is now. */
export type SeatChanges = ReadonlyMap<number, SeatState>;

/** What a feed tells at once: from the state after fact `from` to the state after fact `to`. */
export interface Tick {
  readonly from: number;
  readonly to: number;
  /** each changed seat, as it is at `to` */
  readonly changes: SeatChanges;
  /** the number of seats may have changed: only a snapshot tells that */
  readonly isSnapshot: boolean;
}

/** A seat must be seen to go within a blink: with what sending to 2,000 sockets takes, this is about 100 ms. */
const MAX_TICK_MS = 60;

/**
 * The clock stands still while an object works, so it cannot be asked how long sending took: about 25 µs a socket where
 * it was measured (docs/performance.md), and some tenths of a millisecond for a call of a relay. Waiting twice as long
 * leaves two thirds of the thread for the commits.
 */
const MS_PER_SOCKET = 0.05;
const MS_PER_RELAY = 1;

/** No screen draws more often: telling it more often takes time from the commits, and nobody sees it. */
const MIN_TICK_MS = 16;

/** How long to gather after a tick (ms) that went to so many. */
export function tickMs(sockets: number, relays = 0): number {
  if (sockets + relays === 0) return 0;
  const ms = Math.floor(sockets * MS_PER_SOCKET + relays * MS_PER_RELAY);
  return Math.max(MIN_TICK_MS, Math.min(MAX_TICK_MS, ms));
}

export interface TickOptions {
  readonly send: (tick: Tick) => void;
  /** how long to gather after a tick, ms; asked after each */
  readonly intervalMs: () => number;
}

export class FeedTicks {
  readonly #send: (tick: Tick) => void;
  readonly #intervalMs: () => number;
  #pending: Tick | undefined;
  #isGathering = false;

  constructor({ send, intervalMs }: TickOptions) {
    this.#send = send;
    this.#intervalMs = intervalMs;
  }

  /** Tells `tick` now, or with what else comes before the next one is due. */
  add(tick: Tick): void {
    this.#pending = this.#pending === undefined ? tick : joinTicks(this.#pending, tick);
    if (!this.#isGathering) this.#tell();
  }

  #tell(): void {
    const tick = this.#pending;
    if (tick === undefined) return;
    this.#pending = undefined;
    this.#send(tick);
    const ms = this.#intervalMs();
    if (ms <= 0) return;
    this.#isGathering = true;
    setTimeout(() => {
      this.#isGathering = false;
      this.#tell();
    }, ms);
  }
}

/** One tick for two, of which `later` continues `earlier`. */
export function joinTicks(earlier: Tick, later: Tick): Tick {
  const changes = new Map<number, SeatState>(earlier.changes);
  for (const [seat, state] of later.changes) changes.set(seat, state);
  const isSnapshot = earlier.isSnapshot || later.isSnapshot;
  return { from: earlier.from, to: later.to, changes, isSnapshot };
}
