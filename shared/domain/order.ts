// What an order is: its state, the attempts to pay for it, and its seats. What becomes of it is in `advance-order.ts`.

import type { BuyerId, HoldId, OrderId } from "./brand.ts";
import { hasFailed, type Attempt, type DeclineCode } from "./payment.ts";

export const ORDER_STATUSES = ["PENDING", "CONFIRMED", "CANCELLED", "REFUNDED"] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** Why an order stands as it does; shown to the buyer in words. */
export const ORDER_REASONS = [
  "card-declined",
  "insufficient-funds",
  "challenge-failed",
  "payment-cancelled",
  "payment-deadline",
  "provider-error",
  "abandoned", // the order was never completely written
  "buyer-cancelled", // the buyer gave the order up
  "late-payment", // confirmed after all
  "late-payment-other-seats", // confirmed after all, for other seats that the buyer took instead
  "late-payment-returned", // the money came too late for the seats and went back
  "late-payment-duplicate", // the money came late, and the same buyer had bought the seats meanwhile; it went back
  "seats-lost", // paid in time, and yet the seats could not be sold; the money went back
] as const;
export type OrderReason = (typeof ORDER_REASONS)[number];

/** How many attempts an order may have when the organiser sets nothing, and at most. */
export const DEFAULT_PAYMENT_ATTEMPTS = 3;
export const MAX_PAYMENT_ATTEMPTS = 5;

/** Seats that the authority has set aside for money that came late; the authority alone decides what becomes of them. */
export interface LateOffer {
  readonly holdId: HoldId;
  readonly seats: readonly number[];
  /** epoch ms */
  readonly until: number;
  readonly answer: "accepted" | "declined" | null;
}

export interface Order {
  readonly id: OrderId;
  readonly eventId: string;
  readonly holdId: HoldId;
  readonly buyerId: BuyerId;
  readonly status: OrderStatus;
  readonly reason: OrderReason | null;
  /** ascending */
  readonly seats: readonly number[];
  readonly hasTickets: boolean;
  /** what lets the current attempt, and no older one, end the hold */
  readonly fence: number;
  /** when the current attempt is given up, by the authority's clock; epoch ms */
  readonly deadline: number;
  readonly maxPaymentAttempts: number;
  /** by number, each once */
  readonly attempts: readonly Attempt[];
  /** the number of the attempt that pays, or is to pay */
  readonly attempt: number;
  /** why no other attempt may follow: the buyer gave up, or the time to pay is over */
  readonly closing: "buyer" | "time" | null;
  readonly offer: LateOffer | null;
  /** the buyer's other order that has the seats, where late money went back for that */
  readonly instead: OrderId | null;
}

/** The attempt of `number`. Throws where there is none: every message names one that was written before it. */
export function attemptOf({ id, attempts }: Order, number: number): Attempt {
  const found = attempts.find((attempt) => attempt.number === number);
  if (found === undefined) throw new Error(`order ${id} has no attempt ${number}`);
  return found;
}

/** The attempt that pays, or is to pay. */
export function currentAttempt(order: Order): Attempt {
  return attemptOf(order, order.attempt);
}

export function nextAttemptNumber({ attempts }: Order): number {
  return Math.max(...attempts.map(({ number }) => number)) + 1;
}

/** Whether nothing the buyer waits for can still change the order. */
export function isTerminal(status: OrderStatus): boolean {
  return status !== "PENDING";
}

export type AttemptRefusal =
  | { readonly code: "order-ended" }
  | { readonly code: "payment-in-progress" }
  | { readonly code: "payment-attempt-taken"; readonly next: number };

/**
 * Why attempt `number` may not begin, or nothing where it may (O10). One that waits for the buyer at a challenge may be
 * abandoned for the next, once it has been voided.
 */
export function refuseAttempt(order: Order, number: number): AttemptRefusal | undefined {
  if (order.status !== "PENDING" || order.closing !== null) return { code: "order-ended" };
  const next = nextAttemptNumber(order);
  if (number !== next) return { code: "payment-attempt-taken", next };
  const current = currentAttempt(order);
  if (!hasFailed(current) && !isAtChallenge(current)) return { code: "payment-in-progress" };
  // What its PAYMENT_FAILED will end has ended already.
  const isOver = next > order.maxPaymentAttempts || isFinalFailure(current.declineCode);
  if (!isOver) return undefined;
  return { code: isAtChallenge(current) ? "payment-in-progress" : "order-ended" };
}

/** Whether the attempt waits for the buyer on the provider's page, and moves no money until then. */
export function isAtChallenge({ status, outcome }: Pick<Attempt, "status" | "outcome">): boolean {
  return status === "REQUESTED" && outcome === "challenge";
}

/** Whether a failure for `code` ends its order, whatever attempts are left: another card would fare no better. */
export function isFinalFailure(code: DeclineCode | null): boolean {
  return code === "provider-error" || code === "payment-deadline";
}
