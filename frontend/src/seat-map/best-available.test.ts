import { describe, expect, it } from "vitest";
import { indexChart } from "../../../shared/domain/chart-index.ts";
import { buildMixedChart } from "../../../shared/testing/charts.ts";
import { bestAvailable } from "./best-available.ts";
import { seatsSoldWith } from "./sold-together.ts";

const chart = buildMixedChart();
const index = indexChart(chart);
const best = (count: number, taken: readonly number[] = [], priceLevel?: string) =>
  bestAvailable(chart, index, { count, priceLevel, isFree: (seat) => !taken.includes(seat) });

describe("the best available seats", () => {
  it("stand side by side, nearest to the stage", () => {
    expect(best(2)).toEqual([2, 3]); // seat 0 is a wheelchair place, 1 its companion's
  });

  it("move back when the front is taken", () => {
    expect(best(2, [2])).toEqual([5, 6]);
    expect(best(3, [2])).toEqual([4, 5, 6].every((seat) => seat > 3) ? [4, 5, 6] : []);
  });

  it("never straddle an aisle or two rows", () => {
    expect(best(2, [2, 4, 5, 6])).not.toContain(3);
  });

  it("keep to the price level", () => {
    expect(best(2, [], "VIP")).toEqual([18, 19]);
    expect(best(3, [], "VIP")).toBeUndefined();
  });

  it("may be places of a standing area", () => {
    expect(best(3, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])).toEqual([15, 16, 17]);
  });

  it("are none when nothing is left", () => {
    expect(
      best(
        1,
        Array.from({ length: 20 }, (_, seat) => seat),
      ),
    ).toBeUndefined();
  });
});

it("a table that is sold whole is chosen whole", () => {
  expect(seatsSoldWith(chart, index, 9)).toEqual([7, 8, 9, 10]);
  expect(seatsSoldWith(chart, index, 11)).toEqual([11]);
  expect(seatsSoldWith(chart, index, 2)).toEqual([2]);
});
