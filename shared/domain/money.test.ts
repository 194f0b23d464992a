import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { allocate, CURRENCIES, CURRENCY_EXPONENTS, shareOf } from "./money.ts";

test("exponents are those of ISO 4217, by the runtime's own table (M1)", () => {
  for (const currency of CURRENCIES) {
    const { maximumFractionDigits } = new Intl.NumberFormat("en", {
      style: "currency",
      currency,
    }).resolvedOptions();
    expect(CURRENCY_EXPONENTS[currency], currency).toBe(maximumFractionDigits);
  }
});

describe("a share (M3)", () => {
  test.each([
    [80_000, 500, 4_000],
    [12_345, 275, 339], // 339.4875
    [1, 4_999, 0],
    [1, 5_000, 1], // half a unit rounds up
    [3, 5_000, 2], // 1.5
    [0, 10_000, 0],
    [999, 0, 0],
    [Number.MAX_SAFE_INTEGER, 10_000, Number.MAX_SAFE_INTEGER],
  ])("of %i at %i bp is %i", (amountMinor, rateBp, share) => {
    expect(shareOf(amountMinor, rateBp)).toBe(share);
  });

  test("is what exact arithmetic rounded half up gives, for every amount there is", () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.nat(10_000), (amountMinor, rateBp) => {
        const exact = (BigInt(amountMinor) * BigInt(rateBp) + 5_000n) / 10_000n;
        expect(shareOf(amountMinor, rateBp)).toBe(Number(exact));
      }),
    );
  });
});

describe("an allocation (M4)", () => {
  test.each<[number, number[], number[]]>([
    [100, [1, 1, 1], [34, 33, 33]],
    [5, [3, 1], [4, 1]], // 3.75 and 1.25
    [7, [0, 0], [4, 3]], // no weight at all: evenly
    [0, [2, 3], [0, 0]],
    [9, [5], [9]],
  ])("of %i by %j is %j", (total, weights, parts) => {
    expect(allocate(total, weights)).toEqual(parts);
  });

  test("adds up to the last unit, and no part is a unit away from its due", () => {
    const weight = fc.nat(1_000_000_000);
    fc.assert(
      fc.property(fc.nat(1e12), fc.array(weight, { minLength: 1, maxLength: 60 }), (total, weights) => {
        const parts = allocate(total, weights);
        const sum = weights.reduce((a, b) => a + b, 0);
        expect(parts.reduce((a, b) => a + b, 0)).toBe(total);
        expect(parts.every((part) => Number.isSafeInteger(part))).toBe(true);
        for (const [i, w] of weights.entries()) {
          const due = sum > 0 ? (total * w) / sum : total / weights.length;
          expect(parts[i]).toBeGreaterThan(due - 1.001);
          expect(parts[i]).toBeLessThan(due + 1.001);
        }
      }),
    );
  });
});
