import { describe, expect, it } from "vitest";
import { indexChart } from "../../../shared/domain/chart-index.ts";
import { buildMixedChart } from "../../../shared/testing/charts.ts";
import { gridRows, seatByKey } from "./grid-rows.ts";

const index = indexChart(buildMixedChart());
const rows = gridRows(index, 0, (seat) => seat !== 13);

describe("the rows of a zone", () => {
  it("are its rows, its tables and what may be listed of its areas", () => {
    expect(rows.map((row) => [row.kind, row.seats])).toEqual([
      ["row", [0, 1, 2, 3]],
      ["row", [4, 5, 6]],
      ["table", [7, 8, 9, 10]],
      ["table", [11, 12]],
      ["area", [14, 15, 16, 17]],
    ]);
    expect(gridRows(index, 1, () => true).map((row) => row.seats)).toEqual([[18, 19]]);
  });
});

describe("keys", () => {
  const xOf = (seat: number): number => index.x[seat] ?? 0;
  const move = (from: number, key: string, isCtrl = false) => seatByKey(rows, { from, key, isCtrl, xOf });

  it("lead along the row and stop at its ends", () => {
    expect([move(1, "ArrowRight"), move(3, "ArrowRight"), move(0, "ArrowLeft")]).toEqual([2, 3, 0]);
    expect([move(1, "End"), move(2, "Home")]).toEqual([3, 0]);
  });

  it("lead to whoever sits straight behind, not to the same number", () => {
    expect(move(3, "ArrowDown")).toBe(6); // x 408 → 356
    expect(move(4, "ArrowUp")).toBe(0); // x 252 lies between 200 and 304; the first of equals
    expect(move(0, "ArrowUp")).toBe(0);
  });

  it("lead by pages and to the corners", () => {
    expect(move(6, "PageDown")).toBeGreaterThanOrEqual(14);
    expect([move(6, "Home", true), move(6, "End", true)]).toEqual([0, 17]);
  });

  it("mean nothing otherwise", () => {
    expect(move(1, "a")).toBeUndefined();
    expect(seatByKey(rows, { from: 19, key: "Home", isCtrl: false, xOf })).toBeUndefined();
  });
});
