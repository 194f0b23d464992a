// The client's picture of every seat, and the one rule by which frames change it: a delta applies when it continues
// the picture (same epoch, from ≤ have < to), is ignored when already known, and otherwise asks for the gap.

import type { SeatFrame } from "../../../shared/contracts/feed-codec.ts";

export interface SeatPicture {
  readonly epoch: number;
  readonly seq: number;
  /** One byte a seat. Deltas write into it: a copy of 60,000 bytes twenty times a second helps nobody. */
  readonly states: Uint8Array;
}

export type Applied =
  | { readonly kind: "changed"; readonly picture: SeatPicture; readonly seats: readonly number[] | "all" }
  | { readonly kind: "known" }
  | { readonly kind: "gap" };

/** Beyond this many differences a repaint of everything is cheaper than a list. */
const MOST_LISTED_CHANGES = 4_000;

export function applyFrame(picture: SeatPicture | undefined, frame: SeatFrame): Applied {
  if (frame.kind === "snapshot") return applySnapshot(picture, frame);
  if (picture === undefined || frame.epoch !== picture.epoch || frame.from > picture.seq)
    return { kind: "gap" };
  if (frame.to <= picture.seq) return { kind: "known" };
  const { states } = picture;
  const changed: number[] = [];
  for (const { state, seats } of frame.changes) {
    for (const seat of seats) {
      if (seat >= states.length || states[seat] === state) continue;
      states[seat] = state;
      changed.push(seat);
    }
  }
  return { kind: "changed", picture: { epoch: frame.epoch, seq: frame.to, states }, seats: changed };
}

type SnapshotFrame = SeatFrame & { kind: "snapshot" };

/** A snapshot of the same epoch that is older than the picture (a slow poll) must not turn time back. */
function applySnapshot(picture: SeatPicture | undefined, frame: SnapshotFrame): Applied {
  const { epoch, seq, states } = frame;
  if (picture !== undefined && picture.epoch === epoch && seq < picture.seq) return { kind: "known" };
  return { kind: "changed", picture: { epoch, seq, states }, seats: differences(picture?.states, states) };
}

function differences(before: Uint8Array | undefined, after: Uint8Array): readonly number[] | "all" {
  if (before === undefined || before.length !== after.length) return "all";
  const changed: number[] = [];
  for (let seat = 0; seat < after.length; seat++) {
    if (before[seat] === after[seat]) continue;
    changed.push(seat);
    if (changed.length > MOST_LISTED_CHANGES) return "all";
  }
  return changed;
}
