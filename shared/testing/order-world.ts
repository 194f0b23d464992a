// One order with everything around it, made small: a provider that may be slow or silent, an outbox that is
// delivered in any order and more than once, seats, and a buyer who changes their mind. Nothing here decides about the
// order: that is `advance`, called as the runner calls it.

import { currentAttempt, isAtChallenge, nextAttemptNumber, refuseAttempt } from "../domain/order.ts";
import { hasFailed } from "../domain/payment.ts";
import { LATE, OFFERED_SEATS, OFFERED_UNTIL } from "./holds.ts";
import { orderId } from "./ids.ts";
import { ask, call, SILENT_BELOW, surprise, type Chance } from "./order-world.provider.ts";
import { feed, type OrderWorld } from "./order-world.state.ts";
import { failed, SEATS_LOST, SEATS_SOLD, started, succeeded } from "./orders.ts";

export const WORLD_STEPS = [
  "deliver",
  "begin",
  "grant",
  "give-up",
  "time",
  "check",
  "surprise",
  "offer",
] as const;

export interface WorldStep extends Chance {
  readonly kind: (typeof WORLD_STEPS)[number];
}

export function takeStep(world: OrderWorld, step: WorldStep): void {
  const { kind, pick } = step;
  const names = [...world.outbox.keys()];
  const attempt = 1 + (pick % world.order.attempts.length);
  switch (kind) {
    case "deliver":
      if (names.length > 0) deliver(world, names[pick % names.length] as string, step);
      return;
    case "begin":
      return beginAttempt(world, step);
    case "grant":
      return writeAttempt(world);
    case "give-up":
      return feed(world, { kind: "give-up" });
    case "time":
      world.isOverdue = true;
      return feed(world, { kind: "time-up" });
    case "check":
      return ask(world, attempt, step);
    case "surprise":
      return surprise(world, attempt, step);
    case "offer":
      if (world.seats === "offered") endOffer(world, pick);
  }
}

/** Everything that is under way comes to its end: the provider answers, and time passes. */
export function settle(world: OrderWorld, luck: number): void {
  const sure: Chance = { pick: 1, luck: Math.max(luck, SILENT_BELOW), again: false };
  writeAttempt(world);
  world.isOverdue = true;
  for (let round = 0; round < 6; round++) {
    for (const name of world.outbox.keys()) deliver(world, name, sure);
    for (const { number } of world.order.attempts) ask(world, number, sure);
    if (world.seats === "offered") endOffer(world, luck + round);
    feed(world, { kind: "time-up" });
  }
}

function deliver(world: OrderWorld, name: string, chance: Chance): void {
  const message = world.outbox.get(name);
  if (message === undefined) return;
  const { type, attempt = 1 } = message;
  const { again, luck } = chance;
  // The calls of the payments consumer are not remembered; they are idempotent at the provider.
  if (type === "PAYMENT_REQUEST" || type === "PAYMENT_CHECK") {
    if (!again) world.outbox.delete(name);
    return ask(world, attempt, chance);
  }
  if (type === "CAPTURE_REQUEST" || type === "REFUND_REQUEST") {
    const purpose = type === "CAPTURE_REQUEST" ? "capture" : "return";
    const outcome = call(world, purpose === "capture" ? "capture" : "refund", attempt, chance);
    if (outcome.status === "unknown") return;
    return feed(world, { kind: "money-moved", attempt, purpose, outcome });
  }
  if (!again) world.outbox.delete(name);
  if (world.inbox.has(name) && type !== "ORDER_PAID_LATE") return;
  world.inbox.add(name);
  if (type === "PAYMENT_SUCCESS") feed(world, succeeded(attempt));
  if (type === "PAYMENT_FAILED") feed(world, failed(attempt, message.code));
  if (type === "ORDER_CONFIRMED") confirm(world, luck);
  if (type === "ORDER_CANCELLED" && world.seats === "held") world.seats = "free";
  if (type === "ORDER_PAID_LATE") payLate(world, luck);
}

function confirm(world: OrderWorld, luck: number): void {
  if (world.seats === "held") world.seats = luck < 40 ? "refused" : "sold";
  feed(world, world.seats === "sold" ? SEATS_SOLD : SEATS_LOST);
}

/** The authority's first answer to late money stands. */
function payLate(world: OrderWorld, luck: number): void {
  if (world.seats === "held") world.seats = "sold";
  if (world.seats === "free") world.seats = luck < 40 ? "refused" : luck < 70 ? "offered" : "sold";
  if (world.seats === "sold") feed(world, { kind: "seats-sold", seats: world.order.seats });
  if (world.seats === "refused") {
    feed(world, { kind: "seats-lost", instead: luck < 30 ? orderId(9) : null });
  }
  if (world.seats === "offered") {
    feed(world, {
      kind: "seats-offered",
      offer: { holdId: LATE, seats: OFFERED_SEATS, until: OFFERED_UNTIL },
    });
  }
}

function endOffer(world: OrderWorld, pick: number): void {
  const accepts = pick % 2 === 0;
  feed(world, { kind: "offer-answered", answer: accepts ? "accepted" : "declined" });
  world.seats = accepts ? "sold" : "refused";
  feed(world, accepts ? { kind: "seats-sold", seats: OFFERED_SEATS } : SEATS_LOST);
}

/** O10: what waits at a challenge is voided first. The authority's grant may be written down much later. */
function beginAttempt(world: OrderWorld, chance: Chance): void {
  const number = nextAttemptNumber(world.order);
  if (refuseAttempt(world.order, number) !== undefined || world.isOverdue) return;
  if (isAtChallenge(currentAttempt(world.order))) ask(world, world.order.attempt, chance, "cancellation");
  if (!hasFailed(currentAttempt(world.order))) return;
  world.granted = number;
  if (chance.luck >= 50) writeAttempt(world);
}

function writeAttempt(world: OrderWorld): void {
  const { granted } = world;
  world.granted = undefined;
  if (granted !== undefined) feed(world, started(granted));
}
