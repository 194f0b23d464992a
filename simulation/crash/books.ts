// What is on disk after a crash, as plain data: each event's ledger and outbox, D1, and the sandbox company's books.
// `read-books.ts` reads them, `reconcile.ts` compares them.

import type { Fact } from "../../shared/domain/fact.ts";
import type { OrderStatus } from "../../shared/domain/order.ts";
import type { PaymentStatus } from "../../shared/domain/payment.ts";

export interface EventBook {
  readonly eventId: string;
  /** the whole ledger, from seq 1 */
  readonly facts: readonly Fact[];
  /** whether every commit carries the hash of the one before it */
  readonly isChainIntact: boolean;
  /** ids of the messages that nobody has acknowledged */
  readonly unsettled: readonly string[];
}

export interface OrderRow {
  readonly id: string;
  readonly eventId: string;
  readonly holdId: string;
  readonly buyerId: string;
  readonly status: OrderStatus;
  readonly totalMinor: number;
}

export interface ItemRow {
  readonly orderId: string;
  readonly seat: number;
  readonly priceMinor: number;
  readonly feeMinor: number;
}

export interface TicketRow {
  readonly code: string;
  readonly orderId: string;
  readonly eventId: string;
  readonly seat: number;
}

/** A payment as Jari has recorded it. */
export interface PaymentRow {
  readonly orderId: string;
  readonly status: PaymentStatus;
  readonly amountMinor: number;
}

/** A message of D1's outbox. */
export interface UnsentRow {
  readonly id: string;
  /** when it is meant to be sent at first, epoch ms */
  readonly at: number;
}

/** A payment in the sandbox company's own books. */
export interface ProviderPayment {
  readonly id: string;
  readonly orderId: string;
  readonly status: string;
  readonly amountMinor: number;
}

/** A movement of money in the sandbox company's own ledger. */
export interface Movement {
  readonly paymentId: string;
  readonly kind: "authorize" | "capture" | "void" | "refund";
  readonly amountMinor: number;
}

export interface Books {
  /** when they were read, epoch ms */
  readonly now: number;
  readonly events: readonly EventBook[];
  readonly orders: readonly OrderRow[];
  readonly items: readonly ItemRow[];
  readonly tickets: readonly TicketRow[];
  readonly payments: readonly PaymentRow[];
  readonly outbox: readonly UnsentRow[];
  /** orders that were given up before they were written */
  readonly abandoned: readonly string[];
  /** messages that were parked for an operator and have not been handled since */
  readonly parked: readonly string[];
  readonly providerPayments: readonly ProviderPayment[];
  readonly movements: readonly Movement[];
}
