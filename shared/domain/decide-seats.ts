// What any list of seats must satisfy before a decision looks at it, and which of them are in the way.

import type { HoldId } from "./brand.ts";
import type { Refusal } from "./command.ts";
import type { NewFact } from "./decide.ts";
import { isLive, type Hold } from "./hold.ts";
import { ok, refuse, type Result } from "./result.ts";
import type { SeatBook } from "./seat-book.ts";
import { AVAILABLE } from "./seat.ts";

/** Refuses an empty list, indices outside the chart, and a seat named twice (H1). */
export function seatsWithin(book: SeatBook, seats: readonly number[]): Result<undefined, Refusal> {
  if (seats.length === 0) return refuse({ code: "no-seats" });
  const seatCount = book.states.length;
  const outside = seats.filter((s) => !Number.isInteger(s) || s < 0 || s >= seatCount);
  if (outside.length > 0) return refuse({ code: "seat-out-of-range", seats: outside, seatCount });
  const repeated = seats.filter((s, i) => seats.indexOf(s) !== i);
  if (repeated.length > 0) return refuse({ code: "seat-repeated", seats: [...new Set(repeated)] });
  return ok(undefined);
}

export function sameSeats(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return false;
  const sorted = [a, b].map((seats) => seats.toSorted((x, y) => x - y));
  return (sorted[0] as number[]).every((seat, i) => seat === (sorted[1] as number[])[i]);
}

export interface Survey {
  /** seats that somebody else has */
  readonly taken: readonly number[];
  /** what to record first: the expired holds whose seats are wanted, whole (H5) */
  readonly expiries: readonly NewFact[];
}

/** Looks at who has `seats` at `now`; those of the hold `mine` count as free. */
export function surveySeats(book: SeatBook, seats: readonly number[], now: number, mine?: HoldId): Survey {
  const expired = new Map<HoldId, Hold>();
  const taken: number[] = [];
  for (const seat of seats) {
    if (!isFree(book, seat, now, mine)) {
      taken.push(seat);
      continue;
    }
    const owner = book.owners[seat];
    const hold = owner === undefined || owner === mine ? undefined : book.holds.get(owner);
    if (hold !== undefined) expired.set(hold.holdId, hold);
  }
  return { taken, expiries: [...expired.values()].map(expiryOf) };
}

/** Whether nobody but the hold `mine` claims `seat` at `now`; what an expired hold has is free (S7). */
export function isFree(book: SeatBook, seat: number, now: number, mine?: HoldId): boolean {
  if (book.states[seat] === AVAILABLE) return true;
  const owner = book.owners[seat];
  const hold = owner === undefined ? undefined : book.holds.get(owner);
  return hold !== undefined && (owner === mine || !isLive(hold, now));
}

/** The end of a hold whose time has run out. */
export function expiryOf({ holdId, seats, status }: Hold): NewFact {
  return { kind: "RELEASED", holdId, reason: status === "OFFERED" ? "offer-lapsed" : "expired", seats };
}
