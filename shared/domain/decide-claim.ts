// Decisions about a hold before money is involved: extend it, give it back, let it expire.

import type { BuyerId, HoldId } from "./brand.ts";
import type { Command, Refusal } from "./command.ts";
import type { Decision, NewFact } from "./decide.ts";
import { expiryOf } from "./decide-seats.ts";
import { isLive, ranOut, type HeldHold, type Hold, type OfferedHold } from "./hold.ts";
import { ok, refuse, type Result } from "./result.ts";
import type { Sale } from "./sale.ts";
import type { SeatBook } from "./seat-book.ts";

/** The buyer's own hold. Another buyer's is `hold-not-found` too: whether an id exists is nobody's business. */
export function findHold(book: SeatBook, holdId: HoldId, buyerId: BuyerId): Result<Hold, Refusal> {
  const hold = book.holds.get(holdId);
  return hold?.buyerId === buyerId ? ok(hold) : refuse({ code: "hold-not-found" });
}

/** The buyer's own hold, HELD and in time; every other state is refused for what it is (H9). */
export function findHeld(
  book: SeatBook,
  { holdId, buyerId }: { holdId: HoldId; buyerId: BuyerId },
  now: number,
): Result<HeldHold, Refusal> {
  const found = findHold(book, holdId, buyerId);
  if (!found.ok) return found;
  const hold = found.value;
  switch (hold.status) {
    case "HELD":
    case "OFFERED":
      if (!isLive(hold, now)) return refuse({ code: "hold-expired", expiredAt: hold.until });
      // An offer is paid for already: it can be taken or declined (P9), and nothing else.
      return hold.status === "HELD" ? ok(hold) : refuse({ code: "hold-paying", deadline: hold.until });
    case "PAYING":
      return refuse({ code: "hold-paying", deadline: hold.deadline });
    case "SOLD":
      return refuse({ code: "hold-ended", holdStatus: hold.status });
    case "RELEASED":
      return ranOut(hold.reason)
        ? refuse({ code: "hold-expired", expiredAt: hold.endedAt })
        : refuse({ code: "hold-ended", holdStatus: hold.status, reason: hold.reason });
  }
}

/** H7: an extension sets the full time to live again, up to the longest a hold may last since its first seat. */
export function decideExtend(
  book: SeatBook,
  sale: Sale,
  command: Command & { kind: "extend" },
  now: number,
): Decision {
  const held = findHeld(book, command, now);
  if (!held.ok) return held;
  const maxUntil = held.value.since + sale.holdMaxMs;
  const until = Math.min(now + sale.holdTtlMs, maxUntil);
  // Nothing to gain is an answer of its own only at the limit; a repeat a moment later is simply granted.
  if (until <= held.value.until) {
    return held.value.until >= maxUntil ? refuse({ code: "extension-exhausted", maxUntil }) : ok([]);
  }
  return ok([{ kind: "EXTENDED", holdId: command.holdId, until }]);
}

/** H9: a buyer gives back a hold that is not paying; giving back what has ended is already done. */
export function decideGiveBack(
  book: SeatBook,
  command: Command & { kind: "give-back" },
  now: number,
): Decision {
  const found = findHold(book, command.holdId, command.buyerId);
  if (!found.ok) return found;
  const hold = found.value;
  if (hold.status === "RELEASED") return ok([]);
  if (hold.status === "PAYING") return refuse({ code: "hold-paying", deadline: hold.deadline });
  if (hold.status === "SOLD") return refuse({ code: "hold-ended", holdStatus: hold.status });
  if (!isLive(hold, now)) return ok([expiryOf(hold)]);
  if (hold.status === "OFFERED") return refuse({ code: "hold-paying", deadline: hold.until });
  return ok([{ kind: "RELEASED", holdId: hold.holdId, reason: "buyer", seats: hold.seats }]);
}

function expires(hold: Hold): hold is HeldHold | OfferedHold {
  return hold.status === "HELD" || hold.status === "OFFERED";
}

/** H5: the holds whose time has run out, at most `limit` of them. PAYING holds never expire (S2). */
export function expireDue(book: SeatBook, now: number, limit: number): readonly NewFact[] {
  const due: NewFact[] = [];
  for (const hold of book.holds.values()) {
    if (due.length >= limit) break;
    if (expires(hold) && !isLive(hold, now)) due.push(expiryOf(hold));
  }
  return due;
}
