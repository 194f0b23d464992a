// All that the layers draw from: the plan, what stands where, the states, and how it shall look just now.

import type { Chart, LocalizedText, Point } from "../../../shared/domain/chart.ts";
import { centroid, type ChartIndex } from "../../../shared/domain/chart-index.ts";
import type { Box, Spot } from "./camera.ts";
import type { ChartData } from "./chart-data.ts";
import { boxOf, reachBelow, roomAt, seatPitchCm } from "./geometry.ts";
import { createHitTest, type HitTest, type PlacedArea } from "./hit-test.ts";
import type { Palette } from "./palette.ts";
import { createSeatModel, type SeatModel } from "./seat-model.ts";

/** From this distance between seats on the screen (CSS pixels) they are drawn one by one; below it, zones are. */
export const SEATS_FROM_PITCH_PX = 4;

/** From here rows have labels. */
export const ROW_LABELS_FROM_PITCH_PX = 11;

/** How visible remains what the filter leaves out. */
export const DIMMED_ALPHA = 0.16;

const PLAN_MARGIN_CM = 120;

export interface LabelPlace {
  readonly outline: readonly Point[];
  readonly at: Spot;
  /** behind the last row: straight below `at` on the outline */
  readonly foot: Spot;
  readonly room: { readonly width: number; readonly height: number };
}

/** What may change while the map stands; whoever changes it asks for a repaint. */
export interface Look {
  palette: Palette;
  /** price levels to show; all when undefined */
  filter: ReadonlySet<string> | undefined;
  text: (localized: LocalizedText) => string;
  freeText: (count: number) => string;
  /** measured widths of names; emptied when the words or the typeface change */
  readonly widths: Map<string, number>;
}

export interface Scene {
  readonly chart: Chart;
  readonly index: ChartIndex;
  readonly hits: HitTest;
  readonly model: SeatModel;
  readonly pitchCm: number;
  /** everything drawn, with a little air */
  readonly box: Box;
  /** by zone: the position of its price level in the event's list */
  readonly levelOfZone: readonly number[];
  readonly zoneLabels: readonly LabelPlace[];
  readonly look: Look;
}

export function createScene({ chart, index }: ChartData, levelIds: readonly string[], look: Look): Scene {
  const bounds = boxOf([chart.stage.outline, ...chart.zones.map((zone) => zone.outline)]);
  return {
    chart,
    index,
    hits: createHitTest(chart, index),
    model: createSeatModel(index),
    pitchCm: seatPitchCm(index),
    box: {
      left: bounds.left - PLAN_MARGIN_CM,
      top: bounds.top - PLAN_MARGIN_CM,
      right: bounds.right + PLAN_MARGIN_CM,
      bottom: bounds.bottom + PLAN_MARGIN_CM,
    },
    levelOfZone: chart.zones.map((zone) => Math.max(0, levelIds.indexOf(zone.priceLevel))),
    zoneLabels: chart.zones.map((zone) => labelPlace(zone.outline)),
    look,
  };
}

export function labelPlace(outline: readonly Point[]): LabelPlace {
  const [x, y] = centroid(outline);
  return {
    outline,
    at: { x, y },
    foot: { x, y: y + reachBelow(outline, { x, y }) },
    room: roomAt(outline, { x, y }),
  };
}

export function isDimmed(scene: Scene, zone: number): boolean {
  const { filter } = scene.look;
  return filter !== undefined && !filter.has(scene.chart.zones[zone]?.priceLevel ?? "");
}

/** Free places of a standing area. */
export function freeInArea(scene: Scene, { group, area }: PlacedArea): number {
  const first = scene.index.groups[group] ?? 0;
  let free = 0;
  for (let seat = first; seat < first + area.capacity; seat++) if (scene.model.stateOf(seat) === 0) free++;
  return free;
}

export function isInBox({ index }: Scene, seat: number, { left, top, right, bottom }: Box): boolean {
  const x = index.x[seat] ?? 0;
  const y = index.y[seat] ?? 0;
  return x >= left && x <= right && y >= top && y <= bottom;
}
