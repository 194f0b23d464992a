// Owns the state of one event's seats: one byte a seat, and a map of holds. It is nothing but the sum of its
// facts: `evolve` applies one, and applying the ledger from the first fact gives the same book again.
// It decides nothing and refuses nothing; a fact that reaches it has happened.

import type { BuyerId, HoldId } from "./brand.ts";
import { seatChanges, type Fact, type HeldFact, type ReleasedFact } from "./fact.ts";
import { endsLateMoney, traced, type Hold } from "./hold.ts";
import { AVAILABLE, HELD, SOLD } from "./seat.ts";
import { quoteSeats, type Quoted } from "./quote.ts";
import { DEFAULT_LIMITS, type Sale } from "./sale.ts";

export interface SeatBook {
  /** `seq` of the last fact; 0 before the first */
  seq: number;
  /** time of the last fact: the highest time this event has seen (S7) */
  lastAt: number;
  sale: Sale | undefined;
  /** public state of each seat */
  states: Uint8Array;
  /** the live or sold hold that each seat belongs to */
  owners: (HoldId | undefined)[];
  readonly holds: Map<HoldId, Hold>;
  /** the holds of each buyer that are not released; an array, for a buyer has few and there are many buyers */
  readonly holdsOf: Map<BuyerId, HoldId[]>;
  /** how many seats those are together */
  readonly seatsOf: Map<BuyerId, number>;
}

/** Ended holds are remembered so that a late repeat is answered rightly; this many, oldest forgotten first. */
export const MAX_RELEASED_HOLDS = 20_000;

export function emptyBook(): SeatBook {
  return {
    seq: 0,
    lastAt: 0,
    sale: undefined,
    states: new Uint8Array(0),
    owners: [],
    holds: new Map(),
    holdsOf: new Map(),
    seatsOf: new Map(),
  };
}

/** Applies `fact` to `book` in place. */
export function evolve(book: SeatBook, fact: Fact): void {
  book.seq = fact.seq;
  book.lastAt = fact.at;
  for (const change of seatChanges(fact)) {
    for (const seat of change.seats) {
      book.states[seat] = change.state;
      if (change.state === AVAILABLE) book.owners[seat] = undefined;
    }
  }
  switch (fact.kind) {
    case "CONFIGURED":
      configure(book, fact.sale);
      return;
    case "HELD":
      claim(book, fact);
      return;
    case "EXTENDED":
      update(book, fact.holdId, (h) => (h.status === "HELD" ? { ...h, until: fact.until } : h));
      return;
    case "PAYING":
      update(book, fact.holdId, (h) => {
        if (h.status !== "HELD") return h;
        const { holdId, buyerId, seats, since, quoted } = h;
        return {
          status: "PAYING",
          holdId,
          buyerId,
          seats,
          since,
          quoted,
          payingSince: fact.at,
          orderId: fact.orderId,
          attempt: 1,
          fence: fact.fence,
          deadline: fact.deadline,
          ...traced(fact),
        };
      });
      return;
    case "ATTEMPTED":
      update(book, fact.holdId, (h) => {
        if (h.status !== "PAYING") return h;
        const { attempt, fence, deadline } = fact;
        return { ...h, attempt, fence, deadline, ...traced(fact) };
      });
      return;
    case "SOLD":
      update(book, fact.holdId, (h) => {
        if (h.status !== "PAYING" && h.status !== "OFFERED") return h;
        const { holdId, buyerId, seats, since, orderId, fence } = h;
        return { status: "SOLD", holdId, buyerId, seats, since, orderId, fence, endedAt: fact.at };
      });
      return;
    case "SOLD_LATE": {
      const { holdId, buyerId, seats, orderId, at, seq } = fact;
      insert(book, { status: "SOLD", holdId, buyerId, seats, since: at, orderId, fence: seq, endedAt: at });
      return;
    }
    case "OFFERED": {
      const { holdId, buyerId, seats, orderId, until, at, seq } = fact;
      const offered = {
        status: "OFFERED",
        holdId,
        buyerId,
        seats,
        since: at,
        orderId,
        fence: seq,
        until,
      } as const;
      insert(book, { ...offered, ...traced(fact) });
      return;
    }
    case "LATE_REFUSED": {
      const { holdId, buyerId, seats, orderId, at } = fact;
      const ended = { since: at, endedAt: at, reason: "late-refused" } as const;
      book.holds.set(holdId, { status: "RELEASED", holdId, buyerId, seats, orderId, ...ended });
      return;
    }
    case "RELEASED":
      release(book, fact.holdId, fact.at, fact.reason);
      return;
    case "BLOCKED":
    case "UNBLOCKED":
      return;
  }
}

