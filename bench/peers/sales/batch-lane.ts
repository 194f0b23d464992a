// Gathers what comes while a batch is being worked on, and works on all of it together next: one batch at a time.

interface Waiting<Item, Outcome> {
  readonly item: Item;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
}

export class BatchLane<Item, Outcome> {
  readonly #work: (items: readonly Item[]) => Promise<readonly Outcome[]>;
  readonly #most: number;
  readonly #gatherMs: number;
  #waiting: Waiting<Item, Outcome>[] = [];
  #isBusy = false;

  /**
   * `work` takes at most `most` items, and answers one outcome for each, in their order. What need not be done at once
   * may be gathered for `gatherMs` first.
   */
  constructor(work: (items: readonly Item[]) => Promise<readonly Outcome[]>, most: number, gatherMs = 0) {
    this.#work = work;
    this.#most = most;
    this.#gatherMs = gatherMs;
  }

  /** Resolves to the item's outcome. Rejects with whatever its batch has thrown. */
  add(item: Item): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      if (!this.#isBusy) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#isBusy = true;
    while (this.#waiting.length > 0) {
      if (this.#gatherMs > 0) await new Promise((resolve) => setTimeout(resolve, this.#gatherMs));
      const batch = this.#waiting.slice(0, this.#most);
      this.#waiting = this.#waiting.slice(this.#most);
      await this.#workOn(batch);
    }
    this.#isBusy = false;
  }

  async #workOn(batch: readonly Waiting<Item, Outcome>[]): Promise<void> {
    try {
      const outcomes = await this.#work(batch.map(({ item }) => item));
      for (const [at, { resolve }] of batch.entries()) resolve(outcomes[at] as Outcome);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}
