import { seatLabel, type ChartIndex } from "../../../shared/domain/chart-index.ts";
import type { Chart } from "../../../shared/domain/chart.ts";
import type { I18n } from "../i18n/i18n.tsx";

export interface IndexedChart {
  readonly chart: Chart;
  readonly index: ChartIndex;
}

/** A seat as a ticket names it: where to go, and what to look for there. */
export interface SeatName {
  /** "1층 가 구역" */
  readonly place: string;
  /** "B열 12번" */
  readonly seat: string;
}

/** Without a chart (it could not be loaded) a seat still has its number. */
export function seatName(indexed: IndexedChart | undefined, seat: number, i18n: I18n): SeatName {
  const { t, text } = i18n;
  if (indexed === undefined || seat >= indexed.index.seatCount) {
    return { place: "", seat: t("common.seatByNumber", { n: seat }) };
  }
  const label = seatLabel(indexed.chart, indexed.index, seat);
  const level = label.level === undefined ? "" : text(label.level);
  const zone = text(label.zone);
  // Some venues name the zone after its level ("1층 A"): never "1층 1층 A".
  const place = level === "" || zone.includes(level) ? zone : `${level} ${zone}`;
  switch (label.kind) {
    case "row":
      return {
        place,
        seat: `${t("common.row", { row: label.row })} ${t("common.seat", { seat: label.seat })}`,
      };
    case "table":
      return {
        place,
        seat: `${t("common.table", { row: label.row })} ${t("common.seat", { seat: label.seat })}`,
      };
    case "area":
      return {
        place,
        seat: `${t("common.area", { row: label.row })} ${t("common.place", { seat: label.seat })}`,
      };
  }
}

/** Seats in one line, a place that they share named once: "1층 가 구역 B열 12번, B열 13번". */
export function seatNames(indexed: IndexedChart | undefined, seats: readonly number[], i18n: I18n): string {
  const names = seats.map((seat) => seatName(indexed, seat, i18n));
  return names
    .map(({ place, seat }, i) => (place === "" || place === names[i - 1]?.place ? seat : `${place} ${seat}`))
    .join(", ");
}
