import type { Chart } from "../../../shared/domain/chart.ts";
import type { ChartIndex } from "../../../shared/domain/chart-index.ts";

/** The seats that are chosen with `seat`: all of a table that is sold whole, else the seat alone. */
export function seatsSoldWith(chart: Chart, index: ChartIndex, seat: number): readonly number[] {
  const zone = index.zoneOf[seat] ?? 0;
  const group = index.groupOf[seat] ?? 0;
  const plan = chart.zones[zone];
  const table = plan?.tables[group - (index.zones[zone]?.firstGroup ?? 0) - plan.rows.length];
  if (table?.sellWhole !== true) return [seat];
  const first = index.groups[group] ?? seat;
  return table.x.map((_, position) => first + position);
}
