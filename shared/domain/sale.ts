// What the seat authority must know of an event to decide about its seats: the chart reduced to index ranges,
// the prices, the sale window and the limits. It is recorded as a fact, so that a replay decides alike.

import type { EventId } from "./brand.ts";
import type { Currency } from "./money.ts";
import { DEFAULT_PAYMENT_ATTEMPTS } from "./order.ts";

/** Seats `first … first + count − 1` of one block of the chart. Zones follow one another without a gap. */
export interface SaleZone {
  readonly id: string;
  readonly first: number;
  readonly count: number;
  readonly priceLevel: string;
}

export interface Price {
  readonly amountMinor: number;
  readonly currency: Currency;
}

/** What Jari adds to the price of the seats; shown from the first price on. */
export interface Fee {
  /** of the sum of the seats' prices, in basis points */
  readonly feeBp: number;
  readonly perSeatMinor: number;
}

export interface SaleLimits {
  /** how long a hold lasts from its first seat, and how much one extension sets it to */
  readonly holdTtlMs: number;
  /** how long a hold can last in all, counted from its first seat */
  readonly holdMaxMs: number;
  /** how long a payment may take before its money is made terminal and the seats come back */
  readonly paymentTtlMs: number;
  readonly maxSeatsPerHold: number;
  /** held, paying and sold seats of one buyer at this event together */
  readonly maxSeatsPerBuyer: number;
  /** attempts to pay for one order; with 1 the first failure ends it */
  readonly maxPaymentAttempts: number;
}

/** When the event starts, as its organiser has published it. */
export interface EventStart {
  /** the version that brought it */
  readonly sinceVersion: number;
  /** epoch ms */
  readonly at: number;
}

/** Everything the authority needs to sell one event; `version` grows with every change by the organiser. */
export interface Sale extends SaleLimits {
  readonly eventId: EventId;
  readonly version: number;
  readonly chartHash: string;
  readonly seatCount: number;
  readonly zones: readonly SaleZone[];
  /** first seat index of every row, table and area, ascending */
  readonly groups: readonly number[];
  readonly prices: Readonly<Record<string, Price>>;
  readonly fee: Fee;
  readonly saleOpensAt: number;
  readonly saleClosesAt: number;
  /** the start and the ones before it, oldest first; absent in configurations that were written before it was known */
  readonly starts?: readonly EventStart[];
}

export const MINUTE_MS = 60_000;

export const DEFAULT_LIMITS: SaleLimits = {
  holdTtlMs: 10 * MINUTE_MS,
  holdMaxMs: 30 * MINUTE_MS,
  paymentTtlMs: 5 * MINUTE_MS,
  maxSeatsPerHold: 8,
  maxSeatsPerBuyer: 16,
  maxPaymentAttempts: DEFAULT_PAYMENT_ATTEMPTS,
};

/** The position in `starts` (ascending) of the last start ≤ `seat`. */
export function groupOfSeat(starts: readonly number[], seat: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] as number) <= seat) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The zone that `seat` stands in; `seat` must be within the chart. */
export function zoneOfSeat(zones: readonly SaleZone[], seat: number): SaleZone {
  let low = 0;
  let high = zones.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((zones[middle] as SaleZone).first <= seat) low = middle;
    else high = middle - 1;
  }
  return zones[low] as SaleZone;
}
