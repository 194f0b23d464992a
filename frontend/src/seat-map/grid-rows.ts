// The rows of one zone as the grid shows them, and where a key leads in them. Pure.

import {
  GROUP_KINDS,
  SEAT_FLAGS,
  type ChartIndex,
  type GroupKind,
} from "../../../shared/domain/chart-index.ts";

export interface GridRow {
  readonly group: number;
  readonly kind: GroupKind;
  readonly seats: readonly number[];
}

/** An area may hold thousands of places that are all alike: the first free ones are enough to choose from. */
const AREA_PLACES_SHOWN = 12;

/** `isListed` decides which places of a standing area are shown; rows and tables are shown whole. */
export function gridRows(
  index: ChartIndex,
  zone: number,
  isListed: (seat: number) => boolean,
): readonly GridRow[] {
  const indexed = index.zones[zone];
  if (indexed === undefined) return [];
  const end = indexed.first + indexed.count;
  const rows: GridRow[] = [];
  for (let group = indexed.firstGroup; (index.groups[group] ?? end) < end; group++) {
    const first = index.groups[group] ?? end;
    const last = Math.min(index.groups[group + 1] ?? index.seatCount, end);
    const kind = GROUP_KINDS[index.groupKind[group] ?? 0] ?? "row";
    const seats: number[] = [];
    for (let seat = first; seat < last; seat++) {
      const isPlace = ((index.flags[seat] ?? 0) & SEAT_FLAGS.generalAdmission) !== 0;
      if (isPlace && (seats.length >= AREA_PLACES_SHOWN || !isListed(seat))) continue;
      seats.push(seat);
    }
    rows.push({ group, kind, seats });
  }
  return rows;
}

const PAGE_ROWS = 5;

export interface KeyMove {
  readonly from: number;
  readonly key: string;
  readonly isCtrl: boolean;
  readonly xOf: (seat: number) => number;
}

/** The seat that a key leads to; `undefined` when the key means nothing here. */
export function seatByKey(
  rows: readonly GridRow[],
  { from: seat, key, isCtrl, xOf }: KeyMove,
): number | undefined {
  const at = rows.findIndex((row) => row.seats.includes(seat));
  const row = rows[at];
  if (row === undefined) return undefined;
  const position = row.seats.indexOf(seat);
  const inRow = (to: number): number => row.seats[Math.min(row.seats.length - 1, Math.max(0, to))] ?? seat;
  const toRow = (to: number): number => {
    const target = rows[Math.min(rows.length - 1, Math.max(0, to))];
    return target === undefined ? seat : (nearestByX(target.seats, xOf(seat), xOf) ?? seat);
  };
  switch (key) {
    case "ArrowLeft":
      return inRow(position - 1);
    case "ArrowRight":
      return inRow(position + 1);
    case "ArrowUp":
      return toRow(at - 1);
    case "ArrowDown":
      return toRow(at + 1);
    case "PageUp":
      return toRow(at - PAGE_ROWS);
    case "PageDown":
      return toRow(at + PAGE_ROWS);
    case "Home":
      return isCtrl ? rows[0]?.seats[0] : inRow(0);
    case "End":
      return isCtrl ? rows.at(-1)?.seats.at(-1) : inRow(row.seats.length - 1);
    default:
      return undefined;
  }
}

/** Rows are not equally long nor aligned: up and down lead to whoever sits straight in front or behind. */
function nearestByX(seats: readonly number[], x: number, xOf: (seat: number) => number): number | undefined {
  let best: number | undefined;
  for (const seat of seats) {
    if (best === undefined || Math.abs(xOf(seat) - x) < Math.abs(xOf(best) - x)) best = seat;
  }
  return best;
}
