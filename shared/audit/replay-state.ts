// What a replay knows, and the few ways in which a fact may change it.

import type { QuotedTotal } from "../domain/quote.ts";
import type { Sale } from "../domain/sale.ts";
import { MAX_RELEASED_HOLDS } from "../domain/seat-book.ts";
import { AVAILABLE, SEAT_STATES, type SeatState } from "../domain/seat.ts";
import { demand, type ContradictionCode } from "./contradiction.ts";

export interface ReplayedHold {
  readonly status: "HELD" | "PAYING" | "OFFERED" | "SOLD";
  readonly buyerId: string;
  readonly seats: readonly number[];
  readonly since: number;
  /** of a HELD or OFFERED one */
  readonly until: number;
  /** what the buyer was told; one that was sold late was told by an earlier hold */
  readonly quoted: QuotedTotal | undefined;
  readonly orderId?: string;
  /** of a PAYING one: the number of its latest attempt, and until when that may last */
  readonly attempt?: number;
  readonly deadline?: number;
}

export interface SoldSeats {
  readonly holdId: string;
  readonly seats: readonly number[];
  readonly at: number;
}

export interface SeatReplay {
  readonly eventId: string;
  sale: Sale | undefined;
  /** public state of each seat */
  states: Uint8Array;
  /** which hold has each seat */
  owners: (string | undefined)[];
  /** the holds that have not ended, and the sold ones */
  readonly holds: Map<string, ReplayedHold>;
  /** ended holds, with how many had ended before */
  readonly ended: Map<string, number>;
  endedCount: number;
  /** by order: the hold that it began to pay for, at which price */
  readonly agreed: Map<string, { readonly holdId: string; readonly quoted: QuotedTotal }>;
  /** by order */
  readonly sold: Map<string, SoldSeats>;
  /** by order: until when it was offered other seats, however that ended */
  readonly offeredUntil: Map<string, number>;
}

/** Where a fact stands and what it names. */
export interface SeatsOfFact {
  readonly seq: number;
  readonly kind: string;
  readonly seats: readonly number[];
}

export function emptyReplay(eventId: string): SeatReplay {
  return {
    ...{ eventId, sale: undefined, states: new Uint8Array(0), owners: [], holds: new Map() },
    ...{ ended: new Map(), endedCount: 0, agreed: new Map(), sold: new Map(), offeredUntil: new Map() },
  };
}

/** Gives `seats` a state and an owner. */
export function setSeats(
  { states, owners }: SeatReplay,
  seats: readonly number[],
  state: SeatState,
  owner: string | undefined,
): void {
  for (const seat of seats) {
    states[seat] = state;
    owners[seat] = owner;
  }
}

/** Ends a hold; `seats` become free. */
export function endHold(replay: SeatReplay, holdId: string, seats: readonly number[]): void {
  replay.holds.delete(holdId);
  replay.ended.set(holdId, replay.endedCount++);
  setSeats(replay, seats, AVAILABLE, undefined);
}

/** Every seat of the fact must be in `state` before it. */
export function demandState(
  replay: SeatReplay,
  { seq, kind, seats }: SeatsOfFact,
  state: SeatState,
  code: ContradictionCode,
): void {
  const odd = seats.find((seat) => replay.states[seat] !== state);
  demand(
    odd === undefined,
    code,
    () => {
      const owner = replay.owners[odd as number];
      const whose = owner === undefined ? "" : ` by hold ${owner}`;
      return `Fact ${seq} (${kind}) takes seat ${odd}, which is ${seatName(replay, odd as number)}${whose}`;
    },
    { seq },
  );
}

/** A hold's id stands for one hold for ever, or until so many have ended after it that it is forgotten (H3, H13). */
export function demandNewHold(
  { holds, ended, endedCount }: SeatReplay,
  { seq, holdId }: { readonly seq: number; readonly holdId: string },
): void {
  const endedAs = ended.get(holdId);
  const isForgotten = endedAs === undefined || endedCount - endedAs > MAX_RELEASED_HOLDS;
  const isNew = !holds.has(holdId) && isForgotten;
  demand(isNew, "hold-repeated", () => `Fact ${seq} makes hold ${holdId} a second time`, { seq });
}

/** The hold, which must be HELD and not have run out at the fact's time. */
export function heldInTime(
  replay: SeatReplay,
  { seq, at, holdId }: { readonly seq: number; readonly at: number; readonly holdId: string },
): ReplayedHold {
  const hold = replay.holds.get(holdId);
  demand(
    hold?.status === "HELD",
    "hold-not-held",
    () => `Fact ${seq} is about hold ${holdId}, which is ${standing(replay, holdId)} and not HELD`,
    { seq },
  );
  demand(hold.until > at, "hold-expired", () => `Fact ${seq} comes after hold ${holdId} had run out`, {
    seq,
  });
  return hold;
}

export function demandSameSeats(
  { seq, kind, seats }: SeatsOfFact,
  holdId: string,
  held: readonly number[],
): void {
  demand(
    sameSeats(seats, held),
    "hold-seats-differ",
    () => `Fact ${seq} (${kind}) names seats ${seats.join(", ")}; hold ${holdId} has ${held.join(", ")}`,
    { seq },
  );
}

/** How a hold stands, in words. */
export function standing({ holds, ended }: SeatReplay, holdId: string): string {
  return holds.get(holdId)?.status ?? (ended.has(holdId) ? "RELEASED" : "unknown");
}

/** Whether both name the same seats; both ascending. */
export function sameSeats(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((seat, i) => seat === b[i]);
}

function seatName({ states }: SeatReplay, seat: number): string {
  return SEAT_STATES[states[seat] as SeatState];
}
