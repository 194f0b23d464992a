// The geometry of a venue, as plain data. A chart is immutable and addressed by the hash of its
// bytes; docs/chart-format.md is the same contract for outsiders. It promises nothing about its
// own sanity: shared/contracts/chart.schema.ts refuses what is malformed before it gets here.
// A chart knows no event, no price and no state: only where the seats are and what they are called.

/** The same words in every language Jari speaks. */
export interface LocalizedText {
  readonly ko: string;
  readonly en: string;
}

/** Centimetres. The stage is at the top of the plan: x grows to the right, y downwards, away from the stage's back wall. */
export type Point = readonly [x: number, y: number];

export interface Chart {
  readonly format: "jari-chart";
  readonly version: 1;
  readonly name: LocalizedText;
  readonly unit: "cm";
  readonly width: number;
  readonly height: number;
  readonly stage: { readonly label: LocalizedText; readonly outline: readonly Point[] };
  readonly zones: readonly Zone[];
}

export interface Zone {
  readonly id: string;
  readonly name: LocalizedText;
  /** The floor or balcony the zone belongs to. */
  readonly level?: LocalizedText;
  readonly priceLevel: string;
  readonly outline: readonly Point[];
  /** Front to back. */
  readonly rows: readonly Row[];
  readonly tables: readonly Table[];
  readonly areas: readonly Area[];
}

/** Every seat's own label, or the first number and what is added for each seat after it. */
export type SeatLabels = readonly string[] | { readonly from: number; readonly step: number };

/** Seats in columns: position `n` of every column is the same seat. */
export interface SeatColumns {
  readonly labels: SeatLabels;
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Positions of wheelchair places. */
  readonly accessible?: readonly number[];
  /** Positions of the seats kept for whoever comes with a wheelchair user. */
  readonly companion?: readonly number[];
}

/** Seats left to right as seen on the plan; top to bottom where the row stands upright. */
export interface Row extends SeatColumns {
  readonly label: string;
}

export type TableShape =
  | { readonly kind: "round"; readonly x: number; readonly y: number; readonly radius: number }
  | {
      readonly kind: "rectangle";
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      /** Degrees, clockwise on the plan, about the centre (x, y). */
      readonly rotation: number;
    };

export interface Table extends SeatColumns {
  readonly label: string;
  readonly shape: TableShape;
  /** All of its seats are sold together or not at all. */
  readonly sellWhole?: boolean;
}

/** General admission: `capacity` places without positions, the first `accessibleCapacity` of them accessible. */
export interface Area {
  readonly label: string;
  readonly name: LocalizedText;
  readonly capacity: number;
  readonly outline: readonly Point[];
  readonly accessibleCapacity?: number;
}

/** The label printed for the seat at `position` (from 0) of a row or table. */
export function labelAt(labels: SeatLabels, position: number): string {
  if ("from" in labels) return String(labels.from + labels.step * position);
  const label = labels[position];
  if (label === undefined) throw new RangeError(`no label at position ${position}`);
  return label;
}

/** How many places the zone sells. */
export function countZoneSeats(zone: Zone): number {
  let seats = 0;
  for (const row of zone.rows) seats += row.x.length;
  for (const table of zone.tables) seats += table.x.length;
  for (const area of zone.areas) seats += area.capacity;
  return seats;
}

/** How many places the chart sells: every seat index is below this number. */
export function countSeats(chart: Chart): number {
  return chart.zones.reduce((seats, zone) => seats + countZoneSeats(zone), 0);
}
