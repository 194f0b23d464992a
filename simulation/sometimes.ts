// Rare things that a set of runs must have seen: a simulator in which they never happen proves nothing about them.

export const SOMETIMES = [
  "another attempt paid",
  "basket changed",
  "challenge abandoned for another card",
  "challenge approved",
  "challenge refused",
  "hold asked again",
  "hold expired",
  "hold extended",
  "hold given back",
  "idempotency claim taken over",
  "late money found no seats",
  "late money got its seats",
  "late money was offered other seats",
  "late money went back for the seats its buyer had bought",
  "late money took seats that its buyer held",
  "message handled twice",
  "moved start agreed to",
  "money captured",
  "money refunded",
  "offer declined",
  "offer lapsed",
  "offer taken",
  "order abandoned",
  "order asked for again",
  "order given up at once",
  "order given up while it is under way",
  "ordered for nothing",
  "paid again with another key",
  "parked message put back",
  "pay clicked twice",
  "paid with another card",
  "payment failed",
  "payment given up at its deadline",
  "same seats taken again",
  "seat sold again after it had been released",
  "stored reply replayed",
  "terms changed during the sale",
] as const;

/** Sets smaller than this may rightly miss some of it. */
export const ENOUGH_RUNS = 400;

/** What never happened in `counts`, and should have. */
export function missing(counts: ReadonlyMap<string, number>): readonly string[] {
  return SOMETIMES.filter((what) => (counts.get(what) ?? 0) === 0);
}
