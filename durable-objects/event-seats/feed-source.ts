// What a feed shows, wherever it stands: in the event, which has the ledger, or in a relay, which has what the event
// told it. Owns nothing; promises that `changesSince` leads from one state to `seq` and leaves no seat out.

import type { Context } from "@opentelemetry/api";
import type { FeedDown } from "../../shared/contracts/feed-messages.ts";
import { FEED_PROTOCOL_VERSION } from "../../shared/contracts/protocol.ts";
import type { BuyerText } from "../../shared/contracts/seat-relay.ts";
import type { BuyerId, HoldId } from "../../shared/domain/brand.ts";
import { seatChanges, type Fact } from "../../shared/domain/fact.ts";
import type { SeatState } from "../../shared/domain/seat.ts";
import { isLive, type Hold } from "../../shared/domain/hold.ts";
import { holdView } from "../../shared/contracts/hold-view.ts";
import type { HoldView } from "../../shared/contracts/holds.schema.ts";
import type { SeatChanges } from "./feed-ticks.ts";
import { publishing } from "./event-seats.tracing.ts";
import type { SeatAuthority } from "./event-seats.authority.ts";
import type { EventSeatsStore } from "./event-seats.store.ts";

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
    return this.changesBetween(seq, Infinity);
  }

  /** Each seat that changed after fact `from` and not after fact `to`, as it was then. */
  changesBetween(from: number, to: number): SeatChanges | undefined {
    const facts = this.factsSince(from)?.filter(({ seq }) => seq <= to);
    // A configuration may have changed the number of seats: only a snapshot tells that.
    return facts === undefined || facts.some(({ kind }) => kind === "CONFIGURED")
      ? undefined
      : lastChanges(facts);
  }

  /** The facts after `seq`, or `undefined` where there are too many to tell one by one, or it has not come yet. */
  factsSince(seq: number): readonly Fact[] | undefined {
    return seq > this.seq ? undefined : this.#store.factsAfter(seq, MAX_GAP_FACTS);
  }

  /** The first frame of a buyer's connection: who speaks, by which clock, and the buyer's live holds. */
  hello(buyerId: BuyerId): string {
    const { holds, holdsOf } = this.#authority.book;
    const serverTime = this.now();
    const live = (holdsOf.get(buyerId) ?? []).flatMap((id) => {
      const hold = holds.get(id);
      return hold === undefined || hold.status === "SOLD" || !isLive(hold, serverTime) ? [] : [hold];
    });
    const views = live.flatMap((hold) => this.#viewOf(hold));
    return textOf({ type: "hello", protocol: FEED_PROTOCOL_VERSION, serverTime, holds: views });
  }

  /** What the buyer of a hold is told of it as it is now, and as a part of `trace`; nothing of one that is forgotten. */
  holdText(holdId: HoldId, trace?: Context): BuyerText | undefined {
    const found = this.#authority.book.holds.get(holdId);
    const [hold] = found === undefined ? [] : this.#viewOf(found);
    if (found === undefined || hold === undefined) return undefined;
    const traceparent = publishing("hold", trace, { holdId, status: hold.status });
    const text = textOf({ type: "hold", hold, ...(traceparent !== undefined && { traceparent }) });
    return { buyerId: found.buyerId, text };
  }

  buyerOf(holdId: HoldId): BuyerId | undefined {
    return this.#authority.book.holds.get(holdId)?.buyerId;
  }

  #viewOf(hold: Hold): readonly HoldView[] {
    const record = this.#authority.record(hold);
    return record.ok ? [holdView(record.value)] : [];
  }
}

function textOf(message: FeedDown): string {
  return JSON.stringify(message);
}

/** Last writer wins, so a seat is told once. */
function lastChanges(facts: readonly Fact[]): SeatChanges {
  const changes = new Map<number, SeatState>();
  for (const fact of facts)
    for (const { state, seats } of seatChanges(fact)) for (const seat of seats) changes.set(seat, state);
  return changes;
}
