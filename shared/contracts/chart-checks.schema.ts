// The rules of the chart format that need more than one field. Each takes data whose single fields
// have already passed and reports every breach with the path of what is wrong; none changes it.

import type { z } from "zod";
import { countSeats, countZoneSeats } from "../domain/chart.ts";
import type { Area, Chart, Point, SeatColumns, Zone } from "../domain/chart.ts";

type Context = z.RefinementCtx;
type Path = readonly (string | number)[];

/** A row or table: equal columns, labels that name one seat each, special positions that exist. */
export function checkColumns(columns: SeatColumns, context: Context): void {
  const { labels, x, y } = columns;
  if (y.length !== x.length) report(context, ["y"], `has ${y.length} entries where x has ${x.length}`);
  if ("from" in labels) {
    if (labels.step === 0 && x.length > 1)
      report(context, ["labels", "step"], "gives every seat the same number");
    if (labels.from + labels.step * (x.length - 1) < 0) report(context, ["labels"], "counts below zero");
  } else {
    if (labels.length !== x.length)
      report(context, ["labels"], `has ${labels.length} entries where x has ${x.length}`);
    checkUnique(labels, (position) => ["labels", position], context);
  }
  checkPositions("accessible", columns, context);
  checkPositions("companion", columns, context);
  const accessible = new Set(columns.accessible);
  if (columns.companion?.some((position) => accessible.has(position))) {
    report(context, ["companion"], "names a seat that is itself a wheelchair place");
  }
}

export function checkArea(area: Area, context: Context): void {
  if ((area.accessibleCapacity ?? 0) > area.capacity) {
    report(context, ["accessibleCapacity"], `is more than the capacity of ${area.capacity}`);
  }
}

/** A zone sells something, and its rows, its tables and its areas can be told apart by label. */
export function checkZone(zone: Zone, context: Context): void {
  if (countZoneSeats(zone) === 0) report(context, [], "has no seat");
  for (const kind of ["rows", "tables", "areas"] as const) {
    const labels = zone[kind].map((group) => group.label);
    checkUnique(labels, (position) => [kind, position, "label"], context);
  }
}

/** The chart as a whole: unique zones, a seat count within `mostSeats`, nothing outside the plan. */
export function checkChart(chart: Chart, mostSeats: number, context: Context): void {
  const ids = chart.zones.map((zone) => zone.id);
  checkUnique(ids, (position) => ["zones", position, "id"], context);
  const seats = countSeats(chart);
  if (seats > mostSeats) report(context, ["zones"], `hold ${seats} seats, more than ${mostSeats}`);

  const checkInside = (points: { x: readonly number[]; y: readonly number[] }, path: Path): void => {
    if (points.x.some((x) => x > chart.width))
      report(context, path, `lies beyond the width of ${chart.width}`);
    if (points.y.some((y) => y > chart.height))
      report(context, path, `lies beyond the height of ${chart.height}`);
  };
  checkInside(toColumns(chart.stage.outline), ["stage", "outline"]);
  for (const [at, zone] of chart.zones.entries()) {
    checkInside(toColumns(zone.outline), ["zones", at, "outline"]);
    for (const [position, row] of zone.rows.entries()) checkInside(row, ["zones", at, "rows", position]);
    for (const [position, table] of zone.tables.entries()) {
      checkInside(table, ["zones", at, "tables", position]);
      checkInside(toColumns([[table.shape.x, table.shape.y]]), ["zones", at, "tables", position, "shape"]);
    }
    for (const [position, area] of zone.areas.entries()) {
      checkInside(toColumns(area.outline), ["zones", at, "areas", position, "outline"]);
    }
  }
}

/** Ascending without repeats, so that a chart can be written down in one way only. */
function checkPositions(field: "accessible" | "companion", columns: SeatColumns, context: Context): void {
  let previous = -1;
  for (const [entry, position] of (columns[field] ?? []).entries()) {
    if (position >= columns.x.length)
      report(context, [field, entry], `there is no seat at position ${position}`);
    if (position <= previous) report(context, [field, entry], "must come after the position before it");
    previous = position;
  }
}

function checkUnique(names: readonly string[], pathOf: (position: number) => Path, context: Context): void {
  const seen = new Set<string>();
  for (const [position, name] of names.entries()) {
    if (seen.has(name)) report(context, pathOf(position), `"${name}" is used twice`);
    seen.add(name);
  }
}

function toColumns(points: readonly Point[]): { x: readonly number[]; y: readonly number[] } {
  return { x: points.map((point) => point[0]), y: points.map((point) => point[1]) };
}

function report(context: Context, path: Path, message: string): void {
  context.addIssue({ code: "custom", path: [...path], message });
}
