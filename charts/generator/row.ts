// Seats along one line. A row is justified: it begins and ends at its aisles, and the pitch gives way
// a little, as it does in a built hall. A wheelchair place takes the width of two seats.

import type { Point } from "../../shared/domain/chart.ts";
import type { RowLine } from "./region.ts";

const SEAT_PITCH_CM = 52;
const NARROWEST_PITCH_CM = 50;
const WIDEST_PITCH_CM = 55;
const WHEELCHAIR_WIDTH_IN_SEATS = 2;

export type SeatUse = "seat" | "wheelchair" | "companion";

export interface PlacedSeat {
  readonly at: Point;
  readonly use: SeatUse;
}

/**
 * As many seats as the line takes, from its start to its end, with `wheelchairPairs` wheelchair
 * places, each beside its companion seat, shared between the two ends.
 * @throws RangeError when the line is too short for the pairs.
 */
export function placeSeats(line: RowLine, wheelchairPairs: number): readonly PlacedSeat[] {
  const fitting = Math.floor(line.length / NARROWEST_PITCH_CM);
  const units = Math.min(Math.round(line.length / SEAT_PITCH_CM), fitting);
  const pitch = Math.min(line.length / units, WIDEST_PITCH_CM);
  let distance = (line.length - units * pitch) / 2;
  return divideRow(units, wheelchairPairs).map((use) => {
    const width = pitch * widthInSeats(use);
    distance += width;
    return { at: line.at(distance - width / 2), use };
  });
}

function divideRow(units: number, wheelchairPairs: number): readonly SeatUse[] {
  const pairWidth = WHEELCHAIR_WIDTH_IN_SEATS + 1;
  const ordinary = units - wheelchairPairs * pairWidth;
  if (ordinary < 0)
    throw new RangeError(`${wheelchairPairs} wheelchair pairs do not fit into ${units} seats`);
  const left = Math.ceil(wheelchairPairs / 2);
  return [
    ...Array.from({ length: left }, (): SeatUse[] => ["wheelchair", "companion"]).flat(),
    ...Array.from({ length: ordinary }, (): SeatUse => "seat"),
    ...Array.from({ length: wheelchairPairs - left }, (): SeatUse[] => ["companion", "wheelchair"]).flat(),
  ];
}

function widthInSeats(use: SeatUse): number {
  return use === "wheelchair" ? WHEELCHAIR_WIDTH_IN_SEATS : 1;
}
