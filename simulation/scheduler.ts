// One virtual clock and one list of what is to come. A step takes the earliest entry, lets everything that follows
// from it at once happen, and only then goes on: so whatever runs between two awaits of the product is one step.

/** Whoever does something: an invocation of the worker, an instance of an object, a buyer. */
export class Actor {
  readonly name: string;
  readonly kind: "worker" | "object" | "buyer" | "platform";
  /** how far this actor's clock is off */
  readonly skewMs: number;
  /** A dead actor never hears of anything again: its awaits do not end. */
  dead = false;
  readonly onDeath: (() => void)[] = [];

  constructor(name: string, kind: Actor["kind"], skewMs = 0) {
    this.name = name;
    this.kind = kind;
    this.skewMs = skewMs;
  }

  die(): void {
    if (this.dead) return;
    this.dead = true;
    for (const tell of this.onDeath) tell();
  }
}

export const PLATFORM = new Actor("platform", "platform");

interface Entry {
  readonly at: number;
  readonly order: number;
  readonly actor: Actor;
  readonly run: () => void;
}

export class Scheduler {
  /** virtual epoch ms */
  now: number;
  /** whose code is running */
  current: Actor = PLATFORM;
  steps = 0;
  readonly #heap: Entry[] = [];
  #order = 0;

  constructor(startAt: number) {
    this.now = startAt;
  }

  /** Runs `run` as a step of `actor`, `delayMs` from now, unless the actor is dead by then. */
  after(delayMs: number, actor: Actor, run: () => void): void {
    this.#push({ at: this.now + Math.max(0, delayMs), order: this.#order++, actor, run });
  }

  get nextAt(): number | undefined {
    return this.#heap[0]?.at;
  }

  /** Takes one step; false where nothing is left to come. */
  async step(): Promise<boolean> {
    const entry = this.#pop();
    if (entry === undefined) return false;
    this.now = Math.max(this.now, entry.at);
    if (entry.actor.dead) return true;
    this.steps++;
    this.current = entry.actor;
    entry.run();
    // Everything that follows at once is microtasks; this comes after all of them.
    await new Promise(setImmediate);
    return true;
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let i = heap.push(entry) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!before(entry, heap[parent] as Entry)) break;
      heap[i] = heap[parent] as Entry;
      i = parent;
    }
    heap[i] = entry;
  }

  #pop(): Entry | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1] as Entry, heap[child] as Entry)) child++;
      if (!before(heap[child] as Entry, last)) break;
      heap[i] = heap[child] as Entry;
      i = child;
    }
    heap[i] = last;
    return first;
  }
}

function before(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
