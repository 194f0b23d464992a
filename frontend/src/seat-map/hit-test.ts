// What is where on the plan: seats by a spatial index, zones and areas by their outlines.

import Flatbush from "flatbush";
import type { Area, Chart } from "../../../shared/domain/chart.ts";
import { SEAT_FLAGS, type ChartIndex } from "../../../shared/domain/chart-index.ts";
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

export function createHitTest(chart: Chart, index: ChartIndex): HitTest {
  const { x, y, flags, seatCount } = index;
  const placed: number[] = [];
  for (let seat = 0; seat < seatCount; seat++) {
    if (((flags[seat] ?? 0) & SEAT_FLAGS.generalAdmission) === 0) placed.push(seat);
  }
  // An empty Flatbush cannot be built: a chart of areas alone gets one entry that nothing finds.
  const tree = new Flatbush(Math.max(1, placed.length));
  for (const seat of placed) tree.add(x[seat] ?? 0, y[seat] ?? 0);
  if (placed.length === 0) tree.add(Infinity, Infinity);
  tree.finish();

  const areas = placeAreas(chart, index);
  const seatOf = (entry: number): number[] => {
    const seat = placed[entry];
    return seat === undefined ? [] : [seat];
  };
  return {
    areas,
    seatNear: (at, withinCm) => tree.neighbors(at.x, at.y, 1, withinCm).flatMap(seatOf)[0],
    seatsIn: (box) =>
      tree.search(box.left, box.top, box.right, box.bottom).map((entry) => placed[entry] ?? 0),
    zoneAt(at) {
      const zone = chart.zones.findLastIndex((each) => isInside(each.outline, at));
      return zone === -1 ? undefined : zone;
    },
    areaAt: (at) => areas.findLast(({ area }) => isInside(area.outline, at)),
  };
}

function placeAreas(chart: Chart, index: ChartIndex): PlacedArea[] {
  return chart.zones.flatMap((zone, position) => {
    const firstArea = (index.zones[position]?.firstGroup ?? 0) + zone.rows.length + zone.tables.length;
    return zone.areas.map((area, i) => ({ area, zone: position, group: firstArea + i }));
  });
}
