// When something must next be looked at.

import { endsOffer, type Fact } from "../../shared/domain/fact.ts";
import type { SeatBook } from "../../shared/domain/seat-book.ts";
import { QUIET_MS } from "./event-seats.nudges.ts";
import { FIRST_RETRY_MS } from "./event-seats.outbox.ts";

/** The smallest of `times` that is known. */
export function earliest(times: readonly (number | undefined)[]): number | undefined {
  return times.reduce((a, b) => (a === undefined || (b !== undefined && b < a) ? b : a), undefined);
}

/** When the next HELD or OFFERED hold runs out. */
export function earliestExpiry(book: Readonly<SeatBook>): number | undefined {
  let next: number | undefined;
  for (const hold of book.holds.values())
    if (hold.status === "HELD" || hold.status === "OFFERED") next = Math.min(next ?? Infinity, hold.until);
  return next;
}

/** When the consequences of `facts` fall due. */
export function earliestDue(facts: readonly Fact[]): number | undefined {
  return earliest(facts.map(dueOf));
}

function dueOf(fact: Fact): number | undefined {
  switch (fact.kind) {
    case "HELD":
    case "EXTENDED":
    case "OFFERED":
      return fact.until;
    case "PAYING":
    case "ATTEMPTED":
      return Math.min(fact.at + QUIET_MS, fact.deadline);
    case "SOLD":
    case "SOLD_LATE":
      return fact.at + FIRST_RETRY_MS;
    case "RELEASED":
      return endsOffer(fact) ? fact.at + FIRST_RETRY_MS : undefined;
    case "CONFIGURED":
    case "LATE_REFUSED":
    case "BLOCKED":
    case "UNBLOCKED":
      return undefined;
  }
}
