// A hold is a two-phase claim on seats: HELD(until) → PAYING(fence, deadline) → SOLD | RELEASED. Seats that late money
// may have instead of its own are a hold of their own: OFFERED(until) → SOLD | RELEASED.
// A terminal state is reached once. Each member of the union holds only the fields of its own state.

import type { BuyerId, HoldId, OrderId } from "./brand.ts";
import type { Quoted } from "./quote.ts";
import type { SaleLimits } from "./sale.ts";

export const RELEASE_REASONS = [
  "buyer", // the buyer gave the seats back
  "expired", // the time to live ran out
  "replaced", // the buyer's basket moved on to a newer hold
  "payment-failed", // the provider said no
  "payment-deadline", // no answer in time; the money was made terminal first (S2)
  "buyer-cancelled", // the buyer gave the order up
  "paid-late", // its buyer's late money for the same seats has bought them
  "late-refused", // its money came late, and the seats were gone
  "offer-declined", // its money came late, and the buyer wanted no other seats
  "offer-lapsed", // its money came late, and the buyer did not take the other seats in time
  "abandoned", // no order was ever written for it
] as const;

export type ReleaseReason = (typeof RELEASE_REASONS)[number];

const RAN_OUT: ReadonlySet<ReleaseReason> = new Set(["expired", "offer-lapsed"]);
const ENDS_LATE_MONEY: ReadonlySet<ReleaseReason> = new Set([
  "late-refused",
  "offer-declined",
  "offer-lapsed",
]);

/** Whether a hold released for `reason` had simply come to the end of its time. */
export function ranOut(reason: ReleaseReason): boolean {
  return RAN_OUT.has(reason);
}

/** Whether a hold released for `reason` is what late money was answered with, so that it goes back. */
export function endsLateMoney(reason: ReleaseReason): boolean {
  return ENDS_LATE_MONEY.has(reason);
}

/** A hold that somebody or something has yet to end. */
interface Open {
  /** the trace of whoever brought it into this state (W3C Trace Context) */
  readonly traceparent?: string;
}

interface Claim {
  readonly holdId: HoldId;
  readonly buyerId: BuyerId;
  /** ascending, none twice */
  readonly seats: readonly number[];
  /** when the first seat of this basket was held; carried over when one hold replaces another */
  readonly since: number;
}

/** What a hold keeps of its payment: the order that pays, and the fence that lets only that payment end it. */
interface PayingClaim extends Claim {
  readonly orderId: OrderId;
  readonly fence: number;
}

export interface HeldHold extends Claim, Open {
  readonly status: "HELD";
  readonly until: number;
  /** what the buyer was told, and pays */
  readonly quoted: Quoted;
}

export interface PayingHold extends PayingClaim, Open {
  readonly status: "PAYING";
  readonly payingSince: number;
  readonly quoted: Quoted;
  /** the number of the payment attempt that has the fence */
  readonly attempt: number;
  /** when the attempt's money is made terminal */
  readonly deadline: number;
}

/** Seats set aside for money that came late and found its own gone; the buyer takes them without paying again. */
export interface OfferedHold extends PayingClaim, Open {
  readonly status: "OFFERED";
  readonly until: number;
}

export interface SoldHold extends PayingClaim {
  readonly status: "SOLD";
  readonly endedAt: number;
}

export interface ReleasedHold extends Claim {
  readonly status: "RELEASED";
  readonly endedAt: number;
  readonly reason: ReleaseReason;
  /** present when the hold had been PAYING */
  readonly fence?: number;
  readonly orderId?: OrderId;
}

export type Hold = HeldHold | PayingHold | OfferedHold | SoldHold | ReleasedHold;

export type HoldStatus = Hold["status"];

/** What is kept of a trace with a fact or a hold. */
export function traced({ traceparent }: { readonly traceparent?: string | undefined }): Open {
  return traceparent === undefined ? {} : { traceparent };
}

/** The latest that any attempt may end which pays for a hold of a basket begun at `since` (S8). */
export function payUntil(
  since: number,
  { holdMaxMs, paymentTtlMs }: Pick<SaleLimits, "holdMaxMs" | "paymentTtlMs">,
): number {
  return since + holdMaxMs + paymentTtlMs;
}

/** Whether the hold claims its seats at `now`; an expired one does not, even before the alarm has said so (S7). */
export function isLive(hold: Hold, now: number): boolean {
  switch (hold.status) {
    case "HELD":
    case "OFFERED":
      return hold.until > now;
    case "PAYING":
    case "SOLD":
      return true;
    case "RELEASED":
      return false;
  }
}
