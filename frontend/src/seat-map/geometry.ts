// Small geometry of polygons and seats on the plan. Pure.

import type { Point } from "../../../shared/domain/chart.ts";
import type { ChartIndex } from "../../../shared/domain/chart-index.ts";
import { SEAT_FLAGS } from "../../../shared/domain/chart-index.ts";
import type { Box, Spot } from "./camera.ts";

/** Between neighbours further apart than this many usual distances runs an aisle. */
const AISLE_FACTOR = 1.6;

/** Where nothing can be measured (a chart of standing areas). */
const USUAL_PITCH_CM = 52;

const MEASURED_SEATS = 2_000;

export function boxOf(outlines: Iterable<readonly Point[]>): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const outline of outlines) {
    for (const [x, y] of outline) {
      left = Math.min(left, x);
      top = Math.min(top, y);
      right = Math.max(right, x);
      bottom = Math.max(bottom, y);
    }
  }
  return { left, top, right, bottom };
}

/** Even-odd rule. */
export function isInside(outline: readonly Point[], { x, y }: Spot): boolean {
  let inside = false;
  let previous = outline.at(-1) ?? [0, 0];
  for (const point of outline) {
    const [ax, ay] = previous;
    const [bx, by] = point;
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
    previous = point;
  }
  return inside;
}

/** How far the outline reaches left to right, and top to bottom, through `at`: the room for a label there. */
export function roomAt(
  outline: readonly Point[],
  at: Spot,
): { readonly width: number; readonly height: number } {
  return { width: chord(outline, at, 0), height: chord(outline, at, 1) };
}

/** From `at` straight down to the last time the outline is crossed. */
export function reachBelow(outline: readonly Point[], at: Spot): number {
  let reach = 0;
  let previous = outline.at(-1) ?? [0, 0];
  for (const point of outline) {
    const [[ax, ay], [bx, by]] = [previous, point];
    previous = point;
    if (ax > at.x === bx > at.x) continue;
    reach = Math.max(reach, ay + ((at.x - ax) / (bx - ax)) * (by - ay) - at.y);
  }
  return reach;
}

function chord(outline: readonly Point[], at: Spot, axis: 0 | 1): number {
  const across = axis === 0 ? 1 : 0;
  const [along, level] = axis === 0 ? [at.x, at.y] : [at.y, at.x];
  let [before, after] = [Infinity, Infinity];
  let previous = outline.at(-1) ?? [0, 0];
  for (const point of outline) {
    const [a, b] = [previous, point];
    previous = point;
    if (a[across] > level === b[across] > level) continue;
    const hit = a[axis] + ((level - a[across]) / (b[across] - a[across])) * (b[axis] - a[axis]);
    if (hit <= along) before = Math.min(before, along - hit);
    else after = Math.min(after, hit - along);
  }
  // About `at`, where the label is centred, the nearer side decides.
  const nearer = Math.min(before, after);
  return Number.isFinite(nearer) ? 2 * nearer : 0;
}

/** The usual distance between neighbours in a row, in centimetres. */
export function seatPitchCm(index: ChartIndex): number {
  const distances: number[] = [];
  const step = Math.max(1, Math.floor(index.seatCount / MEASURED_SEATS));
  for (let seat = 0; seat + 1 < index.seatCount; seat += step) {
    const distance = distanceToNext(index, seat);
    if (distance !== undefined) distances.push(distance);
  }
  distances.sort((a, b) => a - b);
  // The lower quartile: tables and aisles are wider than rows, and a seat must never overlap its neighbour.
  return distances[distances.length >> 2] ?? USUAL_PITCH_CM;
}

/** Whether `seat` and the next one are neighbours without an aisle between them. Places of an area always are. */
export function isNextTo(index: ChartIndex, seat: number, pitchCm: number): boolean {
  if (seat + 1 >= index.seatCount || index.groupOf[seat] !== index.groupOf[seat + 1]) return false;
  const distance = distanceToNext(index, seat);
  return distance === undefined || distance <= pitchCm * AISLE_FACTOR;
}

function distanceToNext(index: ChartIndex, seat: number): number | undefined {
  const { x, y, groupOf, flags } = index;
  if (groupOf[seat] !== groupOf[seat + 1]) return undefined;
  if (((flags[seat] ?? 0) & SEAT_FLAGS.generalAdmission) !== 0) return undefined;
  return Math.hypot((x[seat + 1] ?? 0) - (x[seat] ?? 0), (y[seat + 1] ?? 0) - (y[seat] ?? 0));
}
