// What waits for the next commit, by where it came from: the event's own door, or one of its relays. Promises the order
// of arrival as long as everything fits into one batch, and within a source always; when it does not fit, the sources
// take turns, so that a relay with thousands of impatient buyers takes nothing from the others. Refuses what is too much.

/** The event's own sockets, and whoever asks by HTTP. */
export const OWN_DOOR = "";

interface Item<T> {
  readonly value: T;
  readonly order: number;
}

export class FairQueue<T> {
  readonly #limit: number;
  /** by source; the one whose turn it is first */
  readonly #sources = new Map<string, Item<T>[]>();
  #size = 0;
  #order = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#size;
  }

  /**
   * Whether `value` was taken. A relay may fill as much as it leaves free, so that there is always room for a source
   * that has asked for less; the own door may fill what there is.
   */
  push(value: T, source: string): boolean {
    const waiting = this.#sources.get(source);
    const free = this.#limit - this.#size;
    if (free <= 0 || (source !== OWN_DOOR && (waiting?.length ?? 0) >= free)) return false;
    const item = { value, order: this.#order++ };
    if (waiting === undefined) this.#sources.set(source, [item]);
    else waiting.push(item);
    this.#size++;
    return true;
  }

  /** Takes out the next `count` at most. */
  take(count: number): T[] {
    const items = this.#size <= count ? this.#takeAll() : this.#takeTurns(count);
    this.#size -= items.length;
    return items.toSorted((a, b) => a.order - b.order).map(({ value }) => value);
  }

  #takeAll(): Item<T>[] {
    const items = [...this.#sources.values()].flat();
    this.#sources.clear();
    return items;
  }

  /** One round after the other: each source that still has something gives an equal share of what is left to take. */
  #takeTurns(count: number): Item<T>[] {
    const items: Item<T>[] = [];
    while (items.length < count) {
      const share = Math.max(1, Math.floor((count - items.length) / this.#sources.size));
      for (const [source, waiting] of [...this.#sources]) {
        items.push(...waiting.splice(0, Math.min(share, count - items.length)));
        // At the end of the line, so that whoever had nothing this time is the first the next time.
        this.#sources.delete(source);
        if (waiting.length > 0) this.#sources.set(source, waiting);
        if (items.length >= count) break;
      }
    }
    return items;
  }
}
