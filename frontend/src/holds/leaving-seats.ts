// Seats that were the buyer's until a moment ago. The answer that gives them back is quicker than the picture of the
// seats, in which they are still held: without this they would look like somebody else's for the time between.

import { HELD } from "../../../shared/domain/seat.ts";

/** The picture is never that late; a seat that is held by then is held by somebody else. */
export const LEAVING_MS = 2_000;

/** Until when (ms) each seat counts as leaving. */
export type Leaving = ReadonlyMap<number, number>;

export const NOBODY_LEAVES: Leaving = new Map();

/** `leaving`, and what was among the buyer's seats `before` and is not among those `after`. */
export function withLeft(
  leaving: Leaving,
  { before, after, now }: { before: readonly number[]; after: readonly number[]; now: number },
): Leaving {
  const left = before.filter((seat) => !after.includes(seat));
  return left.length === 0
    ? leaving
    : new Map([...leaving, ...left.map((seat) => [seat, now + LEAVING_MS] as const)]);
}

/** `leaving` without what the picture shows in another state than HELD, and without what is over. */
export function withoutGone(leaving: Leaving, states: Uint8Array | undefined, now: number): Leaving {
  const still = [...leaving].filter(([seat, until]) => until > now && states?.[seat] === HELD);
  return still.length === leaving.size ? leaving : new Map(still);
}
