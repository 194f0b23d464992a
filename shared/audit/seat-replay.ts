// The seats of one event as its facts make them, checked fact by fact. Written apart from `evolve` and `decide` on
// purpose, and as plainly as it can be: an auditor who asks the accountant proves nothing. It knows what must hold
// between facts; what the organiser allows (the sale's window, how many seats a buyer) it does not ask again.

import type { Fact } from "../domain/fact.ts";
import type { ReleaseReason } from "../domain/hold.ts";
import type { Sale } from "../domain/sale.ts";
import { AVAILABLE, BLOCKED, HELD } from "../domain/seat.ts";
import { demand } from "./contradiction.ts";
import { priceOf, sameQuote } from "./price.ts";
import {
  offer,
  refuseLate,
  sell,
  sellLate,
  startAttempt,
  startPaying,
  type FactOf,
} from "./replay-payment.ts";
import {
  demandNewHold,
  demandSameSeats,
  demandState,
  endHold,
  heldInTime,
  sameSeats,
  setSeats,
  standing,
  type SeatReplay,
  type SeatsOfFact,
} from "./replay-state.ts";

/** Applies `fact`, or throws (by `demand`) the contradiction that keeps it from being true after those before it. */
export function replayFact(replay: SeatReplay, fact: Fact): void {
  if (fact.kind === "CONFIGURED") return configure(replay, fact);
  const { seq, kind } = fact;
  const { sale } = replay;
  demand(sale !== undefined, "not-configured", () => `Fact ${seq} (${kind}) precedes any configuration`, {
    seq,
  });
  switch (fact.kind) {
    case "HELD":
      return hold(replay, sale, fact);
    case "EXTENDED":
      return extend(replay, sale, fact);
    case "PAYING":
      return startPaying(replay, sale, fact);
    case "ATTEMPTED":
      return startAttempt(replay, sale, fact);
    case "SOLD":
      return sell(replay, fact);
    case "SOLD_LATE":
      demandSeats(replay, fact);
      return sellLate(replay, fact);
    case "OFFERED":
      demandSeats(replay, fact);
      return offer(replay, sale, fact);
    case "LATE_REFUSED":
      demandSeats(replay, fact);
      return refuseLate(replay, fact);
    case "RELEASED":
      return release(replay, fact);
    case "BLOCKED":
      demandSeats(replay, fact);
      demandState(replay, fact, AVAILABLE, "seat-not-free");
      return setSeats(replay, fact.seats, BLOCKED, undefined);
    case "UNBLOCKED":
      demandSeats(replay, fact);
      demandState(replay, fact, BLOCKED, "seat-not-blocked");
      return setSeats(replay, fact.seats, AVAILABLE, undefined);
    default:
      return unknownKind(fact);
  }
}

/** Does not compile while a kind of fact has no case above. */
function unknownKind(fact: never): void {
  const { kind, seq }: { kind: string; seq: number } = fact;
  demand(false, "row-unreadable", () => `Fact ${seq} is of the unknown kind ${kind}`, { seq });
}

function configure(replay: SeatReplay, { seq, sale }: FactOf<"CONFIGURED">): void {
  const before = replay.sale;
  demand(
    sale.eventId === replay.eventId,
    "wrong-event",
    () => `Fact ${seq} configures event ${sale.eventId} in the ledger of ${replay.eventId}`,
    { seq },
  );
  const isNext =
    before === undefined ||
    (sale.version > before.version &&
      sale.chartHash === before.chartHash &&
      sale.seatCount === before.seatCount);
  demand(
    isNext,
    "configuration-wrong",
    () => `Fact ${seq} configures an older version, or another chart, than the event has`,
    { seq },
  );
  replay.sale = sale;
  if (before !== undefined) return;
  replay.states = new Uint8Array(sale.seatCount);
  replay.owners = Array.from({ length: sale.seatCount }, () => undefined);
}

function demandSeats({ states }: SeatReplay, { seq, kind, seats }: SeatsOfFact): void {
  const isList =
    seats.length > 0 && seats.every((seat, i) => seat > (seats[i - 1] ?? -1) && seat < states.length);
  demand(isList, "seats-malformed", () => `Fact ${seq} (${kind}) names no seats, or some that do not exist`, {
    seq,
  });
}

