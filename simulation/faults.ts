// What may go wrong. Each run draws which kinds it has and how often each strikes; every single strike has a name
// (`kind#n`), so that a history can be told again without it.

import { Random } from "./random.ts";

/** Every kind, with the highest share of its occasions that it may strike. */
export const FAULTS = {
  "request-lost": 0.2,
  "reply-lost": 0.2,
  "worker-crash": 0.05,
  "worker-slow": 0.03,
  "worker-old-version": 0.2,
  "d1-fails-before": 0.05,
  "d1-fails-after": 0.05,
  "object-call-fails-before": 0.1,
  "object-call-fails-after": 0.1,
  "object-crash-before-flush": 0.03,
  "object-crash-after-flush": 0.03,
  "object-evicted": 0.05,
  "object-write-fails": 0.02,
  deploy: 0.01,
  "queue-send-fails-before": 0.1,
  "queue-send-fails-after": 0.1,
  "message-lost": 0.3,
  "message-duplicated": 0.3,
  "message-delayed": 0.3,
  "message-again-after-success": 0.2,
  "alarm-late": 0.5,
  "alarm-twice": 0.3,
  "alarm-lost": 0.2,
  "sweep-lost": 0.5,
  "provider-slow": 0.4,
  "provider-down": 0.3,
  "provider-answer-lost": 0.3,
  "webhook-lost": 0.5,
  "webhook-never-sent": 0.5,
  "webhook-duplicated": 0.3,
  "webhook-delayed": 0.5,
  "socket-cut": 0.05,
  "clock-skew": 1,
} as const;

export type FaultKind = keyof typeof FAULTS;
export const FAULT_KINDS = Object.keys(FAULTS) as readonly FaultKind[];

/** How often a run has each kind at all. */
const SHARE_OF_RUNS = 0.35;

export class Faults {
  /** off while the event is being set up, and once the bad day is over */
  on = false;
  /** how often each kind struck */
  readonly struck = new Map<FaultKind, number>();
  /** every strike in its order, for shortening a history */
  readonly strikes: string[] = [];
  readonly #rates = new Map<FaultKind, number>();
  readonly #streams = new Map<FaultKind, Random>();
  readonly #occasions = new Map<FaultKind, number>();
  readonly #seed: number;
  readonly #without: ReadonlySet<string>;
  readonly #onStrike: (strike: string) => void;

  /** `without`: names of strikes to leave out, and of kinds. */
  constructor(seed: number, without: ReadonlySet<string>, onStrike: (strike: string) => void) {
    this.#seed = seed;
    this.#without = without;
    this.#onStrike = onStrike;
    const draw = new Random(seed, "fault rates");
    for (const kind of FAULT_KINDS) {
      const chosen = draw.chance(SHARE_OF_RUNS);
      // Mostly rare, sometimes often: squared.
      const rate = FAULTS[kind] * draw.next() ** 2;
      if (chosen && !without.has(kind)) this.#rates.set(kind, rate);
      this.#streams.set(kind, new Random(seed, `fault ${kind}`));
    }
  }

  /** Whether `kind` strikes on this occasion. */
  strike(kind: FaultKind): boolean {
    if (!this.on) return false;
    const rate = this.#rates.get(kind);
    if (rate === undefined) return false;
    const n = (this.#occasions.get(kind) ?? 0) + 1;
    this.#occasions.set(kind, n);
    const name = `${kind}#${n}`;
    if (!(this.#streams.get(kind) as Random).chance(rate) || this.#without.has(name)) return false;
    this.struck.set(kind, (this.struck.get(kind) ?? 0) + 1);
    this.strikes.push(name);
    this.#onStrike(name);
    return true;
  }

  /** Says how badly the latest strike of `kind` hits: a stream of its own, whatever else is left out. */
  how(kind: FaultKind): Random {
    return new Random(this.#seed, `how ${kind}#${this.#occasions.get(kind) ?? 0}`);
  }
}
