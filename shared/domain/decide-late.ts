// Decisions about money that came after its hold had ended: its own seats if they are free, else others as good for
// a time, else nothing, and it goes back (S3).

import type { BuyerId, OrderId } from "./brand.ts";
import type { Command } from "./command.ts";
import { findHold } from "./decide-claim.ts";
import type { Decision, NewFact } from "./decide.ts";
import { expiryOf, isFree, sameSeats, seatsWithin, surveySeats } from "./decide-seats.ts";
import {
  endsLateMoney,
  isLive,
  ranOut,
  traced,
  type HeldHold,
  type Hold,
  type OfferedHold,
  type PayingHold,
  type ReleasedHold,
  type SoldHold,
} from "./hold.ts";
import { equalOrBetter } from "./nearest-equal.ts";
import { ok, refuse } from "./result.ts";
import type { Sale } from "./sale.ts";
import type { SeatBook } from "./seat-book.ts";

/**
 * P4: money that came after the hold had ended gets the same seats if every one of them is free; else it is offered
 * others as good (P9), or is refused, to go back (S3).
 */
export function decideSellLate(
  book: SeatBook,
  sale: Sale,
  command: Command & { kind: "sell-late" },
  now: number,
): Decision {
  const { holdId, buyerId, orderId } = command;
  const known = book.holds.get(holdId);
  if (known !== undefined) {
    if (!isAnswerTo(known, orderId)) return refuse({ code: "hold-id-reused" });
    return ok(isLive(known, now) || known.status === "RELEASED" ? [] : [expiryOf(known)]);
  }
  const within = seatsWithin(book, command.seats);
  if (!within.ok) return within;
  const own = ownHold(book, command);
  if (own?.status === "SOLD") return ok([]);
  if (own !== undefined) return ok([{ kind: "SOLD", holdId: own.holdId, orderId, seats: own.seats }]);
  const seats = command.seats.toSorted((a, b) => a - b);
  // P12: the same buyer is not charged twice for a seat, and is offered no others beside it.
  const instead = boughtInstead(book, command);
  if (instead !== undefined) {
    return ok([{ kind: "LATE_REFUSED", holdId, buyerId, orderId, seats, instead }]);
  }
  const ownHolds = heldBy(book, command, now);
  const isWanted = (seat: number): boolean => ownHolds.some((hold) => hold.seats.includes(seat));
  const { taken, expiries } = surveySeats(
    book,
    seats.filter((seat) => !isWanted(seat)),
    now,
  );
  if (taken.length === 0) {
    const taking = ownHolds.map((hold): NewFact => ({
      kind: "RELEASED",
      holdId: hold.holdId,
      reason: "paid-late",
      seats: hold.seats,
    }));
    return ok([...expiries, ...taking, { kind: "SOLD_LATE", holdId, buyerId, orderId, seats }]);
  }
  const others = equalOrBetter(sale, seats, (seat) => isFree(book, seat, now));
  if (others === undefined) return ok([{ kind: "LATE_REFUSED", holdId, buyerId, orderId, seats }]);
  const until = now + sale.holdMaxMs;
  return ok([
    ...surveySeats(book, others, now).expiries,
    { kind: "OFFERED", holdId, buyerId, orderId, seats: others, until, ...traced(command) },
  ]);
}

/** Whose late money it is, and for which seats. */
export interface LateClaim {
  readonly buyerId: BuyerId;
  readonly orderId: OrderId;
  readonly seats: readonly number[];
}

/**
 * P12: the buyer's other order that has some of the seats of late money, or is paying for them; nothing where there is
 * none. Then the money goes back at once.
 */
export function boughtInstead(
  { owners, holds }: Pick<SeatBook, "owners" | "holds">,
  { buyerId, orderId, seats }: LateClaim,
): OrderId | undefined {
  for (const seat of seats) {
    const owner = owners[seat];
    const hold = owner === undefined ? undefined : holds.get(owner);
    const isBought = hold?.status === "PAYING" || hold?.status === "SOLD";
    if (isBought && hold.buyerId === buyerId && hold.orderId !== orderId) return hold.orderId;
  }
  return undefined;
}

/** P12: the buyer's own live HELD holds that have some of the seats: late money takes those seats from them. */
function heldBy(book: SeatBook, { buyerId, seats }: LateClaim, now: number): readonly HeldHold[] {
  const found = new Set<HeldHold>();
  for (const seat of seats) {
    const owner = book.owners[seat];
    const hold = owner === undefined ? undefined : book.holds.get(owner);
    if (hold?.status === "HELD" && hold.buyerId === buyerId && isLive(hold, now)) found.add(hold);
  }
  return [...found];
}

/** Whether `hold` is what late money of the order has been answered with. */
function isAnswerTo(hold: Hold, orderId: OrderId): hold is SoldHold | OfferedHold | ReleasedHold {
  const isAnswer =
    hold.status === "SOLD" ||
    hold.status === "OFFERED" ||
    (hold.status === "RELEASED" && endsLateMoney(hold.reason));
  return isAnswer && hold.orderId === orderId;
}

/**
 * P9: OFFERED → SOLD, in time, or RELEASED, for the buyer it was offered to. The same answer again changes nothing,
 * and the first one stands.
 */
export function decideOffer(
  book: SeatBook,
  command: Command & { kind: "accept-offer" | "decline-offer" },
  now: number,
): Decision {
  const found = findHold(book, command.holdId, command.buyerId);
  if (!found.ok) return found;
  const hold = found.value;
  const accepts = command.kind === "accept-offer";
  switch (hold.status) {
    case "HELD":
    case "PAYING":
      return refuse({ code: "hold-not-found" });
    case "SOLD":
      return accepts ? ok([]) : refuse({ code: "hold-ended", holdStatus: hold.status });
    case "RELEASED":
      if (!accepts) return ok([]);
      return ranOut(hold.reason)
        ? refuse({ code: "hold-expired", expiredAt: hold.endedAt })
        : refuse({ code: "hold-ended", holdStatus: hold.status, reason: hold.reason });
    case "OFFERED": {
      const { holdId, orderId, seats } = hold;
      if (!isLive(hold, now))
        return accepts ? refuse({ code: "hold-expired", expiredAt: hold.until }) : ok([expiryOf(hold)]);
      if (!accepts) return ok([{ kind: "RELEASED", holdId, reason: "offer-declined", seats }]);
      return ok([{ kind: "SOLD", holdId, orderId, seats }]);
    }
  }
}

/** The order's own hold where the news of its end has been overtaken, and the hold is still there to be sold. */
function ownHold(
  book: SeatBook,
  { seats, orderId }: Command & { kind: "sell-late" },
): PayingHold | SoldHold | undefined {
  const owner = book.owners[seats[0] as number];
  const hold = owner === undefined ? undefined : book.holds.get(owner);
  const isOwn = hold?.status === "PAYING" || hold?.status === "SOLD";
  return isOwn && hold.orderId === orderId && sameSeats(hold.seats, seats) ? hold : undefined;
}
