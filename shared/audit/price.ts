// What seats cost by the configuration in the ledger, reckoned apart from `quoteSeats`.

import type { Currency } from "../domain/money.ts";
import type { QuotedTotal } from "../domain/quote.ts";
import type { Sale } from "../domain/sale.ts";

const HALF = 5_000n;
const WHOLE = 10_000n;

/** The price of `seats` with its fee (M2, M3); `undefined` where one has no price or they have two currencies. */
export function priceOf({ zones, prices, fee }: Sale, seats: readonly number[]): QuotedTotal | undefined {
  let sum = 0n;
  let currency: Currency | undefined;
  for (const seat of seats) {
    const zone = zones.find(({ first, count }) => first <= seat && seat < first + count);
    const price = zone && Object.hasOwn(prices, zone.priceLevel) ? prices[zone.priceLevel] : undefined;
    if (price === undefined || (currency ?? price.currency) !== price.currency) return undefined;
    currency = price.currency;
    sum += BigInt(price.amountMinor);
  }
  if (currency === undefined) return undefined;
  const share = (sum * BigInt(fee.feeBp) + HALF) / WHOLE;
  const total = sum + share + BigInt(fee.perSeatMinor) * BigInt(seats.length);
  return { currency, totalMinor: Number(total) };
}

/** Whether both are the same amount; two unknown ones are not. */
export function sameQuote(a: QuotedTotal | undefined, b: QuotedTotal | undefined): boolean {
  return a !== undefined && b !== undefined && a.currency === b.currency && a.totalMinor === b.totalMinor;
}
