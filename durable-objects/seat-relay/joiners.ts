// Buyers on their way in: the event has been asked what they are to be told first, and their sockets are not open yet.
// What becomes of their holds meanwhile is kept for them.

import type { BuyerId } from "../../shared/domain/brand.ts";

export interface Joiner {
  readonly buyerId: BuyerId;
  readonly texts: string[];
}

export class Joiners {
  readonly #joiners = new Set<Joiner>();

  get size(): number {
    return this.#joiners.size;
  }

  enter(buyerId: BuyerId): Joiner {
    const joiner = { buyerId, texts: [] };
    this.#joiners.add(joiner);
    return joiner;
  }

  leave(joiner: Joiner): void {
    this.#joiners.delete(joiner);
  }

  tell(buyerId: BuyerId, text: string): void {
    for (const joiner of this.#joiners) if (joiner.buyerId === buyerId) joiner.texts.push(text);
  }
}
