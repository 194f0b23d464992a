// What the seat ledger records; never changed. Every fact names its seats, so that a reader of the ledger, the
// feed's resume log among them, needs no other row to know which seats moved.

import type { BuyerId, HoldId, OrderId } from "./brand.ts";
import type { ReleaseReason } from "./hold.ts";
import type { Quoted, QuotedTotal } from "./quote.ts";
import type { Sale } from "./sale.ts";
import { AVAILABLE, BLOCKED, HELD, SOLD, type SeatState } from "./seat.ts";

/** A fact that begins a state of a hold in which it may be forgotten. */
interface Traced {
  /** the trace of whoever asked for it (W3C Trace Context) */
  readonly traceparent?: string;
}

interface Recorded {
  /** position in the ledger, from 1, without a gap */
  readonly seq: number;
  readonly at: number;
}

export interface ConfiguredFact extends Recorded {
  readonly kind: "CONFIGURED";
  readonly sale: Sale;
}

export interface HeldFact extends Recorded, Traced {
  readonly kind: "HELD";
  readonly holdId: HoldId;
  readonly buyerId: BuyerId;
  readonly seats: readonly number[];
  readonly since: number;
  readonly until: number;
  /** only the total in facts that were written before the whole quote was frozen with the hold */
  readonly quoted: Quoted | QuotedTotal;
  /** the hold that this one takes the place of, and those of its seats that are not held on */
  readonly replaces?: { readonly holdId: HoldId; readonly dropped: readonly number[] };
}

export interface ExtendedFact extends Recorded {
  readonly kind: "EXTENDED";
  readonly holdId: HoldId;
  readonly until: number;
}

export interface PayingFact extends Recorded, Traced {
  readonly kind: "PAYING";
  readonly holdId: HoldId;
  readonly orderId: OrderId;
  /** the fact's own `seq`: grows with every payment, and never repeats */
  readonly fence: number;
  readonly deadline: number;
}

/** The buyer tries once more to pay for the hold: another attempt, with a fence and a deadline of its own. */
export interface AttemptedFact extends Recorded, Traced {
  readonly kind: "ATTEMPTED";
  readonly holdId: HoldId;
  readonly orderId: OrderId;
  /** 2 for the first of them: the first attempt is begun by PAYING */
  readonly attempt: number;
  /** the fact's own `seq` */
  readonly fence: number;
  readonly deadline: number;
}

export interface SoldFact extends Recorded {
  readonly kind: "SOLD";
  readonly holdId: HoldId;
  readonly orderId: OrderId;
  readonly seats: readonly number[];
}

/** A payment succeeded after its hold had ended, and the same seats were still free (S3). */
export interface SoldLateFact extends Recorded {
  readonly kind: "SOLD_LATE";
  readonly holdId: HoldId;
  readonly buyerId: BuyerId;
  readonly orderId: OrderId;
  readonly seats: readonly number[];
}

/**
 * Late money asked for its seats and they were gone, or the same buyer had bought some of them meanwhile. Recorded, so
 * that a repeat gets the same answer: by then the money may be on its way back. The seats are not touched.
 */
export interface LateRefusedFact extends Recorded {
  readonly kind: "LATE_REFUSED";
  readonly holdId: HoldId;
  readonly buyerId: BuyerId;
  readonly orderId: OrderId;
  readonly seats: readonly number[];
  /** the same buyer's order that has the seats, or is paying for them */
  readonly instead?: OrderId;
}

/** Late money found its seats gone; others as good are set aside for it, for a time. Nothing is paid again. */
export interface OfferedFact extends Recorded, Traced {
  readonly kind: "OFFERED";
  readonly holdId: HoldId;
  readonly buyerId: BuyerId;
  readonly orderId: OrderId;
  readonly seats: readonly number[];
  readonly until: number;
}

export interface ReleasedFact extends Recorded {
  readonly kind: "RELEASED";
  readonly holdId: HoldId;
  readonly reason: ReleaseReason;
  readonly seats: readonly number[];
}

/** Whether a release ends an offer that nobody took: then the money of its order goes back. */
export function endsOffer({ reason }: ReleasedFact): boolean {
  return reason === "offer-declined" || reason === "offer-lapsed";
}

/** The organiser takes seats out of the sale, or puts them back. */
export interface BlockedFact extends Recorded {
  readonly kind: "BLOCKED" | "UNBLOCKED";
  readonly seats: readonly number[];
}

export type Fact =
  | ConfiguredFact
  | HeldFact
  | ExtendedFact
  | PayingFact
  | AttemptedFact
  | SoldFact
  | SoldLateFact
  | LateRefusedFact
  | OfferedFact
  | ReleasedFact
  | BlockedFact;

export interface SeatChange {
  readonly state: SeatState;
  readonly seats: readonly number[];
}

/** Which seats a fact changed for the public eye, in the order in which the changes apply. */
export function seatChanges(fact: Fact): readonly SeatChange[] {
  switch (fact.kind) {
    case "CONFIGURED":
    case "EXTENDED":
    case "PAYING":
    case "ATTEMPTED":
    case "LATE_REFUSED":
      return [];
    case "HELD":
      return fact.replaces === undefined
        ? [{ state: HELD, seats: fact.seats }]
        : [
            { state: AVAILABLE, seats: fact.replaces.dropped },
            { state: HELD, seats: fact.seats },
          ];
    case "OFFERED":
      return [{ state: HELD, seats: fact.seats }];
    case "SOLD":
    case "SOLD_LATE":
      return [{ state: SOLD, seats: fact.seats }];
    case "RELEASED":
    case "UNBLOCKED":
      return [{ state: AVAILABLE, seats: fact.seats }];
    case "BLOCKED":
      return [{ state: BLOCKED, seats: fact.seats }];
  }
}

/** The holds that `facts` begin, change or end, each once. */
export function holdsTouched(facts: readonly Fact[]): ReadonlySet<HoldId> {
  const ids = new Set<HoldId>();
  for (const fact of facts) {
    if (fact.kind === "HELD" && fact.replaces !== undefined) ids.add(fact.replaces.holdId);
    if ("holdId" in fact) ids.add(fact.holdId);
  }
  return ids;
}
