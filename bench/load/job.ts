// What the generator is asked to do and what it tells; plain data, for it crosses a process.

import type { Address } from "./http-line.ts";
import type { Wish } from "./plan.ts";

interface Job {
  readonly address: Address;
  readonly eventId: string;
  readonly wishes: readonly Wish[];
  /** signs the buyers' session cookies */
  readonly secret: string;
}

export type LoadJob =
  /** `clients` connections, each sends its next wish as soon as it has the answer to the last */
  | (Job & { readonly kind: "http-closed"; readonly clients: number })
  /** a wish every 1/`perSecond` s whatever the answers do, over at most `clients` connections */
  | (Job & { readonly kind: "http-open"; readonly clients: number; readonly perSecond: number })
  /** as `http-closed`, and an order for every hold */
  | (Job & { readonly kind: "sales"; readonly clients: number })
  /** `sockets` feeds, each with up to `inFlight` commands on their way; wish i goes to feed i mod `sockets` */
  | (Job & { readonly kind: "feed"; readonly sockets: number; readonly inFlight: number })
  /** a wish every 1/`perSecond` s whatever the answers do; wish i goes to feed i mod `sockets` */
  | (Job & { readonly kind: "feed-open"; readonly sockets: number; readonly perSecond: number });

/** What became of each wish, in the order of the plan. */
export interface LoadResult {
  /** 201, 409 and so on; 0 where there was no proper answer */
  readonly statuses: readonly number[];
  /** ms; from the moment when it should have been sent until its answer */
  readonly latencies: readonly number[];
  /** answers that do not say what they ought to, whatever their status */
  readonly wrong: readonly string[];
  /** what the server has chosen, by the wish's place in the plan */
  readonly chosen: Readonly<Record<number, readonly number[]>>;
  /** when the first wish was sent, epoch ms with a fraction */
  readonly startedAt: number;
  /** from the first wish sent until the last answer, ms */
  readonly elapsedMs: number;
}
