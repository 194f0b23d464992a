// What may come of money that is late, of the other seats that it is offered, and of its buyer's other holds (P4, P9, P12).

import type { OrderId } from "../../shared/domain/brand.ts";
import type { LateClaim } from "../../shared/domain/decide-late.ts";
import type { SeatModel, ModelHold } from "./event-seats.model.testing.ts";
import {
  ascending,
  badSeats,
  changed,
  own,
  ranOut,
  refused,
  same,
  sameSeats,
  type Of,
  type Outcome,
} from "./event-seats.outcome.testing.ts";

/** P4, P9, P12. Which of several offers that are as good is made, the rules leave open. */
export function sellLate(model: SeatModel, command: Of<"sell-late">, now: number): Outcome {
  const { holdId: id, buyerId: buyer, orderId: order } = command;
  const known = model.holds.get(id);
  if (known !== undefined) return repeatLate(model, known, command, now);
  const refusals = badSeats(model, command.seats);
  if (refusals.length > 0) return { states: [], refusals };
  const seats = ascending(command.seats);
  const owner = model.ownerOf(seats[0] ?? -1);
  if (owner !== undefined && owner.order === order && sameSeats(owner.seats, seats)) {
    if (owner.state === "SOLD") return same(model);
    if (owner.state === "PAYING") return changed(model, (next) => next.sell(owner, now));
  }
  const fresh = { id, buyer, order, since: now } as const;
  const instead = boughtBy(model, command);
  if (instead !== undefined)
    return changed(model, (next) => {
      next.put({ ...fresh, seats, state: "RELEASED", until: now, reason: "late-refused", instead }, now);
      next.events.push("late money refused for another order of its buyer");
    });
  const mine = [...model.holds.values()].filter(
    (hold) =>
      hold.state === "HELD" &&
      hold.buyer === buyer &&
      model.isLive(hold, now) &&
      hold.seats.some((seat) => seats.includes(seat)),
  );
  if (seats.every((seat) => model.isFree(seat, now) || mine.some((hold) => hold.seats.includes(seat))))
    return changed(model, (next) => {
      next.clear(seats, now);
      for (const hold of mine) {
        next.end(hold, "paid-late", now);
        next.events.push("late money took its buyer's own hold");
      }
      next.sell({ ...fresh, seats, state: "SOLD", until: now, fence: next.seq + 1 }, now);
      next.events.push("late money got its own seats");
    });
  const runs = asGood(model, seats, now);
  if (runs.length === 0)
    return changed(model, (next) => {
      next.put({ ...fresh, seats, state: "RELEASED", until: now, reason: "late-refused" }, now);
      next.events.push("late money refused");
    });
  const until = now + (model.sale?.holdMaxMs ?? 0);
  const offers = runs.map((run) =>
    changed(model, (next) => {
      next.clear(run, now);
      next.put({ ...fresh, seats: run, state: "OFFERED", until, fence: next.seq + 1 }, now);
      next.events.push("offered");
    }),
  );
  return { states: offers.flatMap(({ states }) => states), refusals: [] };
}

/** P12: the buyer's other order that is paying for one of the seats or has bought it, by the seats as they are named. */
export function boughtBy(model: SeatModel, { buyerId, orderId, seats }: LateClaim): OrderId | undefined {
  return seats
    .map((seat) => model.ownerOf(seat))
    .filter((hold) => hold?.state === "PAYING" || hold?.state === "SOLD")
    .find((hold) => hold?.buyer === buyerId && hold.order !== orderId)?.order;
}

function repeatLate(model: SeatModel, known: ModelHold, command: Of<"sell-late">, now: number): Outcome {
  const ends = ["late-refused", "offer-declined", "offer-lapsed"];
  const isAnswer =
    known.state === "SOLD" ||
    known.state === "OFFERED" ||
    (known.state === "RELEASED" && ends.includes(known.reason ?? ""));
  if (!isAnswer || known.order !== command.orderId) return refused("hold-id-reused");
  return model.hasRunOut(known, now) ? changed(model, (next) => next.clear(known.seats, now)) : same(model);
}

/** Every run of free seats side by side in one row of the zone of `wanted`, no further back than its foremost row. */
function asGood(model: SeatModel, wanted: readonly number[], now: number): number[][] {
  const zones = new Set(wanted.map((seat) => model.zoneOf(seat)));
  const [zone] = zones;
  if (zones.size !== 1 || zone === undefined) return [];
  const home = Math.min(...wanted.map((seat) => model.rowOf(seat)));
  const starts = Array.from({ length: zone.count - wanted.length + 1 }, (_, i) => zone.first + i);
  return starts
    .map((start) => wanted.map((_, i) => start + i))
    .filter((run) => {
      const rows = new Set(run.map((seat) => model.rowOf(seat)));
      return rows.size === 1 && Math.max(...rows) <= home && run.every((seat) => model.isFree(seat, now));
    });
}

export function answerOffer(
  model: SeatModel,
  command: Of<"accept-offer" | "decline-offer">,
  now: number,
): Outcome {
  const found = own(model, command);
  if (found === undefined || found.state === "HELD" || found.state === "PAYING")
    return refused("hold-not-found");
  const accepts = command.kind === "accept-offer";
  if (found.state === "SOLD") return accepts ? same(model) : refused("hold-ended");
  if (found.state === "RELEASED") {
    if (!accepts) return same(model);
    return refused(ranOut(found) ? "hold-expired" : "hold-ended");
  }
  if (model.hasRunOut(found, now))
    return accepts ? refused("hold-expired") : changed(model, (next) => next.clear(found.seats, now));
  return changed(model, (next) => {
    next.events.push(accepts ? "offer taken" : "offer declined");
    if (accepts) next.sell(found, now);
    else next.end(found, "offer-declined", now);
  });
}
