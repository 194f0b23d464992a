// What a relay knows of the seats: their states as the event last told them, and the recent ticks, so that who comes
// back after a moment is told only what is missing. Promises never to go backwards and never to leave a tick out: what
// does not continue the picture is a gap, and changes nothing. The ring of ticks is bounded.

import { decodeFrame, type SeatFrame } from "../../shared/contracts/feed-codec.ts";
import type { Standing } from "../../shared/contracts/seat-relay.ts";
import type { SeatState } from "../../shared/domain/seat.ts";
import type { FeedSource } from "../event-seats/feed-source.ts";
import type { SeatChanges } from "../event-seats/feed-ticks.ts";
import type { Tick } from "../event-seats/feed-ticks.ts";

const MAX_RING_TICKS = 512;
const MAX_RING_CHANGES = 50_000;

export type Taken =
  | { readonly kind: "tick"; readonly tick: Tick }
  | { readonly kind: "known" }
  | { readonly kind: "gap" };

export class RelayPicture implements FeedSource, Standing {
  epoch = 0;
  seq = 0;
  states: Uint8Array = new Uint8Array(0);
  #ring: Tick[] = [];
  #ringChanges = 0;
  #clockAheadMs = 0;

  /** The event's clock, as far as this machine can tell: epoch ms. */
  now(): number {
    return Date.now() + this.#clockAheadMs;
  }

  /** Takes what the event has told, if it continues what is known. */
  take(frame: SeatFrame): Taken {
    const isSameEpoch = frame.epoch === this.epoch;
    if (frame.kind === "snapshot") {
      return isSameEpoch && frame.seq <= this.seq ? { kind: "known" } : this.#replace(frame);
    }
    if (!isSameEpoch || frame.from > this.seq) return { kind: "gap" };
    if (frame.to <= this.seq) return { kind: "known" };
    const changes = changesOf(frame);
    for (const [seat, state] of changes) this.states[seat] = state;
    this.seq = frame.to;
    const tick = { from: frame.from, to: frame.to, changes, isSnapshot: false };
    this.#ring.push(tick);
    this.#ringChanges += changes.size;
    while (this.#ring.length > MAX_RING_TICKS || this.#ringChanges > MAX_RING_CHANGES)
      this.#ringChanges -= this.#ring.shift()?.changes.size ?? 0;
    return { kind: "tick", tick };
  }

  /** The fact from which on the ring has everything. */
  get ringStart(): number {
    return this.#ring[0]?.from ?? this.seq;
  }

  /** Puts what lies before the ring in front of it: the delta from some fact to `ringStart`. */
  prepend(frame: SeatFrame): void {
    if (frame.kind !== "delta" || frame.epoch !== this.epoch || frame.to !== this.ringStart) return;
    const changes = changesOf(frame);
    if (this.#ring.length >= MAX_RING_TICKS || this.#ringChanges + changes.size > MAX_RING_CHANGES) return;
    this.#ring.unshift({ from: frame.from, to: frame.to, changes, isSnapshot: false });
    this.#ringChanges += changes.size;
  }

  changesSince(seq: number): SeatChanges | undefined {
    if (seq > this.seq || seq < this.ringStart) return undefined;
    const merged = new Map<number, SeatState>();
    for (const { to, changes } of this.#ring) {
      if (to > seq) for (const [seat, state] of changes) merged.set(seat, state);
    }
    return merged;
  }

  #replace(frame: SeatFrame & { kind: "snapshot" }): Taken {
    this.epoch = frame.epoch;
    this.seq = frame.seq;
    this.states = frame.states;
    this.#ring = [];
    this.#ringChanges = 0;
    this.#clockAheadMs = frame.serverTime - Date.now();
    return { kind: "tick", tick: { from: frame.seq, to: frame.seq, changes: new Map(), isSnapshot: true } };
  }
}

function changesOf(frame: SeatFrame & { kind: "delta" }): Map<number, SeatState> {
  const changes = new Map<number, SeatState>();
  for (const { state, seats } of frame.changes) for (const seat of seats) changes.set(seat, state);
  return changes;
}

/** A frame that came by a call, and may be a view of something larger. */
export function readFrame(frame: Uint8Array<ArrayBuffer>): SeatFrame {
  return decodeFrame(frame.slice().buffer);
}
