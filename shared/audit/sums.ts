// Amounts by currency.

import type { Currency } from "../domain/money.ts";
import type { SeatReplay } from "./replay-state.ts";

/** Integer minor units. */
export type Sums = Partial<Record<Currency, number>>;

export function addTo(sums: Sums, currency: Currency, amountMinor: number): void {
  sums[currency] = (sums[currency] ?? 0) + amountMinor;
}

export function addUp(a: Readonly<Sums>, b: Readonly<Sums>): Sums {
  const sums = { ...a };
  for (const [currency, amount] of Object.entries(b)) addTo(sums, currency as Currency, amount);
  return sums;
}

/** What the sold seats of a ledger cost. */
export function soldSums({ sold, agreed }: Pick<SeatReplay, "sold" | "agreed">): Sums {
  const sums: Sums = {};
  for (const orderId of sold.keys()) {
    const quoted = agreed.get(orderId)?.quoted;
    if (quoted !== undefined) addTo(sums, quoted.currency, quoted.totalMinor);
  }
  return sums;
}
