// What the buyers were told, as plain data. Whatever was answered with a 2xx must be true afterwards, whenever the
// machine was killed.

import type { SeatList } from "../../shared/contracts/holds.schema.ts";
import type { AuditReport } from "../../shared/contracts/audit.schema.ts";
import type { OfferAnswer, OrderSummary, OrderView } from "../../shared/contracts/orders.schema.ts";

export interface HoldPromise {
  readonly eventId: string;
  readonly holdId: string;
  readonly buyerId: string;
  readonly seats: readonly number[];
}

/** One answer to one use of an Idempotency-Key. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** One Idempotency-Key with every answer that it was ever given, refusals that pass by themselves left out. */
interface Keyed {
  readonly key: string;
  readonly buyerId: string;
  /** the card that pays */
  readonly token: string;
  readonly answers: Answer[];
}

/** The key of an order. */
export interface KeyUse extends Keyed {
  readonly eventId: string;
  /** the version of the event that the buyer has seen */
  readonly eventVersion: number;
  readonly holdId: string;
}

/** The key of one more attempt to pay for an order. */
export interface AttemptUse extends Keyed {
  readonly orderId: string;
  /** its number */
  readonly attempt: number;
}

/** Seats that a buyer was shown as set aside for money that came late. */
export interface OfferPromise {
  readonly orderId: string;
  readonly seats: readonly number[];
  /** epoch ms */
  readonly until: number;
}

/** What the product shows once everything has come to rest. */
export interface Shown {
  /** `GET /api/orders/:orderId`, as its buyer */
  readonly orders: readonly OrderView[];
  /** `GET /api/orders`, every page of every buyer */
  readonly lists: readonly { readonly buyerId: string; readonly orders: readonly OrderSummary[] }[];
  /** `GET /api/events/:eventId/seats` */
  readonly seats: readonly { readonly eventId: string; readonly list: SeatList }[];
  /** the seat maps of those who followed the feed all the time: seats that are not AVAILABLE */
  readonly screens: readonly { readonly eventId: string; readonly states: ReadonlyMap<number, string> }[];
  /** `GET /ops/events/:eventId/audit` */
  readonly audits: readonly AuditReport[];
}

export interface Promises {
  readonly holds: HoldPromise[];
  /** ids of holds whose giving back was answered with 200 */
  readonly givenBack: { readonly eventId: string; readonly holdId: string }[];
  readonly keys: KeyUse[];
  readonly attempts: AttemptUse[];
  /** orders whose giving up was heard: given up at once, or as soon as the payment under way has ended */
  readonly givenUp: { readonly orderId: string; readonly at: "once" | "the end of its payment" }[];
  /** refusals by the provider that a buyer was shown */
  readonly refusals: { readonly orderId: string; readonly attempt: number }[];
  readonly offers: OfferPromise[];
  /** answers to offers that were answered with 200 */
  readonly offerAnswers: { readonly orderId: string; readonly answer: OfferAnswer }[];
  shown?: Shown;
}

/** Nobody was told anything yet. */
export function noPromises(): Promises {
  return {
    holds: [],
    givenBack: [],
    keys: [],
    attempts: [],
    givenUp: [],
    refusals: [],
    offers: [],
    offerAnswers: [],
  };
}
