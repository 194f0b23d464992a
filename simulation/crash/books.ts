// What is on disk after a crash, as plain data: each event's ledger and outbox, D1, and the sandbox company's books.
// `read-books.ts` reads them, `reconcile.ts` compares them.

import type { FactRow } from "../../shared/contracts/ledger-row.ts";
import type { OfferAnswer } from "../../shared/contracts/orders.schema.ts";
import type { Currency } from "../../shared/domain/money.ts";
import type { OrderReason, OrderStatus } from "../../shared/domain/order.ts";
import type { Attempt, PaymentStatus } from "../../shared/domain/payment.ts";

export interface EventBook {
  readonly eventId: string;
  /** the whole ledger as it is on disk, from seq 1 */
  readonly rows: readonly FactRow[];
  /** ids of the messages that nobody has acknowledged */
  readonly unsettled: readonly string[];
}

export interface OrderRow {
  readonly id: string;
  readonly eventId: string;
  readonly holdId: string;
  readonly buyerId: string;
  readonly status: OrderStatus;
  readonly reason: OrderReason | null;
  readonly currency: Currency;
  readonly totalMinor: number;
  /** the attempt that pays, or is to pay */
  readonly attempt: number;
  readonly maxPaymentAttempts: number;
  /** why no other attempt may follow */
  readonly closing: "buyer" | "time" | null;
  /** the buyer's other order that has the seats, where late money went back for that */
  readonly instead: string | null;
  /** epoch ms */
  readonly updatedAt: number;
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
  readonly currency: Currency;
  readonly amountMinor: number;
  /** epoch ms */
  readonly updatedAt: number;
}

/** One attempt to pay, as Jari has recorded it. */
export interface AttemptRow {
  readonly orderId: string;
  /** from 1 */
  readonly number: number;
  readonly status: PaymentStatus;
  /** the provider's last word */
  readonly outcome: Attempt["outcome"];
}

/** What D1 remembers of the seats that were offered to late money. */
export interface OfferRow {
  readonly orderId: string;
  readonly holdId: string;
  readonly seats: readonly number[];
  /** epoch ms */
  readonly until: number;
  readonly answer: OfferAnswer | null;
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
  /** the attempt's key, under which it was asked for */
  readonly key: string;
  readonly orderId: string;
  /** the card */
  readonly token: string;
  readonly status: string;
  readonly amountMinor: number;
  /** when it changes by itself, epoch ms */
  readonly dueAt: number | null;
}

/** A movement of money in the sandbox company's own ledger. */
export interface Movement {
  readonly paymentId: string;
  readonly kind: "authorize" | "capture" | "void" | "refund";
  /** epoch ms */
  readonly at: number;
  readonly amountMinor: number;
}

export interface Books {
  /** when they were read, epoch ms */
  readonly now: number;
  readonly events: readonly EventBook[];
  readonly orders: readonly OrderRow[];
  readonly items: readonly ItemRow[];
  readonly tickets: readonly TicketRow[];
  /** of each order the attempt that pays, or is to pay */
  readonly payments: readonly PaymentRow[];
  readonly attempts: readonly AttemptRow[];
  readonly offers: readonly OfferRow[];
  readonly outbox: readonly UnsentRow[];
  /** orders that were given up before they were written */
  readonly abandoned: readonly string[];
  /** messages that were parked for an operator and have not been handled since */
  readonly parked: readonly string[];
  readonly providerPayments: readonly ProviderPayment[];
  readonly movements: readonly Movement[];
  /** keys that were voided before the sandbox had seen any money under them: what comes then is late */
  readonly tombstones: readonly string[];
}
