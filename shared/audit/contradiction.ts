// What an audit says no with. Codes are stable: scripts and alerts may rest on them. Messages are for an operator.

export const CONTRADICTION_CODES = [
  // the ledger as it is written
  "ledger-gap", // a fact is missing, or stands twice
  "time-backwards",
  "chain-broken", // a row was changed after it was written
  "commit-open", // the rows at the end were never sealed by their commit's hash
  "row-unreadable",
  "ledger-short", // the object knows of more facts than it has
  "state-differs", // a seat is not what the ledger says
  // what the facts say
  "wrong-event",
  "not-configured",
  "configuration-wrong",
  "seats-malformed",
  "seat-not-free",
  "seat-not-blocked",
  "hold-repeated",
  "hold-unknown",
  "hold-not-held",
  "hold-not-paying",
  "hold-expired",
  "hold-time-wrong",
  "hold-seats-differ",
  "replacement-wrong",
  "quote-wrong",
  "fence-wrong",
  "deadline-wrong",
  "order-differs",
  "order-sold-twice",
  "late-without-payment",
  "late-refused-wrongly",
  "sold-then-released",
  "release-reason-wrong",
  // orders, money and tickets beside the ledger
  "order-sum-wrong",
  "order-price-differs",
  "order-not-in-ledger",
  "payment-missing",
  "payment-differs",
  "sold-without-order",
  "sold-to-no-confirmed-order",
  "confirmed-not-sold",
  "items-differ",
  "seat-in-two-orders",
  "ticket-missing",
  "ticket-extra",
  "payment-not-captured",
  "sold-without-money",
  "money-kept",
  "sums-differ",
] as const;

export type ContradictionCode = (typeof CONTRADICTION_CODES)[number];

/** The first thing an audit found that cannot be true. */
export interface Contradiction {
  readonly code: ContradictionCode;
  readonly message: string;
  /** the fact where it shows */
  readonly seq?: number;
  /** the order where it shows */
  readonly orderId?: string;
}

/** Where a contradiction shows. */
export type Place = Pick<Contradiction, "seq" | "orderId">;

/** A contradiction on its way out of a check; `firstContradiction` makes it a value. */
class Contradicted extends Error {
  readonly contradiction: Contradiction;
  constructor(contradiction: Contradiction) {
    super(contradiction.message);
    this.name = "Contradicted";
    this.contradiction = contradiction;
  }
}

/** Goes on where `isTrue`, else ends the check with a contradiction. */
export function demand(
  isTrue: boolean,
  code: ContradictionCode,
  message: () => string,
  place: Place = {},
): asserts isTrue {
  if (!isTrue) throw new Contradicted({ code, message: message(), ...place });
}

/** What the first `demand` of `check` that fails says; `undefined` where all hold. Other errors are thrown on. */
export function firstContradiction(check: () => void): Contradiction | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof Contradicted) return error.contradiction;
    throw error;
  }
}

/** The value of `work`; where it fails on something malformed, the contradiction `code`. */
export function orContradict<T>(
  code: ContradictionCode,
  message: () => string,
  place: Place,
  work: () => T,
): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof Contradicted) throw error;
    throw new Contradicted({ code, message: message(), ...place });
  }
}
