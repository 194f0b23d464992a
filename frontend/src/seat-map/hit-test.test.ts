import { describe, expect, it } from "vitest";
import { indexChart } from "../../../shared/domain/chart-index.ts";
import { buildMixedChart } from "../../../shared/testing/charts.ts";
import { createHitTest } from "./hit-test.ts";
import { isInside, isNextTo, reachBelow, roomAt, seatPitchCm } from "./geometry.ts";

const chart = buildMixedChart();
const index = indexChart(chart);
const hits = createHitTest(chart, index);

describe("finding seats", () => {
  it("takes the nearest within reach", () => {
    expect(hits.seatNear({ x: 320, y: 455 }, 60)).toBe(1);
    expect(hits.seatNear({ x: 340, y: 455 }, 60)).toBe(2);
    expect(hits.seatNear({ x: 20, y: 20 }, 60)).toBeUndefined();
  });

  it("takes the nearest of all zones", () => {
    for (const at of [
      { x: 320, y: 455 },
      { x: 500, y: 700 },
      { x: 1_000, y: 1_200 },
    ]) {
      const placed = [...index.x.keys()].filter((seat) => ((index.flags[seat] ?? 0) & 4) === 0);
      const far = (seat: number): number =>
        Math.hypot((index.x[seat] ?? 0) - at.x, (index.y[seat] ?? 0) - at.y);
      const nearest = Math.min(...placed.map(far));
      expect(far(hits.seatNear(at, 10_000) ?? -1)).toBe(nearest);
      expect(hits.seatNear(at, nearest - 1)).toBeUndefined();
    }
  });

  it("lists what a view shows, and never the places of an area", () => {
    expect(hits.seatsIn({ left: 190, top: 400, right: 310, bottom: 600 }).toSorted((a, b) => a - b)).toEqual([
      0, 1, 4, 5,
    ]);
    const all = hits.seatsIn({ left: 0, top: 0, right: 1_200, bottom: 1_500 });
    expect(all.filter((seat) => seat >= 13 && seat <= 17)).toEqual([]);
  });
});

it("finds zones and standing areas by their outlines", () => {
  expect(hits.zoneAt({ x: 1_000, y: 1_350 })).toBe(1);
  expect(hits.zoneAt({ x: 10, y: 10 })).toBeUndefined();
  expect(hits.areaAt({ x: 500, y: 1_100 })).toMatchObject({ zone: 0, group: 4 });
  expect(hits.areaAt({ x: 500, y: 600 })).toBeUndefined();
});

describe("geometry", () => {
  const square = [
    [0, 0],
    [10, 0],
    [10, 10],
    [0, 10],
  ] as const;

  it("tells inside from outside", () => {
    expect(isInside(square, { x: 5, y: 5 })).toBe(true);
    expect(isInside(square, { x: 15, y: 5 })).toBe(false);
  });

  it("measures the room for a label about its centre", () => {
    expect(roomAt(square, { x: 3, y: 5 })).toEqual({ width: 6, height: 10 });
  });

  it("finds the foot of an outline", () => {
    expect(reachBelow(square, { x: 5, y: 4 })).toBe(6);
  });

  it("sees an aisle", () => {
    expect(seatPitchCm(index)).toBe(52);
    expect([0, 1, 2, 3].map((seat) => isNextTo(index, seat, 52))).toEqual([false, true, true, false]);
  });
});
