// What is where on the plan: seats by a spatial index, zones and areas by their outlines.

import Flatbush from "flatbush";
import type { Area, Chart } from "../../../shared/domain/chart.ts";
import { SEAT_FLAGS, type ChartIndex, type IndexedZone } from "../../../shared/domain/chart-index.ts";
import type { Box, Spot } from "./camera.ts";
import { isInside } from "./geometry.ts";

export interface PlacedArea {
  readonly area: Area;
  readonly zone: number;
  readonly group: number;
}

export interface HitTest {
  /** The seat nearest to `at`, no further away than `withinCm`. */
  readonly seatNear: (at: Spot, withinCm: number) => number | undefined;
  /** Seats with a place of their own in `box`. */
  readonly seatsIn: (box: Box) => readonly number[];
  /** The position of the zone whose outline holds `at`; of several the last, which is drawn on top. */
  readonly zoneAt: (at: Spot) => number | undefined;
  readonly areaAt: (at: Spot) => PlacedArea | undefined;
  readonly areas: readonly PlacedArea[];
}

/** A stadium's seats in one index take the time of three frames: each zone has its own, made when it is first asked. */
export function createHitTest(chart: Chart, index: ChartIndex): HitTest {
  const zones = index.zones.map((zone) => createZoneHits(index, zone));
  const areas = placeAreas(chart, index);
  return {
    areas,
    seatNear(at, withinCm) {
      const reach = {
        left: at.x - withinCm,
        top: at.y - withinCm,
        right: at.x + withinCm,
        bottom: at.y + withinCm,
      };
      const near = zones.flatMap((zone) => (zone.touches(reach) ? zone.nearest(at, withinCm) : []));
      const distance = (seat: number): number =>
        Math.hypot((index.x[seat] ?? 0) - at.x, (index.y[seat] ?? 0) - at.y);
      return near.toSorted((a, b) => distance(a) - distance(b))[0];
    },
    seatsIn: (box) => zones.flatMap((zone) => (zone.touches(box) ? zone.seatsIn(box) : [])),
    zoneAt(at) {
      const zone = chart.zones.findLastIndex((each) => isInside(each.outline, at));
      return zone === -1 ? undefined : zone;
    },
    areaAt: (at) => areas.findLast(({ area }) => isInside(area.outline, at)),
  };
}

interface ZoneHits {
  /** Whether any of its seats may lie in `box`. */
  readonly touches: (box: Box) => boolean;
  /** The nearest of its seats, or none within reach. */
  readonly nearest: (at: Spot, withinCm: number) => readonly number[];
  readonly seatsIn: (box: Box) => readonly number[];
}

function createZoneHits({ x, y, flags }: ChartIndex, { first, count }: IndexedZone): ZoneHits {
  const bounds = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  const placed: number[] = [];
  for (let seat = first; seat < first + count; seat++) {
    if (((flags[seat] ?? 0) & SEAT_FLAGS.generalAdmission) !== 0) continue;
    placed.push(seat);
    bounds.left = Math.min(bounds.left, x[seat] ?? 0);
    bounds.top = Math.min(bounds.top, y[seat] ?? 0);
    bounds.right = Math.max(bounds.right, x[seat] ?? 0);
    bounds.bottom = Math.max(bounds.bottom, y[seat] ?? 0);
  }
  let tree: Flatbush | undefined;
  // Never asked where there are no seats: their bounds touch nothing.
  const seats = (): Flatbush => {
    if (tree !== undefined) return tree;
    tree = new Flatbush(placed.length);
    for (const seat of placed) tree.add(x[seat] ?? 0, y[seat] ?? 0);
    tree.finish();
    return tree;
  };
  const seatOf = (entry: number): number => placed[entry] ?? 0;
  return {
    touches: ({ left, top, right, bottom }) =>
      left <= bounds.right && right >= bounds.left && top <= bounds.bottom && bottom >= bounds.top,
    nearest: (at, withinCm) => seats().neighbors(at.x, at.y, 1, withinCm).map(seatOf),
    seatsIn: ({ left, top, right, bottom }) => seats().search(left, top, right, bottom).map(seatOf),
  };
}

function placeAreas(chart: Chart, index: ChartIndex): PlacedArea[] {
  return chart.zones.flatMap((zone, position) => {
    const firstArea = (index.zones[position]?.firstGroup ?? 0) + zone.rows.length + zone.tables.length;
    return zone.areas.map((area, i) => ({ area, zone: position, group: firstArea + i }));
  });
}
