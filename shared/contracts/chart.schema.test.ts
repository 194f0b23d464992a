import { describe, expect, test } from "vitest";
import { buildMixedChart } from "../testing/charts.ts";
import { CHART_LIMITS, chartSchema } from "./chart.schema.ts";

/** The mixed chart with the value at `path` replaced, or removed when it is undefined. */
function chartWith(path: string, value: unknown): unknown {
  const chart: Record<string, unknown> = JSON.parse(JSON.stringify(buildMixedChart()));
  const keys = path.split(".");
  const last = keys.pop() ?? "";
  const parent = keys.reduce((node, key) => node[key] as Record<string, unknown>, chart);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return chart;
}

function refusals(input: unknown): readonly string[] {
  const result = chartSchema.safeParse(input);
  return result.success ? [] : result.error.issues.map((issue) => issue.path.join("."));
}

const row = "zones.0.rows.0";
const table = "zones.0.tables.0";

describe("the chart schema", () => {
  test("takes a chart with rows, tables and an area, and gives back an equal one", () => {
    expect(chartSchema.parse(buildMixedChart())).toStrictEqual(buildMixedChart());
  });

  test.each([
    ["y shorter than x", `${row}.y`, [450, 450, 450], `${row}.y`],
    ["x longer than y", `${row}.x`, [200, 304, 356, 408, 460], `${row}.y`],
    ["fewer labels than seats", `${row}.labels`, ["1", "2", "3"], `${row}.labels`],
    ["a table's columns unequal", `${table}.y`, [800], `${table}.y`],
    ["two seats of one label", `${row}.labels`, ["1", "2", "2", "3"], `${row}.labels.2`],
    ["one number for every seat", `${row}.labels`, { from: 1, step: 0 }, `${row}.labels.step`],
    ["numbers that fall below zero", `${row}.labels`, { from: 5, step: -2 }, `${row}.labels`],
    ["a wheelchair place beyond the row", `${row}.accessible`, [4], `${row}.accessible.0`],
    ["a companion beyond the table", `${table}.companion`, [4], `${table}.companion.0`],
    ["positions out of order", `${row}.accessible`, [3, 2], `${row}.accessible.1`],
    ["a companion seat that is a wheelchair place", `${row}.companion`, [0], `${row}.companion`],
    [
      "more accessible places than places",
      "zones.0.areas.0.accessibleCapacity",
      6,
      "zones.0.areas.0.accessibleCapacity",
    ],
    ["two zones of one id", "zones.1.id", "hall", "zones.1.id"],
    ["two rows of one label in a zone", "zones.0.rows.1.label", "A", "zones.0.rows.1.label"],
    ["two tables of one label in a zone", "zones.0.tables.1.label", "T1", "zones.0.tables.1.label"],
    ["no zone", "zones", [], "zones"],
    ["a zone without a seat", "zones.1.rows", [], "zones.1"],
    ["a row without a seat", `${row}.x`, [], `${row}.x`],
    ["an unknown field", "zones.0.colour", "red", "zones.0"],
    ["a missing field", "zones.0.areas", undefined, "zones.0.areas"],
    ["another format", "format", "seats.io", "format"],
    ["another version", "version", 2, "version"],
    ["another unit", "unit", "m", "unit"],
    ["half a centimetre", `${row}.x`, [200.5, 304, 356, 408], `${row}.x.0`],
    ["a seat outside the plan", `${row}.x`, [200, 304, 356, 1201], row],
    ["a stage outside the plan", "height", 250, "stage.outline"],
    [
      "an outline of two points",
      "stage.outline",
      [
        [0, 0],
        [1, 1],
      ],
      "stage.outline",
    ],
    ["a label with space around it", `${row}.label`, " A", `${row}.label`],
    ["a name with a line break", "name", { ko: "홀", en: "Small\nHall" }, "name.en"],
    ["a name in one language only", "name", { ko: "홀" }, "name.en"],
    ["an id that would need escaping", "zones.0.id", "a/b", "zones.0.id"],
    [
      "a label longer than a ticket has room for",
      `${row}.label`,
      "A".repeat(CHART_LIMITS.labelLength + 1),
      `${row}.label`,
    ],
    [
      "an area beyond the most seats",
      "zones.0.areas.0.capacity",
      CHART_LIMITS.seats + 1,
      "zones.0.areas.0.capacity",
    ],
    ["more seats in all than the most", "zones.0.areas.0.capacity", CHART_LIMITS.seats - 14, "zones"],
  ])("refuses %s", (_, path, value, expected) => {
    expect(refusals(chartWith(path, value))).toContain(expected);
  });

  test("takes exactly the most seats", () => {
    expect(refusals(chartWith("zones.0.areas.0.capacity", CHART_LIMITS.seats - 15))).toEqual([]);
  });

  test("takes the same row label in two zones", () => {
    const [first, second] = buildMixedChart().zones;
    expect(first?.rows[0]?.label).toBe(second?.rows[0]?.label);
  });
});
