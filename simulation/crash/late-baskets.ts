// Whose money will come late, so that others can want just their seats once these have been released: left to chance,
// late money mostly finds its own seats free.

/** So long after its deadline, where a kill came between, a hold may still be released before its money comes. */
export const RIVAL_MS = 15_000;
/** A rival begins a little before the deadline, to be there in time. */
const EARLY_MS = 1_000;

interface Basket {
  readonly eventId: string;
  readonly seats: readonly number[];
  /** epoch ms */
  readonly deadline: number;
}

export class LateBaskets {
  #baskets: Basket[] = [];

  /** Notes that the payment for `seats` will not be answered before its `deadline` (epoch ms). */
  add(eventId: string, seats: readonly number[], deadline: number): void {
    this.#baskets.push({ eventId, seats, deadline });
  }

  /** Seats of the event that are about to be free at `now` (epoch ms), to one rival alone; nothing if there are none. */
  take(eventId: string, now: number): readonly number[] | undefined {
    this.#baskets = this.#baskets.filter(({ deadline }) => deadline + RIVAL_MS > now);
    const i = this.#baskets.findIndex((one) => one.eventId === eventId && one.deadline - EARLY_MS <= now);
    return this.#baskets.splice(i, i < 0 ? 0 : 1)[0]?.seats;
  }
}
