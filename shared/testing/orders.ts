// Orders brought to a state by inputs, the way the runner would. The order that tests talk about is `ORDER` of `BUYER`
// for `SEATS`, placed with one attempt that nobody has asked the provider about yet.

import { advance } from "../domain/advance-order.ts";
import type { OrderEffect, OrderInput, OrderMessageType, Transition } from "../domain/order-input.ts";
import type { Order } from "../domain/order.ts";
import type { Attempt, DeclineCode, EndingCause, ProviderOutcome } from "../domain/payment.ts";
import { BUYER, DEADLINE, FENCE, HOLD, ORDER, SEATS } from "./holds.ts";
import { eventId } from "./ids.ts";

const PAID = { providerPaymentId: "pay_1" };
export const REDIRECT_URL = "https://bank.example/3ds";

/** One of each answer that a provider may give. */
export const OUTCOMES: Readonly<Record<ProviderOutcome["status"], ProviderOutcome>> = {
  authorized: { status: "authorized", ...PAID },
  captured: { status: "captured", ...PAID },
  pending: { status: "pending", ...PAID },
  challenge: { status: "challenge", ...PAID, redirectUrl: REDIRECT_URL },
  declined: { status: "declined", code: "insufficient-funds" },
  voided: { status: "voided" },
  refunded: { status: "refunded", ...PAID },
  "not-found": { status: "not-found" },
  unknown: { status: "unknown", cause: "timeout" },
};

export function buildAttempt(overrides: Partial<Attempt> = {}): Attempt {
  return {
    number: 1,
    provider: "sandbox",
    status: "REQUESTED",
    outcome: "created",
    declineCode: null,
    providerPaymentId: null,
    redirectUrl: null,
    token: "tok_1",
    ...overrides,
  };
}

export function buildOrder(overrides: Partial<Order> = {}): Order {
  return {
    id: ORDER,
    eventId: eventId(1),
    holdId: HOLD,
    buyerId: BUYER,
    status: "PENDING",
    reason: null,
    seats: SEATS,
    hasTickets: false,
    fence: FENCE,
    deadline: DEADLINE,
    maxPaymentAttempts: 3,
    attempts: [buildAttempt()],
    attempt: 1,
    closing: null,
    offer: null,
    instead: null,
    ...overrides,
  };
}

/** The provider's answer about an attempt. `ending`: why we had asked it to void the attempt, if we had. */
export function answered(status: ProviderOutcome["status"], attempt = 1, ending?: EndingCause): OrderInput {
  return { kind: "provider-answered", attempt, outcome: OUTCOMES[status], ending };
}

export function declinedFor(code: DeclineCode, attempt = 1): OrderInput {
  return { kind: "provider-answered", attempt, outcome: { status: "declined", code }, ending: undefined };
}

/** PAYMENT_SUCCESS */
export function succeeded(attempt = 1): OrderInput {
  return { kind: "payment-succeeded", attempt };
}

/** PAYMENT_FAILED */
export function failed(attempt = 1, code: DeclineCode = "insufficient-funds"): OrderInput {
  return { kind: "payment-failed", attempt, code };
}

/** The next attempt, with the fence and the deadline that the authority would give it. */
export function started(number: number): OrderInput {
  return {
    kind: "attempt-started",
    number,
    provider: "sandbox",
    token: `tok_${number}`,
    fence: FENCE + number,
    deadline: DEADLINE + number,
  };
}

export function moneyMoved(
  purpose: "capture" | "return",
  status: ProviderOutcome["status"],
  attempt = 1,
): OrderInput {
  return { kind: "money-moved", attempt, purpose, outcome: OUTCOMES[status] };
}

export const GIVE_UP: OrderInput = { kind: "give-up" };
export const TIME_UP: OrderInput = { kind: "time-up" };
export const SEATS_SOLD: OrderInput = { kind: "seats-sold", seats: SEATS };
export const SEATS_LOST: OrderInput = { kind: "seats-lost", instead: null };

/** A decline of attempt `n`, and the news of it. */
export function decline(n = 1): readonly OrderInput[] {
  return [answered("declined", n), failed(n)];
}

/** The order after `inputs`, one by one. */
export function orderAfter(inputs: readonly OrderInput[], from: Order = buildOrder()): Order {
  return inputs.reduce((order, input) => advance(order, input).order, from);
}

/** What the last of `inputs` makes of the order that those before it led to. */
export function lastOf(inputs: readonly OrderInput[], from: Order = buildOrder()): Transition {
  const last = inputs.at(-1);
  if (last === undefined) throw new Error("an order is moved by an input");
  return advance(orderAfter(inputs.slice(0, -1), from), last);
}

/** The messages that `effects` enqueue, as `TYPE` or `TYPE:attempt`, with the name of a check. */
export function enqueued(effects: readonly OrderEffect[]): readonly string[] {
  return effects.flatMap((effect) =>
    effect.kind === "enqueue" ? [nameOf(effect.type, effect.attempt, effect.name)] : [],
  );
}

export function dequeued(effects: readonly OrderEffect[]): readonly string[] {
  return effects.flatMap((effect) =>
    effect.kind === "dequeue" ? [nameOf(effect.type, effect.attempt)] : [],
  );
}

/** How a message is told in tests. */
export function nameOf(type: OrderMessageType, attempt?: number, name?: string): string {
  return [type, attempt, name].filter((part) => part !== undefined).join(":");
}
