// Rounds of holds on one side: a fresh event, one load, and the check of what came out.

import { checkHolds, countAccepted } from "../check/check-holds.ts";
import type { Generator } from "../load/generator.ts";
import type { LoadJob, LoadResult } from "../load/job.ts";
import { planWishes, type PlanOptions, type Wish } from "../load/plan.ts";
import { listSeats, SESSION_SECRET, type Target } from "../target.ts";

export type Shape =
  | { readonly kind: "http-closed"; readonly clients: number }
  | { readonly kind: "http-open"; readonly clients: number; readonly perSecond: number }
  | { readonly kind: "feed"; readonly sockets: number; readonly inFlight: number }
  | { readonly kind: "feed-open"; readonly sockets: number; readonly perSecond: number };

/** Jari, or one of its peers. */
export interface Side {
  /** a fresh event */
  publish(seatCount: number): Promise<Target>;
  /** processor time so far, ms */
  processorMs(): number;
}

export interface Round {
  readonly generator: Generator;
  readonly side: Side;
  readonly plan: PlanOptions;
  readonly shape: Shape;
  /** what is to be set up on the fresh event */
  readonly before?: (target: Target) => Promise<void>;
  /** called as soon as the last wish is answered */
  readonly after?: () => Promise<void>;
}

export interface HoldRound {
  /** accepted holds a second */
  readonly perSecond: number;
  readonly accepted: number;
  /** processor time of an accepted hold, µs */
  readonly costUs: number;
  readonly wishes: readonly Wish[];
  readonly result: LoadResult;
}

const SHOWN_COMPLAINTS = 5;
const MS = 1_000;

/** Throws where anything about the round is wrong: a fast wrong answer is no answer. */
export async function runHolds({ generator, side, plan, shape, before, after }: Round): Promise<HoldRound> {
  const target = await side.publish(plan.seatCount);
  const wishes = planWishes(plan);
  const { address, eventId } = target;
  const job: LoadJob = { ...shape, address, eventId, wishes, secret: SESSION_SECRET };
  await before?.(target);
  const costBefore = side.processorMs();
  const result = await generator.run(job);
  const costMs = side.processorMs() - costBefore;
  await after?.();
  const found = checkHolds(wishes, result, await listSeats(target));
  if (found.length > 0)
    throw new Error(`${found.length} things are wrong:\n${found.slice(0, SHOWN_COMPLAINTS).join("\n")}`);
  const accepted = countAccepted(result);
  return {
    perSecond: (accepted * MS) / result.elapsedMs,
    accepted,
    costUs: (costMs * MS) / accepted,
    wishes,
    result,
  };
}
