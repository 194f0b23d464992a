// What a feed shows, wherever it stands: in the event, which has the ledger, or in a relay, which has what the event
// told it. Owns nothing; promises that `changesSince` leads from one state to `seq` and leaves no seat out.

import type { BuyerId } from "../../shared/domain/brand.ts";
import { seatChanges, type Fact } from "../../shared/domain/fact.ts";
import type { SeatState } from "../../shared/domain/seat.ts";
import { isLive } from "../../shared/domain/hold.ts";
import { holdView } from "../../shared/contracts/hold-view.ts";
import type { HoldView } from "../../shared/contracts/holds.schema.ts";
import type { SeatAuthority } from "./event-seats.authority.ts";
import type { EventSeatsStore } from "./event-seats.store.ts";

export type SeatChanges = ReadonlyMap<number, SeatState>;

export interface FeedSource {
  readonly epoch: number;
  /** the fact after which `states` is true */
  readonly seq: number;
  /** one byte a seat */
  readonly states: Uint8Array;
  /** epoch ms */
  now(): number;
  /** Each seat that changed after fact `seq`, as it is now; `undefined` where only a snapshot tells. */
  changesSince(seq: number): SeatChanges | undefined;
}

/** Facts that a returning client is told one by one; after a longer gap it takes a snapshot. */
const MAX_GAP_FACTS = 2_000;

export interface LedgerSourceOptions {
  readonly authority: SeatAuthority;
  readonly store: EventSeatsStore;
  readonly epoch: number;
}

/** The event's own state and ledger. */
export class LedgerSource implements FeedSource {
  readonly #authority: SeatAuthority;
  readonly #store: EventSeatsStore;
  readonly epoch: number;

  constructor({ authority, store, epoch }: LedgerSourceOptions) {
    this.#authority = authority;
    this.#store = store;
    this.epoch = epoch;
  }

  get seq(): number {
    return this.#authority.book.seq;
  }

  get states(): Uint8Array {
    return this.#authority.book.states;
  }

  now(): number {
    return this.#authority.now();
  }

  changesSince(seq: number): SeatChanges | undefined {
    const facts = this.factsSince(seq);
    // A configuration may have changed the number of seats: only a snapshot tells that.
    return facts === undefined || facts.some(({ kind }) => kind === "CONFIGURED")
      ? undefined
      : lastChanges(facts);
  }

  /** The facts after `seq`, or `undefined` where there are too many to tell one by one, or it has not come yet. */
  factsSince(seq: number): readonly Fact[] | undefined {
    return seq > this.seq ? undefined : this.#store.factsAfter(seq, MAX_GAP_FACTS);
  }

  /** The live holds of a buyer, as the buyer sees them. */
  holdsOf(buyerId: BuyerId): readonly HoldView[] {
    const { holds, holdsOf } = this.#authority.book;
    const now = this.now();
    return (holdsOf.get(buyerId) ?? []).flatMap((id) => {
      const hold = holds.get(id);
      if (hold === undefined || hold.status === "SOLD" || !isLive(hold, now)) return [];
      const record = this.#authority.record(hold);
      return record.ok ? [holdView(record.value)] : [];
    });
  }
}

/** Last writer wins, so a seat is told once. */
function lastChanges(facts: readonly Fact[]): SeatChanges {
  const changes = new Map<number, SeatState>();
  for (const fact of facts)
    for (const { state, seats } of seatChanges(fact)) for (const seat of seats) changes.set(seat, state);
  return changes;
}
