// Gives every seat of a chart its number: the position in one fixed walk. Zones in order; within a
// zone its rows, then its tables, then its areas, an area taking `capacity` numbers in a run. The
// number is what holds, ledger and feed speak of, so the walk must never change for format version 1.
// The columns are typed arrays because 60,000 seats are drawn and searched on a phone.

import { countSeats, labelAt } from "./chart.ts";
import type { Area, Chart, LocalizedText, Point, SeatColumns } from "./chart.ts";

/** In the order of the walk; `groupKind` holds positions in this list. */
export const GROUP_KINDS = ["row", "table", "area"] as const;
export type GroupKind = (typeof GROUP_KINDS)[number];

/** The bits of `ChartIndex.flags`. */
export const SEAT_FLAGS = { accessible: 1, companion: 2, generalAdmission: 4, table: 8 } as const;

export interface IndexedZone {
  readonly id: string;
  readonly priceLevel: string;
  /** Its first seat, and how many follow in a run. */
  readonly first: number;
  readonly count: number;
  /** Its first group. */
  readonly firstGroup: number;
}

/** One entry a seat unless it says otherwise. */
export interface ChartIndex {
  readonly seatCount: number;
  readonly zones: readonly IndexedZone[];
  /** The first seat of each row, table and area, ascending. */
  readonly groups: Uint32Array;
  /** What each group is: a position in `GROUP_KINDS`. */
  readonly groupKind: Uint8Array;
  /** Centimetres. A place of an area sits at the area's centroid. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly zoneOf: Uint16Array;
  readonly groupOf: Uint32Array;
  readonly flags: Uint8Array;
}

export interface SeatLabel {
  readonly zone: LocalizedText;
  readonly level?: LocalizedText;
  /** The label of the row, table or area. */
  readonly row: string;
  readonly seat: string;
  readonly kind: GroupKind;
}

/** Walks the chart once. The chart must have passed the schema; nothing is checked again. */
export function indexChart(chart: Chart): ChartIndex {
  const seatCount = countSeats(chart);
  const x = new Float32Array(seatCount);
  const y = new Float32Array(seatCount);
  const zoneOf = new Uint16Array(seatCount);
  const groupOf = new Uint32Array(seatCount);
  const flags = new Uint8Array(seatCount);
  const groups: number[] = [];
  const groupKind: number[] = [];
  const zones: IndexedZone[] = [];
  let next = 0;

  const openGroup = (kind: GroupKind, size: number): void => {
    groupOf.fill(groups.length, next, next + size);
    groups.push(next);
    groupKind.push(GROUP_KINDS.indexOf(kind));
    next += size;
  };
  const addColumns = (kind: GroupKind, columns: SeatColumns): void => {
    const first = next;
    openGroup(kind, columns.x.length);
    x.set(columns.x, first);
    y.set(columns.y, first);
    writeFlags(flags.subarray(first, next), kind, columns);
  };
  const addArea = (area: Area): void => {
    const first = next;
    const [centreX, centreY] = centroid(area.outline);
    openGroup("area", area.capacity);
    x.fill(centreX, first, next);
    y.fill(centreY, first, next);
    flags.fill(SEAT_FLAGS.generalAdmission, first, next);
    const accessibleEnd = first + (area.accessibleCapacity ?? 0);
    flags.fill(SEAT_FLAGS.generalAdmission | SEAT_FLAGS.accessible, first, accessibleEnd);
  };

  for (const [position, zone] of chart.zones.entries()) {
    const first = next;
    const firstGroup = groups.length;
    for (const row of zone.rows) addColumns("row", row);
    for (const table of zone.tables) addColumns("table", table);
    for (const area of zone.areas) addArea(area);
    zoneOf.fill(position, first, next);
    zones.push({ id: zone.id, priceLevel: zone.priceLevel, first, count: next - first, firstGroup });
  }

  return {
    seatCount,
    zones,
    groups: Uint32Array.from(groups),
    groupKind: Uint8Array.from(groupKind),
    x,
    y,
    zoneOf,
    groupOf,
    flags,
  };
}

/**
 * What is printed for a seat. A place of an area is numbered from 1.
 * @throws RangeError when the chart has no such seat.
 */
export function seatLabel(chart: Chart, index: ChartIndex, seat: number): SeatLabel {
  const group = index.groupOf[seat];
  const zonePosition = index.zoneOf[seat];
  if (group === undefined || zonePosition === undefined) throw noSuchSeat(seat);
  const zone = chart.zones[zonePosition];
  const indexed = index.zones[zonePosition];
  const firstSeat = index.groups[group];
  if (zone === undefined || indexed === undefined || firstSeat === undefined) throw noSuchSeat(seat);

  const where = { zone: zone.name, ...(zone.level === undefined ? {} : { level: zone.level }) };
  const position = seat - firstSeat;
  const groupPosition = group - indexed.firstGroup;
  const tablePosition = groupPosition - zone.rows.length;
  const row = zone.rows[groupPosition];
  if (row !== undefined)
    return { ...where, row: row.label, seat: labelAt(row.labels, position), kind: "row" };
  const table = zone.tables[tablePosition];
  if (table !== undefined) {
    return { ...where, row: table.label, seat: labelAt(table.labels, position), kind: "table" };
  }
  const area = zone.areas[tablePosition - zone.tables.length];
  if (area === undefined) throw noSuchSeat(seat);
  return { ...where, row: area.label, seat: String(position + 1), kind: "area" };
}

/** The middle of a polygon by its surface; the mean of its corners when it has none. */
export function centroid(outline: readonly Point[]): Point {
  let doubleSurface = 0;
  let sumX = 0;
  let sumY = 0;
  let previous = outline.at(-1) ?? [0, 0];
  for (const point of outline) {
    const cross = previous[0] * point[1] - point[0] * previous[1];
    doubleSurface += cross;
    sumX += (previous[0] + point[0]) * cross;
    sumY += (previous[1] + point[1]) * cross;
    previous = point;
  }
  if (doubleSurface !== 0)
    return [Math.round(sumX / (3 * doubleSurface)), Math.round(sumY / (3 * doubleSurface))];
  const corners = Math.max(outline.length, 1);
  return [
    Math.round(outline.reduce((sum, point) => sum + point[0], 0) / corners),
    Math.round(outline.reduce((sum, point) => sum + point[1], 0) / corners),
  ];
}

function writeFlags(flags: Uint8Array, kind: GroupKind, columns: SeatColumns): void {
  const base = kind === "table" ? SEAT_FLAGS.table : 0;
  flags.fill(base);
  for (const position of columns.accessible ?? []) flags[position] = base | SEAT_FLAGS.accessible;
  for (const position of columns.companion ?? []) flags[position] = base | SEAT_FLAGS.companion;
}

function noSuchSeat(seat: number): RangeError {
  return new RangeError(`the chart has no seat ${seat}`);
}