function hold(replay: SeatReplay, sale: Sale, fact: FactOf<"HELD">): void {
  const { seq, at, holdId, buyerId, seats, since, until, quoted, replaces } = fact;
  demandSeats(replay, fact);
  demandNewHold(replay, fact);
  if (replaces === undefined) {
    const isTime = since === at && until > at && until <= since + sale.holdMaxMs;
    demand(isTime, "hold-time-wrong", () => `Fact ${seq} holds from ${since} to ${until}`, { seq });
  } else {
    replace(replay, fact, replaces);
  }
  demandState(replay, fact, AVAILABLE, "seat-not-free");
  const price = priceOf(sale, seats);
  demand(
    sameQuote(price, quoted),
    "quote-wrong",
    () => `Fact ${seq} quotes ${quoted.totalMinor} for seats that cost ${price?.totalMinor ?? "nothing"}`,
    { seq },
  );
  demand(addsUp(quoted, seats.length), "quote-wrong", () => `Fact ${seq} quotes parts that do not add up`, {
    seq,
  });
  replay.holds.set(holdId, { status: "HELD", buyerId, seats, since, until, quoted });
  setSeats(replay, seats, HELD, holdId);
}

/** Whether the lines, and the prices of the seats, make the total; facts of old have neither. */
function addsUp(quoted: FactOf<"HELD">["quoted"], seatCount: number): boolean {
  if (!("prices" in quoted)) return true;
  const { prices, lines, totalMinor } = quoted;
  const bySeat = prices.reduce((sum, { priceMinor, feeMinor }) => sum + priceMinor + feeMinor, 0);
  const byLine = lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  return prices.length === seatCount && bySeat === totalMinor && byLine === totalMinor;
}

/** H8: the common seats pass over, the rest are freed, and the time goes on. */
function replace(
  replay: SeatReplay,
  { seq, at, buyerId, seats, since, until }: FactOf<"HELD">,
  { holdId, dropped }: { readonly holdId: string; readonly dropped: readonly number[] },
): void {
  const old = heldInTime(replay, { seq, at, holdId });
  const left = old.seats.filter((seat) => !seats.includes(seat));
  const isRight = old.buyerId === buyerId && sameSeats(left, dropped);
  demand(isRight, "replacement-wrong", () => `Fact ${seq} may not replace hold ${holdId} like this`, { seq });
  const inherits = since === old.since && until === old.until;
  demand(inherits, "hold-time-wrong", () => `Fact ${seq} does not inherit the time of hold ${holdId}`, {
    seq,
  });
  endHold(replay, holdId, old.seats);
}

function extend(replay: SeatReplay, sale: Sale, fact: FactOf<"EXTENDED">): void {
  const { seq, at, holdId, until } = fact;
  const held = heldInTime(replay, fact);
  const isTime = until > held.until && until <= Math.min(at + sale.holdTtlMs, held.since + sale.holdMaxMs);
  demand(isTime, "hold-time-wrong", () => `Fact ${seq} extends hold ${holdId} to ${until}`, { seq });
  replay.holds.set(holdId, { ...held, until });
}

/** Which holds may end for which reason: no HELD one by its payment, no PAYING one by time or buyer (S2). */
const REASONS = {
  HELD: ["buyer", "expired", "paid-late"],
  PAYING: ["payment-failed", "payment-deadline", "buyer-cancelled", "abandoned"],
  OFFERED: ["offer-declined", "offer-lapsed"],
} as const satisfies Readonly<Record<string, readonly ReleaseReason[]>>;

function release(replay: SeatReplay, fact: FactOf<"RELEASED">): void {
  const { seq, at, holdId, reason } = fact;
  const live = replay.holds.get(holdId);
  demand(
    live?.status !== "SOLD",
    "sold-then-released",
    () => `Fact ${seq} releases hold ${holdId}, which is sold`,
    { seq },
  );
  demand(
    live !== undefined,
    "hold-unknown",
    () => `Fact ${seq} releases hold ${holdId}, which is ${standing(replay, holdId)}`,
    { seq },
  );
  demandSameSeats(fact, holdId, live.seats);
  const reasons: readonly string[] = REASONS[live.status];
  const byTime = reason === "expired" || reason === "offer-lapsed";
  // Only a paying hold outlives its time (S2).
  const isOver = live.status !== "PAYING" && live.until <= at;
  const isReason = reasons.includes(reason) && byTime === isOver;
  demand(
    isReason,
    "release-reason-wrong",
    () => `Fact ${seq} releases hold ${holdId}, which is ${live.status}, for the reason ${reason}`,
    { seq },
  );
  endHold(replay, holdId, live.seats);
}
