// Owns every decision about a seat. Given the book, a command and the time, it answers with the facts that
// follow or with a refusal; it changes nothing, reads no clock, and awaits nothing. Rules: RULES.md, H and P.

import { decideHold } from "./decide-hold.ts";
import { decideExtend, decideGiveBack, expireDue, findHold } from "./decide-claim.ts";
import { decideOffer, decideSellLate } from "./decide-late.ts";
import { decideRelease, decideSell, decideStartAttempt, decideStartPaying } from "./decide-payment.ts";
import { seatsWithin, surveySeats } from "./decide-seats.ts";
import type { Command, Refusal } from "./command.ts";
import type { Fact } from "./fact.ts";
import { ok, refuse, type Result } from "./result.ts";
import type { SeatBook } from "./seat-book.ts";
import { BLOCKED } from "./seat.ts";

/** A fact that has no place in the ledger yet. */
export type NewFact = Fact extends infer F ? (F extends Fact ? Omit<F, "seq" | "at"> : never) : never;

export type Decision = Result<readonly NewFact[], Refusal>;

/** Decides `command` at `now`. No facts means that what was asked for already holds. */
export function decide(book: SeatBook, command: Command, now: number): Decision {
  if (command.kind === "configure") return decideConfigure(book, command);
  if (book.sale === undefined) return refuse({ code: "event-not-configured" });
  switch (command.kind) {
    case "hold":
      return decideHold(book, book.sale, command, now);
    case "extend":
      return decideExtend(book, book.sale, command, now);
    case "give-back":
      return decideGiveBack(book, command, now);
    case "start-paying":
      return decideStartPaying(book, book.sale, command, now);
    case "start-attempt":
      return decideStartAttempt(book, book.sale, command, now);
    case "sell":
      return decideSell(book, command);
    case "release":
      return decideRelease(book, command);
    case "sell-late":
      return decideSellLate(book, book.sale, command, now);
    case "accept-offer":
    case "decline-offer":
      return decideOffer(book, command, now);
    case "block":
    case "unblock":
      return decideBlock(book, command, now);
    case "expire":
      return ok(expireDue(book, now, command.limit));
  }
}

export { findHold };

function decideConfigure(book: SeatBook, { sale }: Command & { kind: "configure" }): Decision {
  const current = book.sale;
  if (current !== undefined && sale.version <= current.version) return ok([]);
  // Seats are the chart's indices: under another chart every sold seat would mean another place (H12).
  if (current !== undefined && sale.chartHash !== current.chartHash) {
    return refuse({ code: "chart-changed", seatCount: current.seatCount });
  }
  return ok([{ kind: "CONFIGURED", sale }]);
}

function decideBlock(
  book: SeatBook,
  command: Command & { kind: "block" | "unblock" },
  now: number,
): Decision {
  const within = seatsWithin(book, command.seats);
  if (!within.ok) return within;
  const blocks = command.kind === "block";
  const unblocked = command.seats.filter((s) => book.states[s] !== BLOCKED);
  const { taken, expiries } = surveySeats(book, unblocked, now);
  if (taken.length > 0) return refuse({ code: "seats-taken", seats: taken });
  const moved = blocks ? unblocked : command.seats.filter((s) => book.states[s] === BLOCKED);
  if (moved.length === 0) return ok([]);
  const seats = moved.toSorted((a, b) => a - b);
  return ok(blocks ? [...expiries, { kind: "BLOCKED", seats }] : [{ kind: "UNBLOCKED", seats }]);
}
