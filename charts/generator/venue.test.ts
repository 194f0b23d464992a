import { describe, expect, test } from "vitest";
import type { Chart, Point } from "../../shared/domain/chart.ts";
import type { ChartIndex } from "../../shared/domain/chart-index.ts";
import { indexChart, seatLabel, SEAT_FLAGS } from "../../shared/domain/chart-index.ts";
import { arena } from "../descriptions/arena.ts";
import { stadium } from "../descriptions/stadium.ts";
import { theatre } from "../descriptions/theatre.ts";
import { drawVenue } from "./venue.ts";

const charts = { theatre: drawVenue(theatre), arena: drawVenue(arena), stadium: drawVenue(stadium) };
const eachChart = Object.entries(charts);
const CLOSEST_SEATS_CM = 42;

describe.each(eachChart)("every seat of the %s", (_, chart) => {
  const index = indexChart(chart);

  test("keeps its distance from every other", () => {
    expect(closestPair(index.x, index.y)).toBeGreaterThanOrEqual(CLOSEST_SEATS_CM);
  });

  test("lies in its own zone's outline, in no other's, and clear of the stage", () => {
    expect(contains(chart.stage.outline, midpoint(chart.stage.outline))).toBe(true);
    for (const [zonePosition, zone] of chart.zones.entries()) {
      const points = zone.rows.flatMap(pointsOf);
      const rivals = chart.zones.filter((other) => other !== zone && boxesMeet(other.outline, zone.outline));
      const astray = points.filter(
        (point) =>
          !contains(zone.outline, point) ||
          contains(chart.stage.outline, point) ||
          rivals.some((rival) => contains(rival.outline, point)),
      );
      expect({ zone: zonePosition, astray }).toEqual({ zone: zonePosition, astray: [] });
    }
  });

  test("follows its neighbour to the right, or downwards where the row stands upright", () => {
    for (const { x, y } of chart.zones.flatMap((zone) => zone.rows)) {
      const isUpright = new Set(x).size === 1;
      const along = isUpright ? y : x;
      expect(along.every((value, seat) => seat === 0 || value >= (along[seat - 1] ?? 0))).toBe(true);
    }
  });

  test("is in a row behind the row before, away from the stage", () => {
    const stage = midpoint(chart.stage.outline);
    for (const zone of chart.zones) {
      const middles = zone.rows.map((row) => midpoint(pointsOf(row)));
      const [front = stage, rear = stage] = [middles[0], middles.at(-1)];
      const depths = middles.map((middle) => distance(front, middle));
      expect(depths).toEqual(depths.toSorted((a, b) => a - b));
      expect(distance(stage, rear)).toBeGreaterThan(distance(stage, front));
    }
  });

  test("stands beside a wheelchair place if it is a companion seat, one each", () => {
    const wheelchairPlaces = countFlag(index, SEAT_FLAGS.accessible);
    expect(wheelchairPlaces).toBeGreaterThan(0);
    expect(countFlag(index, SEAT_FLAGS.companion)).toBe(wheelchairPlaces);
    for (const { accessible = [], companion = [] } of chart.zones.flatMap((zone) => zone.rows)) {
      expect(companion.every((seat) => accessible.includes(seat - 1) || accessible.includes(seat + 1))).toBe(
        true,
      );
    }
  });
});

describe("the venues", () => {
  test("have the seats and price levels they were described with", () => {
    expect(indexChart(charts.theatre).seatCount).toBe(1_186);
    expect(indexChart(charts.arena).seatCount).toBe(15_051);
    expect(indexChart(charts.stadium).seatCount).toBe(60_000);
    expect(charts.stadium.zones).toHaveLength(97);
    expect(priceLevels(charts.theatre)).toEqual(["A", "R", "S", "VIP"]);
    expect(priceLevels(charts.arena)).toEqual(["A", "B", "R", "S", "VIP"]);
    expect(priceLevels(charts.stadium)).toEqual(["A", "B", "C", "R", "S", "VIP"]);
  });

  test("number a theatre's row on across its blocks, and a stadium's block from 1", () => {
    const [a, b] = charts.theatre.zones;
    expect(b?.rows[0]?.labels).toEqual({ from: 1 + (a?.rows[0]?.x.length ?? 0), step: 1 });
    expect(
      charts.stadium.zones.every((zone) =>
        zone.rows.every((row) => "from" in row.labels && row.labels.from === 1),
      ),
    ).toBe(true);
  });

  test("name their seats in Korean and English", () => {
    const index = indexChart(charts.theatre);
    expect(seatLabel(charts.theatre, index, 0)).toEqual({
      zone: { ko: "1층 A구역", en: "Stalls A" },
      level: { ko: "1층", en: "Stalls" },
      row: "1",
      seat: "1",
      kind: "row",
    });
  });

  test("cannot be asked for more seats than they have room for", () => {
    expect(() => drawVenue({ ...stadium, exactSeats: 70_000 })).toThrow(RangeError);
  });
});

function countFlag({ flags }: ChartIndex, flag: number): number {
  return flags.filter((seat) => (seat & flag) !== 0).length;
}

function priceLevels(chart: Chart): readonly string[] {
  return [...new Set(chart.zones.map((zone) => zone.priceLevel))].toSorted();
}

/** The smallest distance between two points, or Infinity when none are within a cell of each other. */
function closestPair(x: Float32Array, y: Float32Array): number {
  const cells = new Map<string, number[]>();
  let closest = Number.POSITIVE_INFINITY;
  for (let seat = 0; seat < x.length; seat++) {
    const column = Math.floor((x[seat] ?? 0) / 100);
    const line = Math.floor((y[seat] ?? 0) / 100);
    for (const dx of [-1, 0, 1]) {
      for (const dy of [-1, 0, 1]) {
        for (const other of cells.get(`${column + dx},${line + dy}`) ?? []) {
          closest = Math.min(
            closest,
            Math.hypot((x[seat] ?? 0) - (x[other] ?? 0), (y[seat] ?? 0) - (y[other] ?? 0)),
          );
        }
      }
    }
    const key = `${column},${line}`;
    cells.set(key, [...(cells.get(key) ?? []), seat]);
  }
  return closest;
}

/** Whether the polygon holds the point: how often a ray to the right crosses it. */
function contains(outline: readonly Point[], [x, y]: Point): boolean {
  let isInside = false;
  let previous = outline.at(-1) ?? [0, 0];
  for (const point of outline) {
    const crosses = point[1] > y !== previous[1] > y;
    const crossingX = ((previous[0] - point[0]) * (y - point[1])) / (previous[1] - point[1]) + point[0];
    if (crosses && x < crossingX) isInside = !isInside;
    previous = point;
  }
  return isInside;
}

function boxesMeet(a: readonly Point[], b: readonly Point[]): boolean {
  return [0, 1].every((axis) => {
    const of = (outline: readonly Point[]): readonly number[] => outline.map((point) => point[axis] ?? 0);
    return Math.min(...of(a)) <= Math.max(...of(b)) && Math.min(...of(b)) <= Math.max(...of(a));
  });
}

function pointsOf({
  x,
  y,
}: {
  readonly x: readonly number[];
  readonly y: readonly number[];
}): readonly Point[] {
  return x.map((value, seat) => [value, y[seat] ?? 0]);
}

function midpoint(points: readonly Point[]): Point {
  const sum = points.reduce<Point>((total, point) => [total[0] + point[0], total[1] + point[1]], [0, 0]);
  return [sum[0] / points.length, sum[1] / points.length];
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}
