// Owns what an order becomes: PENDING → CONFIRMED | CANCELLED, and CONFIRMED → REFUNDED. One way leads back:
// an order cancelled for want of an answer is CONFIRMED after all when its money arrives late and the very same
// seats are still free, or its buyer takes others instead (S3). Promises that every news, however late or often it
// comes, has one meaning.

import type { DeclineCode } from "./payment.ts";

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
  "late-payment", // confirmed after all
  "late-payment-other-seats", // confirmed after all, for other seats that the buyer took instead
  "late-payment-returned", // the money came too late for the seats and went back
  "seats-lost", // paid in time, and yet the seats could not be sold; the money went back
] as const;
export type OrderReason = (typeof ORDER_REASONS)[number];

export type OrderNews =
  | { readonly kind: "payment-succeeded" }
  | { readonly kind: "payment-failed"; readonly code: DeclineCode }
  /** `moved`: they are not the seats that were ordered, but those that were offered instead */
  | { readonly kind: "seats-sold"; readonly moved: boolean }
  | { readonly kind: "seats-lost" };

export type OrderMessage =
  | "ORDER_CONFIRMED"
  | "ORDER_CANCELLED"
  | "ORDER_PAID_LATE"
  | "CAPTURE_REQUEST"
  | "REFUND_REQUEST";

export interface OrderChange {
  readonly status: OrderStatus;
  readonly reason?: OrderReason;
  /** what must be told, in the same transaction as the change */
  readonly messages: readonly OrderMessage[];
  readonly issueTickets: boolean;
}

/** What `news` makes of an order in `status`, or `undefined` where it changes nothing. Rules: RULES.md, O. */
export function decideOrder(status: OrderStatus, news: OrderNews): OrderChange | undefined {
  switch (status) {
    case "PENDING":
      return whilePending(news);
    case "CONFIRMED":
      return whileConfirmed(news);
    case "CANCELLED":
      return whileCancelled(news);
    case "REFUNDED":
      return undefined;
  }
}

function whilePending(news: OrderNews): OrderChange | undefined {
  switch (news.kind) {
    case "payment-succeeded":
      return { status: "CONFIRMED", messages: ["ORDER_CONFIRMED"], issueTickets: false };
    case "payment-failed":
      return { status: "CANCELLED", reason: news.code, messages: ["ORDER_CANCELLED"], issueTickets: false };
    case "seats-sold":
    case "seats-lost":
      // Seats follow the order's outcome, never the other way round.
      return undefined;
  }
}

function whileConfirmed(news: OrderNews): OrderChange | undefined {
  switch (news.kind) {
    case "seats-sold":
      return { status: "CONFIRMED", messages: ["CAPTURE_REQUEST"], issueTickets: true };
    case "seats-lost":
      return { status: "REFUNDED", reason: "seats-lost", messages: ["REFUND_REQUEST"], issueTickets: false };
    case "payment-succeeded":
    case "payment-failed":
      return undefined;
  }
}

function whileCancelled(news: OrderNews): OrderChange | undefined {
  switch (news.kind) {
    case "payment-succeeded":
      return { status: "CANCELLED", messages: ["ORDER_PAID_LATE"], issueTickets: false };
    case "seats-sold":
      return {
        status: "CONFIRMED",
        reason: news.moved ? "late-payment-other-seats" : "late-payment",
        messages: ["CAPTURE_REQUEST"],
        issueTickets: true,
      };
    case "seats-lost":
      return {
        status: "CANCELLED",
        reason: "late-payment-returned",
        messages: ["REFUND_REQUEST"],
        issueTickets: false,
      };
    case "payment-failed":
      return undefined;
  }
}

/** Whether nothing the buyer waits for can still change the order. */
export function isTerminal(status: OrderStatus): boolean {
  return status !== "PENDING";
}
