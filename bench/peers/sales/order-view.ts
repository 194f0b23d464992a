// Orders as the peer keeps and shows them: the JSON that Jari says.

import { FEE, PRICES } from "../../jari/event.ts";
import { quoteOf, type Quote } from "../hold-answer.ts";

export interface Item {
  readonly seat: number;
  readonly priceLevel: string;
  readonly priceMinor: number;
  readonly feeMinor: number;
}

export interface NewOrder {
  readonly id: string;
  readonly eventId: string;
  readonly holdId: string;
  readonly buyerId: string;
  readonly buyer: { readonly name: string; readonly email: string };
  readonly quote: Quote;
  readonly items: readonly Item[];
  readonly token: string;
  readonly returnUrl: string;
  /** epoch ms */
  readonly deadline: number;
  /** epoch ms */
  readonly createdAt: number;
}

/** What the seats cost together, and each of them with its part of the fee; the parts add up. */
export function priceSeats(seats: readonly { seat: number; priceLevel: string }[]): {
  readonly quote: Quote;
  readonly items: readonly Item[];
} {
  const quote = quoteOf(seats.map(({ priceLevel }) => priceLevel));
  const percentMinor = quote.feeMinor - FEE.perSeatMinor * seats.length;
  const each = Math.floor(percentMinor / seats.length);
  const items = seats.map(({ seat, priceLevel }, at) => ({
    seat,
    priceLevel,
    priceMinor: PRICES[priceLevel] ?? 0,
    feeMinor: FEE.perSeatMinor + each + (at < percentMinor - each * seats.length ? 1 : 0),
  }));
  return { quote, items };
}

/** The answer to a new order, which is stored as it is sent. */
export function orderView({
  id,
  eventId,
  holdId,
  buyer,
  quote,
  items,
  deadline,
  createdAt,
}: NewOrder): object {
  const { currency, totalMinor, lines } = quote;
  return {
    ...{ orderId: id, status: "PENDING", tickets: [], version: 1 },
    payment: { status: "REQUESTED", attempt: 1, attemptsLeft: 0 },
    ...{ eventId, holdId, createdAt, updatedAt: createdAt, deadline, serverTime: createdAt, buyer },
    quote: { currency, totalMinor, lines },
    seats: items,
  };
}

/** An order with its tickets, as the database has it. */
export interface OrderRow {
  readonly id: string;
  readonly event_id: string;
  readonly status: string;
  readonly payment_status: string;
  readonly currency: string;
  readonly total_minor: string;
  readonly seats: readonly number[];
  readonly created_at: string;
  readonly tickets: readonly { readonly seat: number; readonly code: string }[];
}

/** An order in a buyer's list. */
export function orderSummary(row: OrderRow): object {
  return {
    orderId: row.id,
    status: row.status,
    payment: { status: row.payment_status },
    tickets: row.tickets,
    eventId: row.event_id,
    createdAt: Number(row.created_at),
    currency: row.currency,
    totalMinor: Number(row.total_minor),
    seats: row.seats,
  };
}
