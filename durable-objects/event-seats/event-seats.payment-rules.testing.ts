// What may come of a payment: it begins, is tried again, and ends its hold (P1–P3, P10, P11).

import type { SeatModel } from "./event-seats.model.testing.ts";
import {
  changed,
  notHeld,
  own,
  refused,
  same,
  type Of,
  type Outcome,
} from "./event-seats.outcome.testing.ts";

/** P1, P11: at the price that the hold was quoted, whatever its seats cost by now (H14). */
export function startPaying(model: SeatModel, command: Of<"start-paying">, now: number): Outcome {
  const found = own(model, command);
  if (found === undefined || model.sale === undefined) return refused("hold-not-found");
  const { orderId: order, eventVersion: agreed, hasPayment } = command;
  const { starts = [] } = model.sale;
  if ((found.state === "PAYING" || found.state === "SOLD") && found.order === order) return same(model);
  const reason = notHeld(model, found, now);
  if (reason !== undefined) return refused(reason);
  const refusals: string[] = [];
  if (hasPayment === false && found.quoted?.totalMinor !== 0) refusals.push("payment-required");
  const seen = starts.findLast(({ sinceVersion }) => sinceVersion <= (agreed ?? Infinity));
  if (seen?.at !== starts.at(-1)?.at) refusals.push("event-changed");
  if (refusals.length > 0) return refused(...refusals);
  const until = now + model.sale.paymentTtlMs;
  return changed(model, (next) => {
    const price = model.priceOf(found.seats).quoted;
    if (price === undefined) next.events.push("paid at a price that was withdrawn");
    else if (price.totalMinor !== found.quoted?.totalMinor) next.events.push("paid at the price of before");
    const paying = { order, attempt: 1, fence: next.seq + 1, payingSince: now, until };
    next.put({ ...found, state: "PAYING", ...paying }, now);
  });
}

/** P10: the next attempt of the hold's own order, before the deadline of the one that has the fence. */
export function startAttempt(model: SeatModel, command: Of<"start-attempt">, now: number): Outcome {
  const found = own(model, command);
  if (found === undefined || found.state === "HELD" || found.state === "OFFERED")
    return refused("hold-not-found");
  if (found.state !== "PAYING" || found.order !== command.orderId) return refused("hold-ended");
  const { attempt = 0, since } = found;
  const { holdMaxMs = 0, paymentTtlMs = 0 } = model.sale ?? {};
  const payUntil = since + holdMaxMs + paymentTtlMs;
  if (command.attempt === attempt) return same(model);
  const refusals: string[] = [];
  if (command.attempt !== attempt + 1) refusals.push("stale-fence");
  if (now >= found.until || now >= payUntil) refusals.push("hold-expired");
  if (refusals.length > 0) return refused(...refusals);
  const until = Math.min(now + paymentTtlMs, payUntil);
  return changed(model, (next) => {
    next.put({ ...found, attempt: attempt + 1, fence: next.seq + 1, until }, now);
    next.events.push("another attempt");
    if (until < now + paymentTtlMs) next.events.push("an attempt at the end of the time");
  });
}

/** P2, P3: for the attempt that has the fence, or for the hold's own order. */
export function endPayment(model: SeatModel, command: Of<"sell" | "release">, now: number): Outcome {
  const found = model.holds.get(command.holdId);
  if (found === undefined) return refused("hold-not-found");
  if (found.state === "HELD" || found.state === "OFFERED") return refused("stale-fence");
  const isByOrder = found.order !== undefined && found.order === command.orderId;
  if (found.fence !== command.fence && !isByOrder) return refused("stale-fence");
  if (found.state === (command.kind === "sell" ? "SOLD" : "RELEASED")) return same(model);
  if (found.state !== "PAYING") return refused("hold-ended");
  return changed(model, (next) => {
    if (found.fence !== command.fence) next.events.push(`${command.kind} by the order alone`);
    if (command.kind === "release") return next.end(found, command.reason, now);
    if (now > found.until) next.events.push("sold past the deadline");
    next.sell(found, now);
  });
}
