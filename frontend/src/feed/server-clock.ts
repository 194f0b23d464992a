// Estimates how far the server's clock is ahead of this machine's. A stamped message was under way for an unknown
// time ≥ 0, so every sample is at or below the truth, and the highest of the recent ones is the nearest to it.

const SAMPLES_KEPT = 8;

export interface ServerClock {
  /** Notes that a message stamped `serverTime` arrived when this machine's clock said `localNow`. */
  readonly observe: (serverTime: number, localNow: number) => void;
  /** Forgets the samples: a new connection may follow a night's sleep or a changed clock. */
  readonly reset: () => void;
  readonly offsetMs: () => number;
}

export function createServerClock(): ServerClock {
  let samples: number[] = [];
  return {
    observe(serverTime, localNow) {
      samples = [...samples.slice(1 - SAMPLES_KEPT), serverTime - localNow];
    },
    reset() {
      samples = [];
    },
    offsetMs: () => (samples.length === 0 ? 0 : Math.max(...samples)),
  };
}
