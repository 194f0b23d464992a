// The text half of the feed: one JSON object a frame, private to one buyer. `feed.schema.ts` validates what comes
// in. A client may also send the bare text `ping`, which is answered `pong` without waking anything.
//
// `traceparent` (W3C Trace Context) is there only where the trace of what happened is kept: what the buyer's screen
// makes of the news may go on under it. It tells which trace a buyer's order is of, so it is never in a frame for all.

import type { HoldView } from "./holds.schema.ts";
import type { OrderProgress } from "./orders.schema.ts";
import type { Problem } from "./problem.schema.ts";

export type FeedDown =
  /** first frame of a connection: who sells, by which clock, and the buyer's live holds */
  | {
      readonly type: "hello";
      readonly protocol: number;
      readonly serverTime: number;
      readonly holds: readonly HoldView[];
    }
  /** the answer to the command with the same `id` */
  | { readonly type: "reply"; readonly id: number; readonly hold: HoldView }
  | { readonly type: "refusal"; readonly id: number; readonly problem: Problem }
  /** one of the buyer's holds changed: in another tab, by its payment, or because its time ran out */
  | { readonly type: "hold"; readonly hold: HoldView; readonly traceparent?: string }
  /** one of the buyer's orders moved on */
  | { readonly type: "order"; readonly order: OrderProgress; readonly traceparent?: string };
