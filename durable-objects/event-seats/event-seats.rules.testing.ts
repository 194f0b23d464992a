// What may come of a command, by the rules: every state that the event may be in afterwards, or every reason for
// which it may be refused. Nothing is said of the order in which reasons are looked for.

import type { SeatModel } from "./event-seats.model.testing.ts";
import { answerOffer, sellLate } from "./event-seats.late-rules.testing.ts";
import { endPayment, startAttempt, startPaying } from "./event-seats.payment-rules.testing.ts";
import {
  ascending,
  badSeats,
  changed,
  notHeld,
  own,
  refused,
  same,
  sameSeats,
  type Asking,
  type Of,
  type Outcome,
} from "./event-seats.outcome.testing.ts";

/** What may come of `command` when the clock says `clock` (epoch ms). */
export function outcomeOf(model: SeatModel, command: Asking, clock: number): Outcome {
  const now = Math.max(clock, model.lastAt);
  if (command.kind === "configure") return configure(model, command, now);
  if (model.sale === undefined) return refused("event-not-configured");
  switch (command.kind) {
    case "hold":
      return holdSeats(model, command, now);
    case "extend":
      return extend(model, command, now);
    case "give-back":
      return giveBack(model, command, now);
    case "start-paying":
      return startPaying(model, command, now);
    case "start-attempt":
      return startAttempt(model, command, now);
    case "sell":
    case "release":
      return endPayment(model, command, now);
    case "sell-late":
      return sellLate(model, command, now);
    case "accept-offer":
    case "decline-offer":
      return answerOffer(model, command, now);
    case "block":
    case "unblock":
      return block(model, command, now);
  }
}

function configure(model: SeatModel, { sale }: Of<"configure">, now: number): Outcome {
  if (model.sale !== undefined && sale.version <= model.sale.version) return same(model);
  if (model.sale !== undefined && sale.chartHash !== model.sale.chartHash) return refused("chart-changed");
  return changed(model, (next) => next.configure(sale, now));
}

function holdSeats(model: SeatModel, command: Of<"hold">, now: number): Outcome {
  const { sale } = model;
  const { holdId: id, buyerId: buyer, seats } = command;
  const known = model.holds.get(id);
  if (known !== undefined) {
    if (known.buyer !== buyer || !sameSeats(known.seats, seats)) return refused("hold-id-reused");
    const isOver = known.state === "RELEASED" || model.hasRunOut(known, now);
    return isOver ? refused(notHeld(model, known, now) ?? "") : same(model);
  }
  if (sale === undefined) return refused("event-not-configured");
  const old = command.replaces === undefined ? undefined : model.holds.get(command.replaces);
  const refusals = badSeats(model, seats);
  if (now < sale.saleOpensAt) refusals.push("sale-not-open");
  if (now >= sale.saleClosesAt) refusals.push("sale-closed");
  if (seats.length > sale.maxSeatsPerHold) refusals.push("too-many-seats");
  if (command.replaces !== undefined && old?.buyer !== buyer) refusals.push("hold-not-found");
  else if (old !== undefined && notHeld(model, old, now) === "hold-paying") refusals.push("hold-paying");
  const replaced = old !== undefined && notHeld(model, old, now) === undefined ? old : undefined;
  if (seats.some((seat) => !model.isFree(seat, now, replaced?.id))) refusals.push("seats-taken");
  const others = [...model.holds.values()].filter(
    (h) => h.buyer === buyer && h !== replaced && model.isLive(h, now),
  );
  const owned = others.reduce((sum, h) => sum + h.seats.length, 0);
  if (owned + seats.length > sale.maxSeatsPerBuyer) refusals.push("buyer-limit");
  const { quoted, refusals: unsold } = model.priceOf(seats);
  refusals.push(...unsold);
  if (refusals.length > 0) return { states: [], refusals };
  return changed(model, (next) => {
    const isAnothers = seats.some((seat) => (next.ownerOf(seat)?.buyer ?? buyer) !== buyer);
    if (isAnothers) next.events.push("expired and taken by another");
    next.clear(seats, now, replaced?.id);
    const claim = { id, buyer, seats: ascending(seats), state: "HELD", ...(quoted && { quoted }) } as const;
    if (replaced === undefined) {
      next.put({ ...claim, since: now, until: now + Math.min(sale.holdTtlMs, sale.holdMaxMs) }, now);
    } else {
      next.replace(replaced, { ...claim, since: replaced.since, until: replaced.until }, now);
    }
  });
}

function extend(model: SeatModel, command: Of<"extend">, now: number): Outcome {
  const held = own(model, command);
  if (held === undefined || model.sale === undefined) return refused("hold-not-found");
  const reason = notHeld(model, held, now);
  if (reason !== undefined) return refused(reason);
  const longest = held.since + model.sale.holdMaxMs;
  const until = Math.min(now + model.sale.holdTtlMs, longest);
  if (until > held.until) return changed(model, (next) => next.put({ ...held, until }, now));
  return held.until >= longest ? refused("extension-exhausted") : same(model);
}

function giveBack(model: SeatModel, command: Of<"give-back">, now: number): Outcome {
  const found = own(model, command);
  if (found === undefined) return refused("hold-not-found");
  if (found.state === "RELEASED") return same(model);
  if (model.hasRunOut(found, now)) return changed(model, (next) => next.clear(found.seats, now));
  const reason = notHeld(model, found, now);
  return reason === undefined ? changed(model, (next) => next.end(found, "buyer", now)) : refused(reason);
}

/** H11 */
function block(model: SeatModel, command: Of<"block" | "unblock">, now: number): Outcome {
  const refusals = badSeats(model, command.seats);
  if (refusals.length > 0) return { states: [], refusals };
  const open = command.seats.filter((seat) => !model.isBlocked(seat));
  if (open.some((seat) => !model.isFree(seat, now))) return refused("seats-taken");
  const blocks = command.kind === "block";
  const moved = blocks ? open : command.seats.filter((seat) => model.isBlocked(seat));
  if (moved.length === 0) return same(model);
  return changed(model, (next) => {
    if (blocks) next.clear(moved, now);
    next.block(moved, blocks, now);
  });
}
