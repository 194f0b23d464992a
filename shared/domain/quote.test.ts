import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildSale } from "../testing/sales.ts";
import { shareOf, type Currency } from "./money.ts";
import { pricedSeats, quoteSeats, type Quoted } from "./quote.ts";
import type { Sale } from "./sale.ts";

function priced(sale: Sale, seats: readonly number[]): Quoted {
  const result = quoteSeats(sale, seats);
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
}

describe("a quote", () => {
  test("in won: a line a price level, then the fee with one rounding (M3)", () => {
    const { prices, ...quote } = priced(buildSale(), [31, 0, 1]);
    expect(quote).toEqual({
      currency: "KRW",
      totalMinor: 328_500, // 310,000 + 5 % + 3 × 1,000
      lines: [
        { kind: "seats", priceLevel: "VIP", count: 1, unitMinor: 150_000, amountMinor: 150_000 },
        { kind: "seats", priceLevel: "R", count: 2, unitMinor: 80_000, amountMinor: 160_000 },
        { kind: "fee", amountMinor: 18_500 },
      ],
    });
    // 8,951.6 and twice 4,774.2: the unit left over goes to the first (M4)
    expect(prices).toEqual([
      { priceLevel: "VIP", priceMinor: 150_000, feeMinor: 8_952 },
      { priceLevel: "R", priceMinor: 80_000, feeMinor: 4_774 },
      { priceLevel: "R", priceMinor: 80_000, feeMinor: 4_774 },
    ]);
  });

  test.each<[Currency, number, number]>([
    ["KRW", 33_333, 102_499], // 99,999 + 2.5 % of it (2,499.975 → 2,500)
    ["USD", 1_999, 6_147], // 59.97 + 1.49925 → 1.50
    ["KWD", 12_345, 37_961], // 37.035 + 0.925875 → 0.926
  ])("in %s rounds the fee once, in the currency's own minor unit (M1, M3)", (currency, unit, total) => {
    const sale = buildSale({
      prices: { R: { amountMinor: unit, currency } },
      fee: { feeBp: 250, perSeatMinor: 0 },
    });
    expect(priced(sale, [0, 1, 2])).toMatchObject({ currency, totalMinor: total });
  });

  test("is its own at every price, order and number of seats, whatever was asked before", () => {
    const sales = [buildSale(), buildSale({ fee: { feeBp: 0, perSeatMinor: 7 } })];
    const wishes = [[0], [1], [0, 1], [31, 0], [0, 31]];
    const ask = (): readonly Quoted[] => sales.flatMap((sale) => wishes.map((w) => priced(sale, w)));
    const first = ask();
    expect(ask()).toEqual(first);
    const levels = first.map(({ totalMinor, prices }) => [totalMinor, ...prices.map((p) => p.priceLevel)]);
    expect(levels).toEqual([
      ...[
        [85_000, "R"],
        [85_000, "R"],
        [170_000, "R", "R"],
        [243_500, "VIP", "R"],
        [243_500, "R", "VIP"],
      ],
      ...[
        [80_007, "R"],
        [80_007, "R"],
        [160_014, "R", "R"],
        [230_014, "VIP", "R"],
        [230_014, "R", "VIP"],
      ],
    ]);
    expect(first[3]?.lines[0]).toMatchObject({ priceLevel: "VIP" });
    expect(first[4]?.lines[0]).toMatchObject({ priceLevel: "R" });
  });

  test("without a fee has no fee line", () => {
    const { lines } = priced(buildSale({ fee: { feeBp: 0, perSeatMinor: 0 } }), [0]);
    expect(lines.map((line) => line.kind)).toEqual(["seats"]);
  });

  test("of free seats shares the fee evenly (M4)", () => {
    const sale = buildSale({
      prices: { R: { amountMinor: 0, currency: "KRW" } },
      fee: { feeBp: 500, perSeatMinor: 333 },
    });
    expect(priced(sale, [0, 1]).prices.map((price) => price.feeMinor)).toEqual([333, 333]);
  });

  test("of nothing costs nothing, and has no fee line (M5)", () => {
    const free = { R: { amountMinor: 0, currency: "KRW" } } as const;
    const sale = buildSale({ prices: free, fee: { feeBp: 500, perSeatMinor: 0 } });
    expect(priced(sale, [0, 1])).toMatchObject({ totalMinor: 0, lines: [{ kind: "seats", amountMinor: 0 }] });
  });

  test("gives each seat its own price, in the order in which the seats were quoted (H14)", () => {
    const seats = [31, 0];
    expect(pricedSeats(seats, priced(buildSale(), seats))).toEqual([
      { seat: 31, priceLevel: "VIP", priceMinor: 150_000, feeMinor: 8_805 },
      { seat: 0, priceLevel: "R", priceMinor: 80_000, feeMinor: 4_695 },
    ]);
  });

  test("adds up: seats and fees, lines, and the total (M4)", () => {
    const amount = fc.nat(5_000_000);
    const fee = fc.record({ feeBp: fc.nat(10_000), perSeatMinor: fc.nat(10_000) });
    const chosen = fc.uniqueArray(fc.nat(39), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(amount, amount, fee, chosen, (r, vip, fees, wanted) => {
        const prices = {
          R: { amountMinor: r, currency: "KRW" as const },
          VIP: { amountMinor: vip, currency: "KRW" as const },
        };
        const quoted = priced(buildSale({ prices, fee: fees }), wanted);
        const seats = pricedSeats(wanted, quoted);
        const pricesMinor = seats.reduce((sum, seat) => sum + seat.priceMinor, 0);
        const feesMinor = seats.reduce((sum, seat) => sum + seat.feeMinor, 0);
        expect(seats.map((seat) => seat.seat)).toEqual(wanted);
        expect(pricesMinor + feesMinor).toBe(quoted.totalMinor);
        expect(quoted.lines.reduce((sum, line) => sum + line.amountMinor, 0)).toBe(quoted.totalMinor);
        expect(feesMinor).toBe(shareOf(pricesMinor, fees.feeBp) + fees.perSeatMinor * wanted.length);
      }),
    );
  });
});

describe("a refusal (M2)", () => {
  test("of two currencies names them, in the order of the seats", () => {
    expect(quoteSeats(buildSale(), [40, 0, 31])).toEqual({
      ok: false,
      error: { code: "mixed-currencies", currencies: ["USD", "KRW"] },
    });
  });

  test("of seats without a price names them, before any currency is compared", () => {
    expect(quoteSeats(buildSale(), [0, 40, 45, 44])).toEqual({
      ok: false,
      error: { code: "seat-not-for-sale", seats: [45, 44] },
    });
  });

  test.each(["constructor", "toString", "__proto__"])("a level called %s is no price by accident", (name) => {
    const zones = [{ id: "hall", first: 0, count: 46, priceLevel: name }];
    expect(quoteSeats(buildSale({ zones }), [1])).toEqual({
      ok: false,
      error: { code: "seat-not-for-sale", seats: [1] },
    });
  });
});