function configure(book: SeatBook, configured: Sale): void {
  // A configuration that was written before a limit was known has the default.
  const sale: Sale = { ...DEFAULT_LIMITS, ...configured };
  book.sale = sale;
  if (book.states.length === sale.seatCount) return;
  book.states = new Uint8Array(sale.seatCount);
  book.owners = Array.from({ length: sale.seatCount }, () => undefined);
}

function claim(book: SeatBook, fact: HeldFact): void {
  const { holdId, buyerId, seats, since, until } = fact;
  const quoted = wholeQuote(book, fact);
  if (fact.replaces !== undefined) release(book, fact.replaces.holdId, fact.at, "replaced");
  insert(book, { status: "HELD", holdId, buyerId, seats, since, until, quoted, ...traced(fact) });
}

/** H14. Facts of old have only the total: what makes it up follows from the configuration that stood then. */
function wholeQuote({ sale }: SeatBook, { seats, quoted }: HeldFact): Quoted {
  if ("prices" in quoted) return quoted;
  const priced = sale && quoteSeats(sale, seats);
  if (priced?.ok !== true) throw new Error("a hold in the ledger has no price");
  return priced.value;
}

function release(book: SeatBook, holdId: HoldId, at: number, reason: ReleasedFact["reason"]): void {
  update(book, holdId, (h) => ({
    ...{ status: "RELEASED", holdId, buyerId: h.buyerId, seats: h.seats, since: h.since },
    ...{ endedAt: at, reason },
    ...("fence" in h && h.fence !== undefined ? { fence: h.fence, orderId: h.orderId } : {}),
  }));
}

function insert(book: SeatBook, hold: Hold): void {
  book.holds.set(hold.holdId, hold);
  own(book, hold);
}

function own(book: SeatBook, hold: Hold): void {
  for (const seat of hold.seats) book.owners[seat] = hold.holdId;
  book.seatsOf.set(hold.buyerId, (book.seatsOf.get(hold.buyerId) ?? 0) + hold.seats.length);
  const mine = book.holdsOf.get(hold.buyerId);
  if (mine === undefined) book.holdsOf.set(hold.buyerId, [hold.holdId]);
  else mine.push(hold.holdId);
}

/** Gives a hold of `book` its seats back, where the book is made from what was written of it. */
export function claimSeats(book: SeatBook, hold: Hold): void {
  if (hold.status === "RELEASED") return;
  own(book, hold);
  for (const seat of hold.seats) book.states[seat] = hold.status === "SOLD" ? SOLD : HELD;
}

function update(book: SeatBook, holdId: HoldId, change: (hold: Hold) => Hold): void {
  const before = book.holds.get(holdId);
  if (before === undefined) return;
  const after = change(before);
  if (after.status !== "RELEASED") {
    book.holds.set(holdId, after);
    return;
  }
  // Deleted first, so that the map's order puts the latest release last.
  book.holds.delete(holdId);
  book.holds.set(holdId, after);
  const mine = book.holdsOf.get(after.buyerId) ?? [];
  const at = mine.indexOf(holdId);
  if (at < 0) return;
  mine.splice(at, 1);
  book.seatsOf.set(after.buyerId, (book.seatsOf.get(after.buyerId) ?? 0) - before.seats.length);
  if (mine.length > 0) return;
  book.holdsOf.delete(after.buyerId);
  book.seatsOf.delete(after.buyerId);
}

/**
 * Forgets the oldest released holds beyond `MAX_RELEASED_HOLDS`; nothing else refers to them. What late money was
 * answered with is kept: asked once more, money that is on its way back would get seats (S3).
 */
export function forgetReleased(book: SeatBook): void {
  const released = [...book.holds.values()].filter(
    (h) => h.status === "RELEASED" && !endsLateMoney(h.reason),
  );
  for (const hold of released.slice(0, Math.max(0, released.length - MAX_RELEASED_HOLDS))) {
    book.holds.delete(hold.holdId);
  }
}
