// Who asks for what. A plan is made before the clock starts and is the same for both sides of a round.

import { createHmac } from "node:crypto";
import { uuidv7 } from "uuidv7";
import { seededRandom, shuffled } from "../random.ts";

/** One wish for seats; plain JSON, for it crosses a process. */
export interface Wish {
  readonly holdId: string;
  readonly buyerId: string;
  /** empty where the server is to choose */
  readonly seats: readonly number[];
  /** how many seats the server is to choose, if it is */
  readonly count?: number;
}

export interface PlanOptions {
  readonly seed: number;
  /** disjoint pairs of neighbours that are asked for */
  readonly pairs: number;
  readonly seatCount: number;
  /** this share of the pairs is asked for again by somebody else, 0 to 1 */
  readonly conflictShare: number;
  /** how many buyers share the wishes; more than `pairs` makes each wish a buyer of its own */
  readonly buyers: number;
  /** only tells how many seats are wanted, not which: nobody is a rival, and all can be served */
  readonly serverChooses?: boolean;
}

/** How far behind the first wish for a pair the second may come. */
const RIVAL_WITHIN = 400;

/**
 * Disjoint pairs in random order, and some of them asked for twice. Throws where the seats do not suffice.
 */
export function planWishes(plan: PlanOptions): readonly Wish[] {
  const { seed, pairs, seatCount, conflictShare, buyers, serverChooses = false } = plan;
  if (pairs * 2 > seatCount) throw new Error(`${pairs} pairs do not fit ${seatCount} seats`);
  const random = seededRandom(seed);
  const every = Array.from({ length: seatCount >> 1 }, (_, pair) => pair);
  const chosen = shuffled(every, random).slice(0, pairs);
  const ids = Array.from({ length: Math.min(buyers, pairs * 2) }, () => uuidv7());
  const wish = (pair: number, at: number): Wish => ({
    holdId: uuidv7(),
    buyerId: ids[at % ids.length] as string,
    ...(serverChooses ? { seats: [], count: 2 } : { seats: [pair * 2, pair * 2 + 1] }),
  });
  const placed = chosen.map((pair, at) => ({ wish: wish(pair, at), at }));
  const rivals = chosen
    .slice(0, serverChooses ? 0 : Math.round(pairs * conflictShare))
    .map((pair, at) => ({ wish: wish(pair, pairs + at), at: at + random() * RIVAL_WITHIN }));
  return [...placed, ...rivals].toSorted((a, b) => a.at - b.at).map((entry) => entry.wish);
}

/** The session cookie that Jari would have set for `buyerId`: its id and an HMAC of it. */
export function sessionCookie(buyerId: string, secret: string): string {
  const signature = createHmac("sha256", secret).update(buyerId).digest("base64");
  return `jari_session=${encodeURIComponent(`${buyerId}.${signature}`)}`;
}
