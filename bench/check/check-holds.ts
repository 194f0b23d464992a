// Whether a round was not only fast but right: what was accepted is held, once, and what was refused was taken.

import type { LoadResult } from "../load/job.ts";
import type { Wish } from "../load/plan.ts";
import type { ListedSeat } from "../target.ts";

/** Answers of a side that is overloaded, and says so. */
const BUSY = new Set([429, 503]);

/** Everything that is wrong with a round on a fresh event; nothing if it is right. */
export function checkHolds(
  wishes: readonly Wish[],
  result: LoadResult,
  seats: readonly ListedSeat[],
): readonly string[] {
  const found = [...result.wrong];
  const seatsOf = (at: number): readonly number[] => result.chosen[at] ?? wishes[at]?.seats ?? [];
  const owners = new Map<number, Wish>();
  for (const [at, wish] of wishes.entries()) {
    if (result.statuses[at] !== 201) continue;
    for (const seat of seatsOf(at)) {
      if (owners.has(seat)) found.push(`seat ${seat} was given to two buyers`);
      owners.set(seat, wish);
    }
  }
  for (const [at, wish] of wishes.entries()) {
    const status = result.statuses[at] as number;
    if (status === 409 && wish.count !== undefined)
      found.push(`wish ${at} was refused and there are seats for all`);
    else if (status === 409 && !wish.seats.some((seat) => owners.has(seat)))
      found.push(`seats ${wish.seats} were refused and nobody has them`);
    if (status !== 201 && status !== 409 && !BUSY.has(status))
      found.push(`wish ${at} was answered with ${status}`);
  }
  const shown = new Map(seats.map(({ seat, state }) => [seat, state]));
  for (const seat of owners.keys())
    if (shown.get(seat) !== "HELD")
      found.push(`seat ${seat} was given and is ${shown.get(seat) ?? "AVAILABLE"}`);
  for (const [seat, state] of shown) if (!owners.has(seat)) found.push(`seat ${seat} is ${state} for nobody`);
  return found;
}

/** How many wishes were accepted. */
export function countAccepted({ statuses }: LoadResult): number {
  return statuses.filter((status) => status === 201).length;
}
