// What the event tells and whom: each commit's private news to the buyers concerned, its public part to everyone with
// the next tick, here and at its relays. Promises that every screen's picture can be continued, also by an object that
// has just started and does not know what the one before it had told.

import type { Context } from "@opentelemetry/api";
import type { FeedDown } from "../../shared/contracts/feed-messages.ts";
import {
  RELAY_HEADER,
  type BuyerText,
  type RelayRegion,
  type SeatRelayRpc,
} from "../../shared/contracts/seat-relay.ts";
import type { BuyerId, HoldId } from "../../shared/domain/brand.ts";
import { holdsTouched } from "../../shared/domain/fact.ts";
import { contextOf } from "../../tracing/traceparent.ts";
import type { Commit } from "./event-seats.authority.ts";
import { SeatFeed, type SeatFrameBytes } from "./event-seats.feed.ts";
import type { LedgerSource } from "./feed-source.ts";
import { FeedTicks, tickMs, type Tick } from "./feed-ticks.ts";
import { RelayFanout } from "./relay-fanout.ts";
import type { RelayRoster } from "./relay-roster.ts";

/** After a start, a commit that is under way has so long to tell the screens where the event stands. */
const WAKE_MS = 100;

export interface EventFeedOptions {
  readonly source: LedgerSource;
  readonly roster: RelayRoster;
  readonly relay: (name: string) => SeatRelayRpc;
  /** resolves once everything written is on disk */
  readonly stored: () => Promise<void>;
  /** sockets that the event takes itself before it hands out relays */
  readonly ownViewers: () => number;
}

export class EventFeed {
  readonly sockets: SeatFeed;
  readonly relays: RelayFanout;
  readonly #source: LedgerSource;
  readonly #roster: RelayRoster;
  readonly #ownViewers: () => number;
  readonly #ticks: FeedTicks;
  #hasTold = false;

  constructor({ source, roster, relay, stored, ownViewers }: EventFeedOptions) {
    const { epoch } = source;
    this.#source = source;
    this.#roster = roster;
    this.#ownViewers = ownViewers;
    this.sockets = new SeatFeed(source);
    this.relays = new RelayFanout({
      ...{ roster, relay, stored, epoch, seq: () => source.seq },
      frameSince: (seq) => this.sockets.frameSince(seq === undefined ? undefined : { epoch, seq }),
      textsSince: (seq) => this.#textsSince(seq),
    });
    this.#ticks = new FeedTicks({
      send: (tick) => this.#tell(tick),
      intervalMs: () => tickMs(this.sockets.size, this.relays.count),
    });
  }

  /** Sockets here and at the relays. */
  get size(): number {
    return this.sockets.size + this.#roster.sockets;
  }

  /** The answer that sends one more viewer to a relay; nothing while there is room here. */
  redirect(eventId: string, region: RelayRegion): Response | undefined {
    if (this.sockets.size < this.#ownViewers()) return undefined;
    const relay = this.#roster.assign(eventId, region);
    return relay && new Response(null, { status: 307, headers: { [RELAY_HEADER]: relay.name } });
  }

  /**
   * To be called when the object has started. It may have slept, or died with a tick pending: a tick without changes
   * says how far the ledger is, and a screen or a relay that is not there asks for the rest.
   */
  wake(): void {
    if (this.sockets.size === 0 && this.relays.count === 0) return;
    setTimeout(() => {
      if (this.#hasTold) return;
      const tick = this.#emptyTick();
      this.sockets.publish(this.sockets.frameOf(tick));
      this.#tell(tick);
    }, WAKE_MS);
  }

  /**
   * Called with each commit before it is on disk. The runtime holds frames back until everything written so far is,
   * those of a later tick too, and what is not written never gets here.
   */
  publish({ from, facts, changes, askers, traces }: Commit): void {
    if (this.relays.count > 0 || this.sockets.size > 0) this.#tellHolds(facts, askers, traces);
    const isSnapshot = facts.some(({ kind }) => kind === "CONFIGURED");
    this.#ticks.add({ from, to: from + facts.length, changes, isSnapshot });
  }

  tellBuyer(buyerId: BuyerId, message: FeedDown): void {
    const text = JSON.stringify(message);
    this.sockets.tellBuyer(buyerId, text);
    if (this.relays.count === 0) return;
    this.relays.addText({ buyerId, text });
    this.#ticks.add(this.#emptyTick());
  }

  /** The delta between two facts, for a relay whose viewer has come back after long. */
  gap(from: number, to: number): SeatFrameBytes | undefined {
    const changes = to > from ? this.#source.changesBetween(from, to) : undefined;
    return changes && this.sockets.delta(from, to, changes);
  }

  #tellHolds(facts: Commit["facts"], askers: Commit["askers"], traces: Commit["traces"]): void {
    const isRelayed = this.relays.count > 0;
    let traceOf: ReadonlyMap<HoldId, Context> | undefined;
    for (const holdId of holdsTouched(facts)) {
      const buyerId = this.#source.buyerOf(holdId);
      const asker = askers.get(holdId);
      const isHere = buyerId !== undefined && this.sockets.hasBuyer(buyerId, asker);
      if (!isRelayed && !isHere) continue;
      traceOf ??= tracesByHold(facts, traces);
      const news = this.#source.holdText(holdId, traceOf.get(holdId));
      if (news === undefined) continue;
      if (isHere) this.sockets.tellBuyer(news.buyerId, news.text, asker);
      if (isRelayed) this.relays.addText(news);
    }
  }

  #textsSince(seq: number): readonly BuyerText[] | undefined {
    const facts = this.#source.factsSince(seq);
    return facts && [...holdsTouched(facts)].flatMap((holdId) => this.#source.holdText(holdId) ?? []);
  }

  #emptyTick(): Tick {
    const { seq } = this.#source;
    return { from: seq, to: seq, changes: new Map(), isSnapshot: false };
  }

  #tell(tick: Tick): void {
    const { from, to } = tick;
    // Without changes it only carries news to the relays: the screens here still do not know where the event stands.
    if (to > from) this.#hasTold = true;
    const isRelayed = this.relays.count > 0;
    if (this.sockets.size === 0 && !isRelayed) return;
    const frame = this.sockets.frameOf(tick);
    if (to > from) this.sockets.publish(frame);
    if (isRelayed) this.relays.tell({ from, to, frame });
  }
}

/** The trace of the last fact about each hold. */
function tracesByHold(facts: Commit["facts"], traces: Commit["traces"]): ReadonlyMap<HoldId, Context> {
  const found = new Map<HoldId, Context>();
  for (const [i, fact] of facts.entries()) {
    if (!("holdId" in fact)) continue;
    const trace = traces[i] ?? ("traceparent" in fact ? contextOf(fact.traceparent) : undefined);
    if (trace !== undefined) found.set(fact.holdId, trace);
  }
  return found;
}
