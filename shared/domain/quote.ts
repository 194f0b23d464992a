// Owns what seats cost. Promises one currency, one rounding of the fee, and per-seat amounts that add up to the
// total to the last unit, so that a seat can be given back alone.

import { allocate, shareOf, type Currency } from "./money.ts";
import { refuse, ok, type Result } from "./result.ts";
import { zoneOfSeat, type Price, type Sale } from "./sale.ts";

export type QuoteLine =
  | {
      readonly kind: "seats";
      readonly priceLevel: string;
      readonly count: number;
      readonly unitMinor: number;
      readonly amountMinor: number;
    }
  | { readonly kind: "fee"; readonly amountMinor: number };

export interface Quote {
  readonly currency: Currency;
  readonly totalMinor: number;
  readonly lines: readonly QuoteLine[];
}

/** What one seat costs. */
export interface SeatPrice {
  readonly priceLevel: string;
  readonly priceMinor: number;
  /** this seat's part of the fee */
  readonly feeMinor: number;
}

/** A price, all in. */
export type QuotedTotal = Pick<Quote, "currency" | "totalMinor">;

/** What a buyer was told that the seats of a hold cost, seat by seat; it stays for as long as the hold lives (H14). */
export interface Quoted extends Quote {
  /** in the order of the hold's seats */
  readonly prices: readonly SeatPrice[];
}

export interface PricedSeat extends SeatPrice {
  readonly seat: number;
}

export type QuoteRefusal =
  | { readonly code: "mixed-currencies"; readonly currencies: readonly Currency[] }
  | { readonly code: "seat-not-for-sale"; readonly seats: readonly number[] };

/** Seats of the same levels cost the same, and a sale has few levels: what was computed last is kept, so many. */
const MAX_KEPT = 500;

/** by sale, and by the levels of the seats in their order */
const kept = new WeakMap<Sale, Map<string, Quoted>>();

/**
 * Prices `seats` (each within the chart, none twice) by the sale's price levels, in the order of `seats`.
 * Refuses seats of two currencies, and seats whose zone has no price.
 */
export function quoteSeats(sale: Sale, seats: readonly number[]): Result<Quoted, QuoteRefusal> {
  const levels = seats.map((seat) => zoneOfSeat(sale.zones, seat).priceLevel);
  const unpriced = seats.filter((_, i) => !Object.hasOwn(sale.prices, levels[i] as string));
  return unpriced.length > 0
    ? refuse({ code: "seat-not-for-sale", seats: unpriced })
    : priceLevels(sale, levels);
}

/** The seats of a hold, each with its price. `seats` are the ones that were quoted, in the same order. */
export function pricedSeats(seats: readonly number[], { prices }: Quoted): readonly PricedSeat[] {
  return seats.map((seat, i) => ({ seat, ...(prices[i] as SeatPrice) }));
}

function priceLevels(sale: Sale, levels: readonly string[]): Result<Quoted, QuoteRefusal> {
  const ofSale = kept.get(sale) ?? new Map<string, Quoted>();
  const key = JSON.stringify(levels);
  const known = ofSale.get(key);
  if (known !== undefined) return ok(known);
  const priced = computePrice(sale, levels);
  if (!priced.ok) return priced;
  if (ofSale.size >= MAX_KEPT) ofSale.clear();
  kept.set(sale, ofSale.set(key, priced.value));
  return priced;
}

function computePrice(sale: Sale, levels: readonly string[]): Result<Quoted, QuoteRefusal> {
  const prices = levels.map((level) => sale.prices[level] as Price);
  const currencies = [...new Set(prices.map((p) => p.currency))];
  const currency = currencies[0];
  if (currency === undefined || currencies.length > 1)
    return refuse({ code: "mixed-currencies", currencies });

  const amounts = prices.map((p) => p.amountMinor);
  const seatsMinor = amounts.reduce((a, b) => a + b, 0);
  const feeMinor = shareOf(seatsMinor, sale.fee.feeBp) + sale.fee.perSeatMinor * levels.length;
  const lines: QuoteLine[] = seatLines(levels, prices);
  if (feeMinor > 0) lines.push({ kind: "fee", amountMinor: feeMinor });
  const feesMinor = allocate(feeMinor, amounts);
  return ok({
    currency,
    totalMinor: seatsMinor + feeMinor,
    lines,
    prices: levels.map((priceLevel, i) => ({
      priceLevel,
      priceMinor: amounts[i] as number,
      feeMinor: feesMinor[i] as number,
    })),
  });
}

function seatLines(levels: readonly string[], prices: readonly Price[]): QuoteLine[] {
  return [...new Set(levels)].map((priceLevel) => {
    const unitMinor = (prices[levels.indexOf(priceLevel)] as Price).amountMinor;
    const count = levels.filter((level) => level === priceLevel).length;
    return { kind: "seats", priceLevel, count, unitMinor, amountMinor: unitMinor * count };
  });
}
