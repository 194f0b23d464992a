// The sockets of one event. Public seat changes go to everyone as binary frames; holds and orders go to their own
// buyer as text. Promises that no stranger sees an id, and that a client is never trusted with more than a
// bounded number of bounded frames.

import { encodeDelta, encodeSnapshot } from "../../shared/contracts/feed-codec.ts";
import type { FeedDown } from "../../shared/contracts/feed-messages.ts";
import { holdView } from "../../shared/contracts/hold-view.ts";
import { CLOSE_TRY_AGAIN, FEED_PROTOCOL_VERSION } from "../../shared/contracts/protocol.ts";
import type { BuyerId } from "../../shared/domain/brand.ts";
import { holdsTouched, seatChanges } from "../../shared/domain/fact.ts";
import { isLive, type Hold } from "../../shared/domain/hold.ts";
import type { SeatState } from "../../shared/domain/seat.ts";
import type { Commit, SeatAuthority } from "./event-seats.authority.ts";
import type { EventSeatsStore } from "./event-seats.store.ts";

/** Facts that a returning client is told one by one; after a longer gap it takes a snapshot. */
const MAX_GAP_FACTS = 2_000;

/** One object can hold 32,768 sockets; the rest is room for the runtime. */
const MAX_SOCKETS = 30_000;
const MAX_SOCKETS_PER_BUYER = 20;

export interface FeedOptions {
  readonly authority: SeatAuthority;
  readonly store: EventSeatsStore;
  readonly epoch: number;
}

export class SeatFeed {
  readonly #authority: SeatAuthority;
  readonly #store: EventSeatsStore;
  readonly #epoch: number;
  readonly #sockets = new Map<WebSocket, BuyerId>();
  readonly #socketsOf = new Map<BuyerId, Set<WebSocket>>();
  #snapshot: { readonly seq: number; readonly frame: Uint8Array<ArrayBuffer> } | undefined;

  constructor({ authority, store, epoch }: FeedOptions) {
    this.#authority = authority;
    this.#store = store;
    this.#epoch = epoch;
  }

  get size(): number {
    return this.#sockets.size;
  }

  /** Whether one more socket of `buyerId` may be taken. */
  hasRoomFor(buyerId: BuyerId): boolean {
    return (
      this.#sockets.size < MAX_SOCKETS && (this.#socketsOf.get(buyerId)?.size ?? 0) < MAX_SOCKETS_PER_BUYER
    );
  }

  /** Takes up a socket; also one that slept through a hibernation. */
  add(socket: WebSocket, buyerId: BuyerId): void {
    this.#sockets.set(socket, buyerId);
    const mine = this.#socketsOf.get(buyerId);
    if (mine === undefined) this.#socketsOf.set(buyerId, new Set([socket]));
    else mine.add(socket);
  }

  remove(socket: WebSocket): void {
    const buyerId = this.#sockets.get(socket);
    if (buyerId === undefined) return;
    this.#sockets.delete(socket);
    const mine = this.#socketsOf.get(buyerId);
    mine?.delete(socket);
    if (mine?.size === 0) this.#socketsOf.delete(buyerId);
  }

  /** First frames of a connection: the buyer's own state, then the seats from where the client left off. */
  welcome(socket: WebSocket, buyerId: BuyerId, from: { epoch: number; seq: number } | undefined): void {
    const now = this.#authority.now();
    const holds = this.#holdsOf(buyerId, now).flatMap((hold) => {
      const record = this.#authority.record(hold);
      return record.ok ? [holdView(record.value)] : [];
    });
    this.tell(socket, { type: "hello", protocol: FEED_PROTOCOL_VERSION, serverTime: now, holds });
    this.resume(socket, from);
  }

  /** Sends what came after `from`, or a snapshot where that cannot be told. */
  resume(socket: WebSocket, from: { epoch: number; seq: number } | undefined): void {
    const { seq } = this.#authority.book;
    const gap =
      from === undefined || from.epoch !== this.#epoch || from.seq > seq
        ? undefined
        : this.#store.factsAfter(from.seq, MAX_GAP_FACTS);
    // A configuration may have changed the number of seats: only a snapshot tells that.
    if (from === undefined || gap === undefined || gap.some((fact) => fact.kind === "CONFIGURED")) {
      this.#send(socket, this.snapshot());
      return;
    }
    const changes = new Map<number, SeatState>();
    for (const change of gap.flatMap(seatChanges)) {
      for (const seat of change.seats) changes.set(seat, change.state);
    }
    this.#send(socket, this.#delta(from.seq, seq, changes));
  }

  /** The current snapshot frame, encoded once for all who ask between two commits. */
  snapshot(): Uint8Array<ArrayBuffer> {
    const { seq, states } = this.#authority.book;
    if (this.#snapshot?.seq !== seq) {
      const frame = encodeSnapshot({ epoch: this.#epoch, seq, serverTime: this.#authority.now(), states });
      this.#snapshot = { seq, frame };
    }
    return this.#snapshot.frame;
  }

  /** One frame for everyone, and to each buyer what became of their holds. */
  publish({ from, facts, changes }: Commit): void {
    if (this.#sockets.size === 0) return;
    const configured = facts.some((fact) => fact.kind === "CONFIGURED");
    const { seq } = this.#authority.book;
    const frame = configured ? this.snapshot() : this.#delta(from, seq, changes);
    for (const socket of this.#sockets.keys()) this.#send(socket, frame);
    const touched = new Set(facts.flatMap(holdsTouched));
    for (const holdId of touched) {
      const hold = this.#authority.book.holds.get(holdId);
      if (hold === undefined || !this.#socketsOf.has(hold.buyerId)) continue;
      const record = this.#authority.record(hold);
      if (record.ok) this.tellBuyer(hold.buyerId, { type: "hold", hold: holdView(record.value) });
    }
  }

  tellBuyer(buyerId: BuyerId, message: FeedDown): void {
    for (const socket of this.#socketsOf.get(buyerId) ?? []) this.tell(socket, message);
  }

  #holdsOf(buyerId: BuyerId, now: number): readonly Hold[] {
    const ids = this.#authority.book.holdsOf.get(buyerId) ?? [];
    return ids.flatMap((id) => {
      const hold = this.#authority.book.holds.get(id);
      return hold !== undefined && hold.status !== "SOLD" && isLive(hold, now) ? [hold] : [];
    });
  }

  #delta(from: number, to: number, changes: ReadonlyMap<number, SeatState>): Uint8Array<ArrayBuffer> {
    const byState: number[][] = [[], [], [], []];
    for (const [seat, state] of changes) (byState[state] as number[]).push(seat);
    const groups = byState.map((seats, state) => ({
      state: state as SeatState,
      seats: seats.toSorted((a, b) => a - b),
    }));
    return encodeDelta({ epoch: this.#epoch, from, to, changes: groups });
  }

  tell(socket: WebSocket, message: FeedDown): void {
    this.#send(socket, JSON.stringify(message));
  }

  #send(socket: WebSocket, frame: string | Uint8Array<ArrayBuffer>): void {
    try {
      socket.send(frame);
    } catch {
      // The other side is gone and its close has not reached us yet: it resumes when it comes back.
      this.remove(socket);
    }
  }

  /** Refuses a socket that there is no room for, in words that a client understands. */
  static full(socket: WebSocket): void {
    socket.close(CLOSE_TRY_AGAIN, "full");
  }
}
