// What an event's ledger says, read without the domain's own code: who had each seat, fact by fact. It knows nothing
// of prices or times, only that a seat has one owner at a time and that what has ended has ended.

import type { Fact } from "../../shared/domain/fact.ts";
import type { EventBook } from "./books.ts";
import type { Find } from "./contradiction.ts";

export interface HoldEnd {
  readonly holdId: string;
  readonly buyerId: string;
  readonly seats: readonly number[];
  readonly status: "HELD" | "PAYING" | "SOLD" | "RELEASED";
  /** epoch ms; of a HELD hold */
  readonly until: number;
  readonly orderId?: string;
}

export interface EventTruth {
  readonly eventId: string;
  /** every hold there ever was, as it stands */
  readonly holds: ReadonlyMap<string, HoldEnd>;
  /** the order that each SOLD seat was sold to */
  readonly soldTo: ReadonlyMap<number, string>;
  /** the hold that has each HELD, PAYING or SOLD seat */
  readonly owners: ReadonlyMap<number, string>;
  /** orders whose hold has been PAYING at some time */
  readonly paid: ReadonlySet<string>;
}

/** Follows the ledger of `book`; every step that cannot follow the one before it goes to `find`. */
export function replay(book: EventBook, find: Find): EventTruth {
  const ledger = new Ledger(book.eventId, find);
  for (const [i, fact] of book.facts.entries()) {
    if (fact.seq !== i + 1) find(book.eventId, `fact ${i + 1} has seq ${fact.seq}`);
    ledger.apply(fact);
  }
  return ledger;
}

class Ledger implements EventTruth {
  readonly eventId: string;
  readonly holds = new Map<string, HoldEnd>();
  readonly soldTo = new Map<number, string>();
  readonly owners = new Map<number, string>();
  readonly paid = new Set<string>();
  readonly #find: Find;

  constructor(eventId: string, find: Find) {
    this.eventId = eventId;
    this.#find = find;
  }

  apply(fact: Fact): void {
    switch (fact.kind) {
      case "HELD":
        if (fact.replaces !== undefined) this.#end(fact.replaces.holdId, "RELEASED", ["HELD"]);
        this.#take(fact.holdId, fact.seats);
        this.holds.set(fact.holdId, { ...fact, status: "HELD" });
        return;
      case "EXTENDED":
        this.#move(fact.holdId, ["HELD"], { until: fact.until });
        return;
      case "PAYING":
        this.#move(fact.holdId, ["HELD"], { status: "PAYING", orderId: fact.orderId });
        this.paid.add(fact.orderId);
        return;
      case "SOLD":
        if (this.holds.get(fact.holdId)?.orderId !== fact.orderId)
          this.#find(fact.holdId, `sold to ${fact.orderId}, which was not paying`);
        this.#move(fact.holdId, ["PAYING"], { status: "SOLD" });
        this.#sell(fact);
        return;
      case "SOLD_LATE":
        this.#take(fact.holdId, fact.seats);
        this.holds.set(fact.holdId, { ...fact, status: "SOLD", until: 0 });
        this.#sell(fact);
        return;
      case "RELEASED":
        this.#end(fact.holdId, "RELEASED", ["HELD", "PAYING"]);
        return;
      case "CONFIGURED":
      case "LATE_REFUSED":
      case "BLOCKED":
      case "UNBLOCKED":
        return;
    }
  }

  #take(holdId: string, seats: readonly number[]): void {
    for (const seat of seats) {
      const owner = this.owners.get(seat);
      if (owner !== undefined) this.#find(this.eventId, `seat ${seat} of ${owner} went to ${holdId}`);
      this.owners.set(seat, holdId);
    }
  }

  #sell({ orderId, seats }: { readonly orderId: string; readonly seats: readonly number[] }): void {
    for (const seat of seats) {
      const before = this.soldTo.get(seat);
      if (before !== undefined) this.#find(orderId, `seat ${seat} was sold to ${before} already`);
      this.soldTo.set(seat, orderId);
    }
  }

  #end(holdId: string, status: "RELEASED", from: readonly HoldEnd["status"][]): void {
    const hold = this.holds.get(holdId);
    for (const seat of hold?.seats ?? []) if (this.owners.get(seat) === holdId) this.owners.delete(seat);
    this.#move(holdId, from, { status });
  }

  #move(holdId: string, from: readonly HoldEnd["status"][], change: Partial<HoldEnd>): void {
    const hold = this.holds.get(holdId);
    if (hold === undefined) return this.#find(holdId, `a fact about a hold that never was`);
    if (!from.includes(hold.status))
      this.#find(holdId, `was ${hold.status} and became ${change.status ?? hold.status}`);
    this.holds.set(holdId, { ...hold, ...change });
  }
}
