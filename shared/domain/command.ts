// What can be asked of the seat authority, and why it may say no. A refusal carries its evidence and knows
// nothing of HTTP; `worker/http/problems.ts` turns it into the wire.

import type { BuyerId, HoldId, OrderId } from "./brand.ts";
import type { HoldStatus, ReleaseReason } from "./hold.ts";
import type { Currency } from "./money.ts";
import type { QuoteRefusal } from "./quote.ts";
import type { Sale } from "./sale.ts";

/** Who may end a PAYING hold: the payment with its fence, or its own order once that has been decided. */
interface PaymentClaim {
  readonly holdId: HoldId;
  readonly fence: number;
  readonly orderId?: OrderId | undefined;
}

/** `traceparent` is recorded with the hold and decides nothing: whoever finds the hold later goes on with its trace. */
export type Command =
  | { readonly kind: "configure"; readonly sale: Sale }
  | {
      readonly kind: "hold";
      readonly holdId: HoldId;
      readonly buyerId: BuyerId;
      readonly seats: readonly number[];
      /** the buyer's earlier hold that this one takes the place of, all or nothing */
      readonly replaces?: HoldId | undefined;
      readonly traceparent?: string | undefined;
    }
  | { readonly kind: "extend"; readonly holdId: HoldId; readonly buyerId: BuyerId }
  | { readonly kind: "give-back"; readonly holdId: HoldId; readonly buyerId: BuyerId }
  | {
      readonly kind: "start-paying";
      readonly holdId: HoldId;
      readonly buyerId: BuyerId;
      readonly orderId: OrderId;
      /** the event's version that the buyer agreed to */
      readonly eventVersion?: number | undefined;
      /** whether there is a payment to go with the order; assumed where that is not said */
      readonly hasPayment?: boolean | undefined;
      readonly traceparent?: string | undefined;
    }
  | {
      readonly kind: "start-attempt";
      readonly holdId: HoldId;
      readonly buyerId: BuyerId;
      readonly orderId: OrderId;
      readonly attempt: number;
      readonly traceparent?: string | undefined;
    }
  | ({ readonly kind: "sell" } & PaymentClaim)
  | ({ readonly kind: "release"; readonly reason: ReleaseReason } & PaymentClaim)
  | {
      readonly kind: "sell-late";
      readonly holdId: HoldId;
      readonly buyerId: BuyerId;
      readonly orderId: OrderId;
      readonly seats: readonly number[];
      readonly traceparent?: string | undefined;
    }
  | { readonly kind: "accept-offer" | "decline-offer"; readonly holdId: HoldId; readonly buyerId: BuyerId }
  | { readonly kind: "block" | "unblock"; readonly seats: readonly number[] }
  | { readonly kind: "expire"; readonly limit: number };

export type Refusal =
  | QuoteRefusal
  | { readonly code: "event-not-configured" }
  | { readonly code: "chart-changed"; readonly seatCount: number }
  | { readonly code: "sale-not-open"; readonly opensAt: number }
  | { readonly code: "sale-closed"; readonly closedAt: number }
  | { readonly code: "no-seats" }
  | { readonly code: "too-many-seats"; readonly max: number }
  | { readonly code: "buyer-limit"; readonly max: number; readonly owned: number }
  | { readonly code: "seat-out-of-range"; readonly seats: readonly number[]; readonly seatCount: number }
  | { readonly code: "seat-repeated"; readonly seats: readonly number[] }
  | {
      readonly code: "seats-taken";
      readonly seats: readonly number[];
      /** as many seats as were asked for, free and nearest to them at the same price */
      readonly alternatives?: readonly number[];
    }
  | { readonly code: "hold-not-found" }
  | { readonly code: "hold-id-reused" }
  | { readonly code: "hold-expired"; readonly expiredAt: number }
  | { readonly code: "hold-ended"; readonly holdStatus: HoldStatus; readonly reason?: ReleaseReason }
  | { readonly code: "hold-paying"; readonly deadline: number }
  | { readonly code: "payment-required"; readonly currency: Currency; readonly totalMinor: number }
  | {
      readonly code: "event-changed";
      /** the version that is to be agreed to */
      readonly version: number;
      readonly startsAt: number;
      /** when it was to start by the version that the buyer agreed to, where that is known */
      readonly startedAt?: number;
    }
  | { readonly code: "extension-exhausted"; readonly maxUntil: number }
  | { readonly code: "stale-fence"; readonly fence: number };
