// What the authority tells those who ask without changing anything.

import type { SeatList } from "../../shared/contracts/holds.schema.ts";
import type { AuthorityOverview } from "../../shared/contracts/seat-authority.ts";
import type { PayingHold } from "../../shared/domain/hold.ts";
import type { SeatBook } from "../../shared/domain/seat-book.ts";
import { AVAILABLE, BLOCKED, HELD, SEAT_STATES, SOLD, type SeatState } from "../../shared/domain/seat.ts";

/** Paying holds shown to an operator; the longest-waiting are the interesting ones. */
const PAYING_LIMIT = 100;

/** The seats that are not AVAILABLE, with the counts of all. */
export function listSeats(book: Readonly<SeatBook>, epoch: number, now: number): SeatList {
  const seats: SeatList["seats"] = [];
  for (const [seat, value] of book.states.entries()) {
    const state = SEAT_STATES[value as SeatState];
    if (state !== "AVAILABLE") seats.push({ seat, state });
  }
  const { seq, states } = book;
  return { epoch, seq, serverTime: now, seatCount: states.length, counts: countSeats(states), seats };
}

export function describeAuthority(
  book: Readonly<SeatBook>,
  now: number,
): Pick<AuthorityOverview, "configured" | "seq" | "now" | "counts" | "paying"> {
  const paying = [...book.holds.values()]
    .filter((hold): hold is PayingHold => hold.status === "PAYING")
    .toSorted((a, b) => a.payingSince - b.payingSince)
    .slice(0, PAYING_LIMIT)
    .map(({ holdId, orderId, payingSince, deadline }) => ({ holdId, orderId, since: payingSince, deadline }));
  return { configured: book.sale !== undefined, seq: book.seq, now, counts: countSeats(book.states), paying };
}

function countSeats(states: Uint8Array): SeatList["counts"] {
  const counts = [0, 0, 0, 0];
  for (const state of states) counts[state] = (counts[state] as number) + 1;
  return {
    available: counts[AVAILABLE] as number,
    held: counts[HELD] as number,
    sold: counts[SOLD] as number,
    blocked: counts[BLOCKED] as number,
  };
}
