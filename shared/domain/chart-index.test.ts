import { describe, expect, test } from "vitest";
import { buildMixedChart } from "../testing/charts.ts";
import { countSeats, labelAt } from "./chart.ts";
import { centroid, GROUP_KINDS, indexChart, SEAT_FLAGS, seatLabel } from "./chart-index.ts";

const chart = buildMixedChart();
const index = indexChart(chart);

describe("the walk", () => {
  test("numbers rows, then tables, then areas, zone after zone", () => {
    expect(index.seatCount).toBe(20);
    expect(countSeats(chart)).toBe(20);
    expect([...index.groups]).toEqual([0, 4, 7, 11, 13, 18]);
    expect([...index.groupKind].map((kind) => GROUP_KINDS[kind])).toEqual([
      "row",
      "row",
      "table",
      "table",
      "area",
      "row",
    ]);
    expect([...index.groupOf]).toEqual([0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 3, 3, 4, 4, 4, 4, 4, 5, 5]);
  });

  test("knows each zone's run of seats and first group", () => {
    expect(index.zones).toEqual([
      { id: "hall", priceLevel: "R", first: 0, count: 18, firstGroup: 0 },
      { id: "box", priceLevel: "VIP", first: 18, count: 2, firstGroup: 5 },
    ]);
    expect([...index.zoneOf]).toEqual([...Array<number>(18).fill(0), 1, 1]);
  });

  test("keeps positions in the chart's order and puts an area's places at its centroid", () => {
    expect([...index.x]).toEqual([
      200, 304, 356, 408, 252, 304, 356, 200, 400, 300, 300, 620, 780, 600, 600, 600, 600, 600, 950, 1002,
    ]);
    expect(Array.from(index.y.subarray(13, 18))).toEqual([1100, 1100, 1100, 1100, 1100]);
  });

  test("flags wheelchair places, companion seats, tables and general admission", () => {
    const { accessible, companion, generalAdmission, table } = SEAT_FLAGS;
    const row = [accessible, companion, 0, 0, 0, 0, 0];
    const tables = [table, table | accessible, table | companion, table, table, table];
    const place = generalAdmission;
    const area = [place | accessible, place | accessible, place, place, place];
    expect(Array.from(index.flags)).toEqual([row, tables, area, [0, 0]].flat());
  });
});

describe("a seat's label", () => {
  const hall = { zone: { ko: "홀", en: "Hall" }, level: { ko: "1층", en: "Ground floor" } };

  test.each([
    [0, { ...hall, row: "A", seat: "7", kind: "row" }],
    [3, { ...hall, row: "A", seat: "1", kind: "row" }],
    [6, { ...hall, row: "B", seat: "2a", kind: "row" }],
    [10, { ...hall, row: "T1", seat: "4", kind: "table" }],
    [12, { ...hall, row: "T2", seat: "R", kind: "table" }],
    [13, { ...hall, row: "GA", seat: "1", kind: "area" }],
    [17, { ...hall, row: "GA", seat: "5", kind: "area" }],
    [19, { zone: { ko: "박스석", en: "Box" }, row: "A", seat: "2", kind: "row" }],
  ])("of seat %i", (seat, label) => {
    expect(seatLabel(chart, index, seat)).toStrictEqual(label);
  });

  test.each([-1, 20, 1.5, Number.NaN])("is refused for %d, which no chart has", (seat) => {
    expect(() => seatLabel(chart, index, seat)).toThrow(RangeError);
  });

  test("is refused beyond a list of labels", () => {
    expect(() => labelAt(["1"], 1)).toThrow(RangeError);
  });
});

describe("the centroid", () => {
  test("goes by surface and not by corners, whichever way round the outline runs", () => {
    const corners = [
      [0, 0],
      [50, 0],
      [100, 0],
      [100, 100],
      [0, 100],
    ] as const;
    expect(centroid(corners)).toEqual([50, 50]);
    expect(centroid(corners.toReversed())).toEqual([50, 50]);
  });

  test("of a line is the mean of its points", () => {
    expect(
      centroid([
        [0, 0],
        [10, 0],
        [20, 0],
      ]),
    ).toEqual([10, 0]);
  });
});
