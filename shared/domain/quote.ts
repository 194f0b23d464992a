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

/** What a buyer was told that seats cost, all in. */
export type Quoted = Pick<Quote, "currency" | "totalMinor">;

export interface PricedSeat {
  readonly seat: number;
  readonly priceLevel: string;
  readonly priceMinor: number;
  /** this seat's part of the fee */
  readonly feeMinor: number;
}

export interface PricedSeats {
  readonly quote: Quote;
  readonly seats: readonly PricedSeat[];
}

export type QuoteRefusal =
  | { readonly code: "mixed-currencies"; readonly currencies: readonly Currency[] }
  | { readonly code: "seat-not-for-sale"; readonly seats: readonly number[] };

/** What seats of some levels cost, in the order of the levels. */
interface Priced {
  readonly quote: Quote;
  readonly prices: readonly Price[];
  readonly feesMinor: readonly number[];
}

/** Seats of the same levels cost the same, and a sale has few levels: what was computed last is kept, so many. */
const MAX_KEPT = 500;

/** by sale, and by the levels of the seats in their order */
const kept = new WeakMap<Sale, Map<string, Priced>>();

/**
 * Prices `seats` (each within the chart, none twice) by the sale's price levels.
 * Refuses seats of two currencies, and seats whose zone has no price.
 */
export function quoteSeats(sale: Sale, seats: readonly number[]): Result<PricedSeats, QuoteRefusal> {
  const levels = seats.map((seat) => zoneOfSeat(sale.zones, seat).priceLevel);
  const unpriced = seats.filter((_, i) => !Object.hasOwn(sale.prices, levels[i] as string));
  if (unpriced.length > 0) return refuse({ code: "seat-not-for-sale", seats: unpriced });
  const priced = priceLevels(sale, levels);
  if (!priced.ok) return priced;
  const { quote, prices, feesMinor } = priced.value;
  return ok({
    quote,
    seats: seats.map((seat, i) => ({
      seat,
      priceLevel: levels[i] as string,
      priceMinor: (prices[i] as Price).amountMinor,
      feeMinor: feesMinor[i] as number,
    })),
  });
}

function priceLevels(sale: Sale, levels: readonly string[]): Result<Priced, QuoteRefusal> {
  const ofSale = kept.get(sale) ?? new Map<string, Priced>();
  const key = JSON.stringify(levels);
  const known = ofSale.get(key);
  if (known !== undefined) return ok(known);
  const priced = computePrice(sale, levels);
  if (!priced.ok) return priced;
  if (ofSale.size >= MAX_KEPT) ofSale.clear();
  kept.set(sale, ofSale.set(key, priced.value));
  return priced;
}

function computePrice(sale: Sale, levels: readonly string[]): Result<Priced, QuoteRefusal> {
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
  return ok({
    quote: { currency, totalMinor: seatsMinor + feeMinor, lines },
    prices,
    feesMinor: allocate(feeMinor, amounts),
  });
}

function seatLines(levels: readonly string[], prices: readonly Price[]): QuoteLine[] {
  return [...new Set(levels)].map((priceLevel) => {
    const unitMinor = (prices[levels.indexOf(priceLevel)] as Price).amountMinor;
    const count = levels.filter((level) => level === priceLevel).length;
    return { kind: "seats", priceLevel, count, unitMinor, amountMinor: unitMinor * count };
  });
}
