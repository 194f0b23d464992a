// What both rivals know of an event and what a hold of it comes to, whichever database they keep it in.

import { LIMITS } from "../jari/event.ts";

const HOUR_MS = 3_600_000;

export interface PeerEvent {
  readonly eventId: string;
  /** epoch ms */
  readonly saleOpensAt: number;
  /** epoch ms */
  readonly saleClosesAt: number;
  readonly holdTtlMs: number;
  readonly holdMaxMs: number;
  readonly maxSeatsPerHold: number;
  readonly maxSeatsPerBuyer: number;
}

/** On sale since an hour, as Jari's is; `now` is epoch ms. */
export function newEvent(eventId: string, now: number): PeerEvent {
  return { eventId, saleOpensAt: now - HOUR_MS, saleClosesAt: now + 24 * HOUR_MS, ...LIMITS };
}

/** These very seats. */
export interface HoldRequest {
  readonly holdId: string;
  readonly seats: readonly number[];
}

/** Any seats that are free. */
export interface BestRequest {
  readonly holdId: string;
  readonly count: number;
}

/** Who asks. */
export interface OfBuyer {
  readonly buyerId: string;
}

export type HoldOutcome =
  | {
      readonly kind: "held";
      readonly seats: readonly number[];
      /** the price level of each */
      readonly levels: readonly string[];
      /** epoch ms */
      readonly until: number;
      /** epoch ms */
      readonly since: number;
    }
  | Refusal;

export interface Refusal {
  readonly kind: "refused";
  readonly code: string;
  readonly seats?: readonly number[];
}

/** What is known without asking the database: `count` seats at `now`, epoch ms, by the event's own rules. */
export function refuseEarly(event: PeerEvent, count: number, now: number): Refusal | undefined {
  if (now < event.saleOpensAt) return { kind: "refused", code: "sale-not-open" };
  if (now >= event.saleClosesAt) return { kind: "refused", code: "sale-closed" };
  if (count > event.maxSeatsPerHold) return { kind: "refused", code: "too-many-seats" };
  return undefined;
}
