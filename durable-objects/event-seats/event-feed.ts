// What the event tells and whom: each commit's private news at once to the buyers concerned, its public part to
// everyone with the next tick. Promises that every screen's picture can be continued, also by an object that has just
// started and does not know what the one before it had told.

import type { FeedDown } from "../../shared/contracts/feed-messages.ts";
import { holdView } from "../../shared/contracts/hold-view.ts";
import type { BuyerId, HoldId } from "../../shared/domain/brand.ts";
import { holdsTouched } from "../../shared/domain/fact.ts";
import type { Commit, SeatAuthority } from "./event-seats.authority.ts";
import { SeatFeed } from "./event-seats.feed.ts";
import type { LedgerSource } from "./feed-source.ts";
import { FeedTicks, tickMs, type Tick } from "./feed-ticks.ts";

/** After a start, a commit that is under way has so long to tell the screens where the event stands. */
const WAKE_MS = 100;

export interface EventFeedOptions {
  readonly authority: SeatAuthority;
  readonly source: LedgerSource;
}

export class EventFeed {
  readonly sockets: SeatFeed;
  readonly #authority: SeatAuthority;
  readonly #source: LedgerSource;
  readonly #ticks: FeedTicks;
  #hasTold = false;

  constructor({ authority, source }: EventFeedOptions) {
    this.#authority = authority;
    this.#source = source;
    this.sockets = new SeatFeed(source);
    this.#ticks = new FeedTicks({
      send: (tick) => this.#tell(tick),
      intervalMs: () => tickMs(this.sockets.size),
    });
  }

  /**
   * To be called when the object has started. It may have slept, or died with a tick pending: a tick without changes
   * says how far the ledger is, and a screen that is not there asks for the rest.
   */
  wake(): void {
    if (this.sockets.size === 0) return;
    setTimeout(() => {
      const { seq } = this.#source;
      if (!this.#hasTold) this.#tell({ from: seq, to: seq, changes: new Map(), isSnapshot: false });
    }, WAKE_MS);
  }

  /**
   * Called with each commit before it is on disk. The runtime holds frames back until everything written so far is,
   * those of a later tick too, and what is not written never gets here.
   */
  publish({ from, facts, changes }: Commit): void {
    if (this.sockets.size > 0)
      for (const holdId of new Set(facts.flatMap(holdsTouched))) this.#tellHold(holdId);
    const isSnapshot = facts.some(({ kind }) => kind === "CONFIGURED");
    this.#ticks.add({ from, to: from + facts.length, changes, isSnapshot });
  }

  tellBuyer(buyerId: BuyerId, message: FeedDown): void {
    if (this.sockets.hasBuyer(buyerId)) this.sockets.tellBuyer(buyerId, JSON.stringify(message));
  }

  #tellHold(holdId: HoldId): void {
    const hold = this.#authority.book.holds.get(holdId);
    if (hold === undefined || !this.sockets.hasBuyer(hold.buyerId)) return;
    const record = this.#authority.record(hold);
    if (record.ok) this.tellBuyer(hold.buyerId, { type: "hold", hold: holdView(record.value) });
  }

  #tell(tick: Tick): void {
    this.#hasTold = true;
    if (this.sockets.size > 0) this.sockets.publish(this.sockets.frameOf(tick));
  }
}
