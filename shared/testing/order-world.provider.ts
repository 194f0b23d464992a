// The provider of an order's world in tests, and the consumer that asks it: slow, silent at times, and never wrong about
// its own money.

import { isUnwanted } from "../domain/advance-order.ts";
import { attemptOf } from "../domain/order.ts";
import {
  nextCall,
  type CallPlan,
  type EndingCause,
  type ProviderCall,
  type ProviderOutcome,
} from "../domain/payment.ts";
import { orderId } from "./ids.ts";
import { feed, moneyOf, type OrderWorld } from "./order-world.state.ts";
import { OUTCOMES } from "./orders.ts";

export interface Chance {
  /** which message, attempt or answer */
  readonly pick: number;
  /** below 100: how the provider, and whoever else has the seats, happen to act */
  readonly luck: number;
  /** whether a message is delivered once more later */
  readonly again: boolean;
}

/** With less luck than this, the provider does not answer. */
export const SILENT_BELOW = 20;

/** Finds out how an attempt stands, as the payments consumer does. */
export function ask(world: OrderWorld, number: number, chance: Chance, cause?: EndingCause): void {
  const ending = cause ?? endingOf(world);
  let heard: CallPlan["heard"];
  let isDuplicate = false;
  for (;;) {
    const { order } = world;
    const attempt = attemptOf(order, number);
    const plan = { attempt, ending, isUnwanted: isUnwanted(order, number) };
    let next = nextCall(heard === undefined ? plan : { ...plan, heard });
    // P12: asked before the money is taken.
    isDuplicate ||= next === "capture" && order.status === "CANCELLED" && chance.luck < 30;
    if (next === "capture" && isDuplicate) next = "void";
    if (next === undefined) break;
    if (next === "void" && attempt.status === "REQUESTED")
      feed(world, { kind: "void-begun", attempt: number });
    const outcome = call(world, next, number, chance);
    if (outcome.status === "unknown") return;
    heard = { call: next, outcome };
  }
  if (heard === undefined) return;
  feed(world, { kind: "provider-answered", attempt: number, outcome: heard.outcome, ending });
  const isRefused = isDuplicate && heard.outcome.status === "voided";
  if (isRefused) feed(world, { kind: "late-money-refused", instead: orderId(9) });
}

function endingOf({ order, isOverdue }: OrderWorld): EndingCause | undefined {
  if (isOverdue) return "deadline";
  return order.closing === "buyer" ? "cancellation" : undefined;
}

const ANSWERS = ["authorized", "captured", "declined", "challenge", "pending", "declined"] as const;

export function call(
  world: OrderWorld,
  what: ProviderCall,
  number: number,
  { pick, luck }: Chance,
): ProviderOutcome {
  const is = moneyOf(world, number);
  let becomes = is;
  if (what === "authorize" && is === "unseen") becomes = ANSWERS[pick % ANSWERS.length] ?? "declined";
  if (what === "capture" && is === "authorized") becomes = "captured";
  if (what === "void" && (is === "pending" || is === "challenge" || is === "authorized")) becomes = "voided";
  if (what === "refund" && is === "captured") becomes = "refunded";
  if (what === "refund" && is === "authorized") becomes = "voided";
  world.money.set(number, becomes);
  if (luck < SILENT_BELOW) return OUTCOMES.unknown;
  return becomes === "unseen" ? OUTCOMES["not-found"] : OUTCOMES[becomes];
}

/** The buyer approves after all, or a request of ours arrives when it had been given up. */
export function surprise(world: OrderWorld, number: number, { luck }: Chance): void {
  const is = moneyOf(world, number);
  if (is === "voided" || is === "refunded" || is === "captured") return;
  if (is === "unseen" && attemptOf(world.order, number).outcome === "created") return;
  world.money.set(number, luck < 50 ? "authorized" : "captured");
}
