// Books brought to a state by facts, the way a ledger would. The hold that tests talk about is `HOLD` of `BUYER` on
// `SEATS`, held at T0; its order is `ORDER` and its fence `FENCE`. Its late money is answered under `LATE`.

import type { NewFact } from "../domain/decide.ts";
import type { Fact } from "../domain/fact.ts";
import type { ReleaseReason } from "../domain/hold.ts";
import { quoteSeats, type Quoted } from "../domain/quote.ts";
import { MINUTE_MS, type Sale } from "../domain/sale.ts";
import { emptyBook, evolve, type SeatBook } from "../domain/seat-book.ts";
import { T0 } from "./clock.ts";
import { buyerId, holdId, orderId } from "./ids.ts";
import { buildSale } from "./sales.ts";

export const HOLD = holdId(1);
export const BUYER = buyerId(1);
export const ORDER = orderId(1);
export const SEATS: readonly number[] = [3, 4];
export const UNTIL = T0 + 10 * MINUTE_MS;
export const DEADLINE = T0 + 5 * MINUTE_MS;
/** CONFIGURED is the first fact, HELD the second, PAYING the third. */
export const FENCE = 3;
/** The hold under which late money of `ORDER` gets seats, and those that are as good as `SEATS` when 4 and 5 are gone. */
export const LATE = holdId(7);
export const OFFERED_SEATS: readonly number[] = [2, 3];
export const OFFERED_UNTIL = T0 + 30 * MINUTE_MS;

type NewFactOf<K extends NewFact["kind"]> = Extract<NewFact, { kind: K }>;

export function heldFact(overrides: Partial<NewFactOf<"HELD">> = {}): NewFactOf<"HELD"> {
  const seats = overrides.seats ?? SEATS;
  return {
    ...{
      kind: "HELD",
      holdId: HOLD,
      buyerId: BUYER,
      seats,
      since: T0,
      until: UNTIL,
      quoted: quotedFor(seats),
    },
    ...overrides,
  };
}

/** What the buyer of `seats` is told at the prices of `buildSale()`. */
export function quotedFor(seats: readonly number[]): Quoted {
  const priced = quoteSeats(buildSale(), seats);
  return priced.ok ? priced.value : { currency: "KRW", totalMinor: 0, lines: [], prices: [] };
}

export function payingFact(overrides: Partial<NewFactOf<"PAYING">> = {}): NewFactOf<"PAYING"> {
  return { kind: "PAYING", holdId: HOLD, orderId: ORDER, fence: FENCE, deadline: DEADLINE, ...overrides };
}

/** The second attempt to pay, begun at T0. */
export function attemptedFact(overrides: Partial<NewFactOf<"ATTEMPTED">> = {}): NewFactOf<"ATTEMPTED"> {
  return {
    kind: "ATTEMPTED",
    holdId: HOLD,
    orderId: ORDER,
    attempt: 2,
    fence: FENCE + 1,
    deadline: DEADLINE,
    ...overrides,
  };
}

export function soldFact(): NewFactOf<"SOLD"> {
  return { kind: "SOLD", holdId: HOLD, orderId: ORDER, seats: SEATS };
}

export function releasedFact(reason: ReleaseReason): NewFactOf<"RELEASED"> {
  return { kind: "RELEASED", holdId: HOLD, reason, seats: SEATS };
}

/** Somebody else has seats 4 and 5 by the time that the money for 3 and 4 comes. */
export function othersFact(overrides: Partial<NewFactOf<"HELD">> = {}): NewFactOf<"HELD"> {
  return heldFact({ holdId: holdId(2), buyerId: buyerId(2), seats: [4, 5], ...overrides });
}

export function offeredFact(overrides: Partial<NewFactOf<"OFFERED">> = {}): NewFactOf<"OFFERED"> {
  return {
    ...{ kind: "OFFERED", holdId: LATE, buyerId: BUYER, orderId: ORDER },
    ...{ seats: OFFERED_SEATS, until: OFFERED_UNTIL, ...overrides },
  };
}

export type OfferEnd = "SOLD" | "offer-declined" | "offer-lapsed";

/** The end of the offer under `LATE`: taken, or given back for a reason. */
export function offerEnd(end: OfferEnd): NewFact {
  const claim = { holdId: LATE, seats: OFFERED_SEATS };
  return end === "SOLD"
    ? { kind: "SOLD", ...claim, orderId: ORDER }
    : { kind: "RELEASED", ...claim, reason: end };
}

/** A book in which late money of `ORDER` has been offered `OFFERED_SEATS`, and what came of that. */
export function bookOffering(ends: readonly OfferEnd[] = [], sale: Partial<Sale> = {}): SeatBook {
  return bookWith([...HISTORIES.FAILED, othersFact(), offeredFact(), ...ends.map(offerEnd)], sale);
}

/** Records `fresh` as the authority does, and gives back what the ledger would hold. */
export function record(book: SeatBook, fresh: readonly NewFact[], at = T0): readonly Fact[] {
  return fresh.map((fact) => {
    const recorded: Fact = { ...fact, seq: book.seq + 1, at };
    evolve(book, recorded);
    return recorded;
  });
}

/** A book on sale in which `facts` happened at T0. */
export function bookWith(facts: readonly NewFact[] = [], sale: Partial<Sale> = {}): SeatBook {
  const book = emptyBook();
  record(book, [{ kind: "CONFIGURED", sale: buildSale(sale) }, ...facts]);
  return book;
}

export type HoldState = "HELD" | "PAYING" | "SOLD" | "RELEASED" | "EXPIRED" | "FAILED";

/** How `HOLD` came to a state. RELEASED: given back. EXPIRED: and recorded. FAILED: released by its payment. */
const HISTORIES: Readonly<Record<HoldState, readonly NewFact[]>> = {
  HELD: [heldFact()],
  PAYING: [heldFact(), payingFact()],
  SOLD: [heldFact(), payingFact(), soldFact()],
  RELEASED: [heldFact(), releasedFact("buyer")],
  EXPIRED: [heldFact(), releasedFact("expired")],
  FAILED: [heldFact(), payingFact(), releasedFact("payment-failed")],
};

export function bookIn(state: HoldState, sale: Partial<Sale> = {}): SeatBook {
  return bookWith(HISTORIES[state], sale);
}
