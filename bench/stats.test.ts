import { expect, test } from "vitest";
import { median, pairedRatios, percentile, slope, summarise } from "./stats.ts";

test("a percentile is a value that was measured, by nearest rank", () => {
  const values = Array.from({ length: 100 }, (_, i) => 100 - i);
  expect([0, 0.5, 0.99, 1].map((share) => percentile(values, share))).toEqual([1, 50, 99, 100]);
});

test("the median of an even number of values lies between the middle two", () => {
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([9, 1, 5])).toBe(5);
});

test("nothing measured is no zero", () => {
  expect(() => median([])).toThrow("no measurements");
  expect(() => percentile([], 0.5)).toThrow("no measurements");
});

test("a slope is that of the line nearest to all points, and one place has none", () => {
  expect(
    slope([
      [1, 5],
      [2, 7],
      [3, 9],
    ]),
  ).toBe(2);
  expect(() =>
    slope([
      [1, 5],
      [1, 6],
    ]),
  ).toThrow("two places");
});

test("the spread is the distance of the extremes as a share of the median", () => {
  expect(summarise([90, 100, 130])).toEqual({ median: 100, least: 90, most: 130, spread: 0.4 });
});

test("rounds are compared in pairs, so that a slow minute disturbs both halves of a pair", () => {
  expect(pairedRatios([100, 10], [50, 5])).toEqual([2, 2]);
  expect(() => pairedRatios([1, 2], [1])).toThrow("partner");
});
