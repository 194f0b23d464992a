// What seats cost (M2–M4), apart from the product's own computation and as plainly as it can be.

import type { Quoted, QuoteLine } from "../../shared/domain/quote.ts";
import type { Sale } from "../../shared/domain/sale.ts";

/** What the buyer of seats is told, or every reason why they are not sold together. */
export interface ModelPrice {
  readonly quoted?: Quoted;
  readonly refusals: readonly string[];
}

interface LevelledSeat {
  readonly priceLevel: string;
  readonly priceMinor: number;
}

/** The price of `seats` (ascending, each within the chart) in `sale`. */
export function priceSeats(sale: Sale, seats: readonly number[]): ModelPrice {
  const refusals: string[] = [];
  const currencies = new Set<string>();
  const levelled: LevelledSeat[] = [];
  for (const seat of seats) {
    const priceLevel = zoneOf(sale, seat)?.priceLevel ?? "";
    const price = sale.prices[priceLevel];
    if (price === undefined) refusals.push("seat-not-for-sale");
    else {
      currencies.add(price.currency);
      levelled.push({ priceLevel, priceMinor: price.amountMinor });
    }
  }
  if (currencies.size > 1) refusals.push("mixed-currencies");
  const currency = sale.prices[levelled[0]?.priceLevel ?? ""]?.currency;
  if (refusals.length > 0 || currency === undefined) return { refusals };
  const sumMinor = levelled.reduce((sum, { priceMinor }) => sum + priceMinor, 0);
  const feeMinor = Math.round((sumMinor * sale.fee.feeBp) / 10_000) + seats.length * sale.fee.perSeatMinor;
  const fees = shares(feeMinor, levelled, sumMinor);
  const prices = levelled.map((seat, i) => ({ ...seat, feeMinor: fees[i] ?? 0 }));
  const lines = linesOf(levelled, feeMinor);
  return { quoted: { currency, totalMinor: sumMinor + feeMinor, lines, prices }, refusals };
}

export function zoneOf(sale: Sale | undefined, seat: number): Sale["zones"][number] | undefined {
  return sale?.zones.find(({ first, count }) => seat >= first && seat < first + count);
}

/** The fee by the seats' prices, or evenly where they cost nothing; what is left over goes to the earliest. */
function shares(feeMinor: number, seats: readonly LevelledSeat[], sumMinor: number): number[] {
  const parts = seats.map(({ priceMinor }) =>
    Math.floor(sumMinor > 0 ? (feeMinor * priceMinor) / sumMinor : feeMinor / seats.length),
  );
  let left = feeMinor;
  for (const part of parts) left -= part;
  return parts.map((part, i) => (i < left ? part + 1 : part));
}

/** One line for each level in the order in which the seats name them, and one for the fee, if there is any. */
function linesOf(seats: readonly LevelledSeat[], feeMinor: number): QuoteLine[] {
  const lines: QuoteLine[] = [];
  for (const { priceLevel, priceMinor: unitMinor } of seats) {
    const count = seats.filter((seat) => seat.priceLevel === priceLevel).length;
    const isNew = lines.every((line) => line.kind === "fee" || line.priceLevel !== priceLevel);
    if (isNew) lines.push({ kind: "seats", priceLevel, count, unitMinor, amountMinor: count * unitMinor });
  }
  return feeMinor > 0 ? [...lines, { kind: "fee", amountMinor: feeMinor }] : lines;
}
