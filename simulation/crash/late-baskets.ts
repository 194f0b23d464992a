// Whose money will come late, so that others can want just their seats once these have been released: left to chance,
// late money mostly finds its own seats free.

/** The seats are free for so long, from the deadline until the money comes and asks for them. */
const FREE_MS = 6_000;

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

  /** What was released at `now` (epoch ms) or a little before, and whose money has not come yet. */
  justFreed(eventId: string, now: number): readonly (readonly number[])[] {
    this.#baskets = this.#baskets.filter(({ deadline }) => deadline + FREE_MS > now);
    return this.#baskets
      .filter((basket) => basket.eventId === eventId && basket.deadline <= now)
      .map(({ seats }) => seats);
  }
}
