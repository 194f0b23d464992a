// What can come to an order, and what must follow. `advance-order.ts` says what each of these means.

import type { OrderId } from "./brand.ts";
import type { LateOffer, Order } from "./order.ts";
import type { DeclineCode, EndingCause, ProviderOutcome } from "./payment.ts";

export type OrderInput =
  /** The buyer's next attempt, once the seat authority has given it a fence and a deadline. */
  | {
      readonly kind: "attempt-started";
      readonly number: number;
      readonly provider: string;
      readonly token: string;
      readonly fence: number;
      readonly deadline: number;
    }
  /** We are about to ask the provider to void an attempt: from here on no slower answer of it is believed. */
  | { readonly kind: "void-begun"; readonly attempt: number }
  /** The provider's answer about an attempt; never `unknown`, which is no answer. */
  | {
      readonly kind: "provider-answered";
      readonly attempt: number;
      readonly outcome: ProviderOutcome;
      readonly ending: EndingCause | undefined;
    }
  /** PAYMENT_SUCCESS */
  | { readonly kind: "payment-succeeded"; readonly attempt: number }
  /** PAYMENT_FAILED */
  | { readonly kind: "payment-failed"; readonly attempt: number; readonly code: DeclineCode }
  /** The authority says that the time to pay is over, and no attempt is open. */
  | { readonly kind: "time-up" }
  | { readonly kind: "give-up" }
  /** SEATS_SOLD: by the order's own hold, or by that of its late money */
  | { readonly kind: "seats-sold"; readonly seats: readonly number[] }
  /** There are no seats for the order's money. `instead`: the buyer's other order that has them */
  | { readonly kind: "seats-lost"; readonly instead: OrderId | null }
  /** Late money found its seats gone, and others are set aside for it. */
  | { readonly kind: "seats-offered"; readonly offer: Omit<LateOffer, "answer"> }
  | { readonly kind: "offer-answered"; readonly answer: "accepted" | "declined" }
  /** Late money was sent back before it was taken, for the same buyer has bought the seats meanwhile. */
  | { readonly kind: "late-money-refused"; readonly instead: OrderId }
  /** The provider's answer to the capture or the return of an attempt's money. */
  | {
      readonly kind: "money-moved";
      readonly attempt: number;
      readonly purpose: "capture" | "return";
      readonly outcome: ProviderOutcome;
    };

export type OrderMessageType =
  | "PAYMENT_REQUEST"
  | "PAYMENT_CHECK"
  | "PAYMENT_SUCCESS"
  | "PAYMENT_FAILED"
  | "ORDER_CONFIRMED"
  | "ORDER_CANCELLED"
  | "ORDER_PAID_LATE"
  | "CAPTURE_REQUEST"
  | "REFUND_REQUEST";

export type OrderEffect =
  /** Kept with the order and sent, not before `afterMs` have passed. `name` distinguishes checks of one attempt. */
  | {
      readonly kind: "enqueue";
      readonly type: OrderMessageType;
      readonly attempt?: number;
      readonly code?: DeclineCode;
      readonly name?: string;
      readonly afterMs?: number;
    }
  /** What the message of this type and attempt asked for is done. */
  | { readonly kind: "dequeue"; readonly type: OrderMessageType; readonly attempt?: number }
  | { readonly kind: "issue-tickets"; readonly seats: readonly number[] }
  /** The buyer's open pages are told how the order stands. */
  | { readonly kind: "publish" }
  /** Seats are sold and their money is gone: for an operator, as no repeat brings it back. */
  | { readonly kind: "report-unpaid"; readonly attempt: number };

export interface Transition {
  readonly order: Order;
  readonly effects: readonly OrderEffect[];
}
