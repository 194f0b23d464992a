// Finds the seats to offer somebody who cannot, or would rather not, point: side by side, nearest to the stage. Pure.

import type { Chart } from "../../../shared/domain/chart.ts";
import { SEAT_FLAGS, type ChartIndex } from "../../../shared/domain/chart-index.ts";
import type { Spot } from "./camera.ts";
import { boxOf, isNextTo, seatPitchCm } from "./geometry.ts";

export interface Wish {
  readonly count: number;
  /** any when undefined */
  readonly priceLevel: string | undefined;
  readonly isFree: (seat: number) => boolean;
}

/** `count` free seats side by side in one row, table or area, or `undefined`. Wheelchair places are left to those who need them. */
export function bestAvailable(chart: Chart, index: ChartIndex, wish: Wish): readonly number[] | undefined {
  const stage = stageFront(chart);
  const pitch = seatPitchCm(index);
  const kept = SEAT_FLAGS.accessible | SEAT_FLAGS.companion;
  let best: number | undefined;
  let bestDistance = Infinity;

  for (const zone of index.zones) {
    if (wish.priceLevel !== undefined && zone.priceLevel !== wish.priceLevel) continue;
    let run = 0;
    for (let seat = zone.first; seat < zone.first + zone.count; seat++) {
      const usable = wish.isFree(seat) && ((index.flags[seat] ?? 0) & kept) === 0;
      const joins = run > 0 && isNextTo(index, seat - 1, pitch);
      run = usable ? (joins ? run + 1 : 1) : 0;
      if (run < wish.count) continue;
      const first = seat - wish.count + 1;
      const distance = distanceOfRun(index, first, seat, stage);
      if (distance >= bestDistance) continue;
      bestDistance = distance;
      best = first;
    }
  }
  const first = best;
  return first === undefined ? undefined : Array.from({ length: wish.count }, (_, i) => first + i);
}

/** The middle of the stage's edge towards the audience. */
function stageFront(chart: Chart): Spot {
  const { left, right, bottom } = boxOf([chart.stage.outline]);
  return { x: (left + right) / 2, y: bottom };
}

function distanceOfRun(index: ChartIndex, first: number, last: number, to: Spot): number {
  const x = ((index.x[first] ?? 0) + (index.x[last] ?? 0)) / 2;
  const y = ((index.y[first] ?? 0) + (index.y[last] ?? 0)) / 2;
  return Math.hypot(x - to.x, y - to.y);
}
