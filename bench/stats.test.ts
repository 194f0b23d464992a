import { expect, test } from "vitest";
import { seededRandom } from "./random.ts";
import { median, pairedRatios, percentile, ratioOfSums, slope, summarise } from "./stats.ts";

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

test("a ratio of sums weighs each turn by what was done in it, and tells how sure it is", () => {
  const turn = (ours: number, theirs: number, done = 100) => ({
    ours: { done, cost: ours },
    theirs: { done, cost: theirs },
  });
  const steady = Array.from({ length: 20 }, () => turn(110, 100));
  expect(ratioOfSums([steady], seededRandom(1))).toEqual({ value: 1.1, from: 1.1, to: 1.1 });
  // Every fourth turn of ours has something dear in it: no middle of the turns' ratios would show that.
  const uneven = Array.from({ length: 40 }, (_, i) => turn(i % 4 === 0 ? 200 : 100, 100));
  const found = ratioOfSums([uneven], seededRandom(1));
  expect(found.value).toBeCloseTo(1.25);
  expect(found.from).toBeGreaterThan(1.05);
  expect(found.from).toBeLessThan(1.2);
  expect(found.to).toBeGreaterThan(1.3);
  expect(found.to).toBeLessThan(1.45);
  expect(ratioOfSums([[turn(300, 100, 300)], [turn(100, 100)]], seededRandom(1)).value).toBeCloseTo(
    400 / 400 / (200 / 400),
  );
  // Rounds that differ as a whole make it less sure, however many turns each has.
  const rounds = [90, 100, 110, 120].map((cost) => Array.from({ length: 30 }, () => turn(cost, 100)));
  const [apart, together] = [rounds, [rounds.flat()]].map((all) => ratioOfSums(all, seededRandom(1)));
  expect((apart?.to ?? 0) - (apart?.from ?? 0)).toBeGreaterThan(
    2 * ((together?.to ?? 0) - (together?.from ?? 0)),
  );
  expect(() => ratioOfSums([[]], seededRandom(1))).toThrow("no measurements");
});
