// The decision to hold seats: all or nothing, one buyer, one currency, within the sale window and the limits.

import type { Command, Refusal } from "./command.ts";
import type { Decision, NewFact } from "./decide.ts";
import { isFree, sameSeats, seatsWithin, surveySeats } from "./decide-seats.ts";
import { isLive, ranOut, traced, type HeldHold, type Hold } from "./hold.ts";
import { nearestEqual } from "./nearest-equal.ts";
import { quoteSeats, type Quoted } from "./quote.ts";
import { ok, refuse, type Result } from "./result.ts";
import type { Sale } from "./sale.ts";
import type { SeatBook } from "./seat-book.ts";

type HoldCommand = Command & { kind: "hold" };

export function decideHold(book: SeatBook, sale: Sale, command: HoldCommand, now: number): Decision {
  const existing = book.holds.get(command.holdId);
  if (existing !== undefined) return repeatOf(existing, command, now);

  if (now < sale.saleOpensAt) return refuse({ code: "sale-not-open", opensAt: sale.saleOpensAt });
  if (now >= sale.saleClosesAt) return refuse({ code: "sale-closed", closedAt: sale.saleClosesAt });
  const within = seatsWithin(book, command.seats);
  if (!within.ok) return within;
  if (command.seats.length > sale.maxSeatsPerHold) {
    return refuse({ code: "too-many-seats", max: sale.maxSeatsPerHold });
  }
  const replaced = holdToReplace(book, command, now);
  if (!replaced.ok) return replaced;

  const free = seatsFree(book, sale, command.seats, replaced.value, now);
  if (!free.ok) return free;
  const limit = withinBuyerLimit(book, sale, { command, replaced: replaced.value, now });
  if (!limit.ok) return limit;
  const quoted = quoteSeats(
    sale,
    command.seats.toSorted((a, b) => a - b),
  );
  if (!quoted.ok) return quoted;
  return ok([
    ...free.value,
    heldFact(sale, command, { replaced: replaced.value, quoted: quoted.value, now }),
  ]);
}

/** H3: a repeat with the same id and content answers with what exists; anything else under that id is refused. */
function repeatOf(existing: Hold, command: HoldCommand, now: number): Decision {
  if (existing.buyerId !== command.buyerId || !sameSeats(existing.seats, command.seats)) {
    return refuse({ code: "hold-id-reused" });
  }
  if ((existing.status === "HELD" || existing.status === "OFFERED") && !isLive(existing, now)) {
    return refuse({ code: "hold-expired", expiredAt: existing.until });
  }
  if (existing.status === "RELEASED") {
    // As in `findHeld`: whether the alarm was there first is nobody's business (S7).
    if (ranOut(existing.reason)) return refuse({ code: "hold-expired", expiredAt: existing.endedAt });
    return refuse({ code: "hold-ended", holdStatus: existing.status, reason: existing.reason });
  }
  return ok([]);
}

/** H8: the hold to replace must be the buyer's own; one that has already ended no longer counts. */
function holdToReplace(
  book: SeatBook,
  command: HoldCommand,
  now: number,
): Result<HeldHold | undefined, Refusal> {
  if (command.replaces === undefined) return ok(undefined);
  const old = book.holds.get(command.replaces);
  if (old === undefined || old.buyerId !== command.buyerId) return refuse({ code: "hold-not-found" });
  if (old.status === "PAYING") return refuse({ code: "hold-paying", deadline: old.deadline });
  if (old.status === "OFFERED" && isLive(old, now))
    return refuse({ code: "hold-paying", deadline: old.until });
  return ok(old.status === "HELD" && isLive(old, now) ? old : undefined);
}

/** The expiries that must be recorded before the seats can be held; refused where any seat is taken (H4, H5). */
function seatsFree(
  book: SeatBook,
  sale: Sale,
  seats: readonly number[],
  replaced: HeldHold | undefined,
  now: number,
): Result<readonly NewFact[], Refusal> {
  const mine = replaced?.holdId;
  const { taken, expiries } = surveySeats(book, seats, now, mine);
  if (taken.length === 0) return ok(expiries);
  const alternatives = nearestEqual(sale, seats, (seat) => isFree(book, seat, now, mine));
  return refuse({ code: "seats-taken", seats: taken, ...(alternatives && { alternatives }) });
}

interface Wish {
  readonly command: HoldCommand;
  readonly replaced: HeldHold | undefined;
  readonly now: number;
}

/** H6: held, paying, offered and sold seats of the buyer, those of the hold being replaced not counted. */
function withinBuyerLimit(book: SeatBook, sale: Sale, wish: Wish): Result<undefined, Refusal> {
  const { buyerId, seats } = wish.command;
  const max = sale.maxSeatsPerBuyer;
  // The holds are looked through only where it matters which of them has run out.
  if ((book.seatsOf.get(buyerId) ?? 0) + seats.length <= max) return ok(undefined);
  const owned = seatsOwned(book, wish);
  return owned + seats.length > max ? refuse({ code: "buyer-limit", max, owned }) : ok(undefined);
}

function seatsOwned(book: SeatBook, { command, replaced, now }: Wish): number {
  let owned = 0;
  for (const id of book.holdsOf.get(command.buyerId) ?? []) {
    const hold = book.holds.get(id);
    if (hold !== undefined && hold !== replaced && isLive(hold, now)) owned += hold.seats.length;
  }
  return owned;
}

interface HeldTerms {
  readonly replaced: HeldHold | undefined;
  readonly quoted: Quoted;
  readonly now: number;
}

/** H7: the time to live runs from the first seat; a replacement inherits it and never lengthens it. */
function heldFact(sale: Sale, command: HoldCommand, { replaced, quoted, now }: HeldTerms): NewFact {
  const { holdId, buyerId } = command;
  const seats = command.seats.toSorted((a, b) => a - b);
  const claim = {
    kind: "HELD",
    holdId,
    buyerId,
    seats,
    quoted,
    ...traced(command),
  } as const;
  if (replaced === undefined) {
    return { ...claim, since: now, until: now + Math.min(sale.holdTtlMs, sale.holdMaxMs) };
  }
  const kept = new Set(seats);
  const dropped = replaced.seats.filter((s) => !kept.has(s));
  const { since, until } = replaced;
  return { ...claim, since, until, replaces: { holdId: replaced.holdId, dropped } };
}
