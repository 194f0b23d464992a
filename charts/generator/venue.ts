// From a description to a chart. Pure and deterministic: the same description gives the same chart,
// because a chart's address is the hash of its bytes. Positions are rounded once, at the very end.

import type { Chart, Point, Row, Zone } from "../../shared/domain/chart.ts";
import { cutSection } from "./blocks.ts";
import type { Block } from "./blocks.ts";
import type { VenueDescription } from "./description.ts";
import { placeSeats } from "./row.ts";
import type { PlacedSeat, SeatUse } from "./row.ts";

/** Free paper around the drawing. */
const PLAN_MARGIN_CM = 300;
/** A block's row lines already end half a seat outside its last seat, so this puts the sides 40 cm from it. */
const OUTLINE_MARGIN_CM = 14;
const FRONT_AND_REAR_MARGIN_CM = 40;

interface LaidBlock {
  readonly block: Block;
  readonly rows: readonly (readonly PlacedSeat[])[];
  /** Each row's first seat number. */
  readonly firstNumbers: readonly number[];
}

/**
 * Lays out every seat.
 * @throws RangeError when the description asks for what does not fit.
 */
export function drawVenue(description: VenueDescription): Chart {
  const sections = description.sections.map((section) => ({
    runOn: section.kind === "fan",
    laid: cutSection(section).map((block) => ({ block, rows: layRows(block) })),
  }));
  const last = sections.at(-1);
  if (description.exactSeats !== undefined && last !== undefined) {
    const seats = sections.flatMap(({ laid }) => laid.flatMap(({ rows }) => rows.map((row) => row.length)));
    const excess = seats.reduce((sum, length) => sum + length, 0) - description.exactSeats;
    last.laid = thinRearRows(last.laid, excess);
  }
  const blocks = sections.flatMap(({ laid, runOn }) => numberRows(laid, runOn));

  const outlines = blocks.map(({ block }) => outlineOf(block));
  const points = [...outlines.flat(), ...description.stage.outline];
  const minX = Math.min(...points.map((point) => point[0])) - PLAN_MARGIN_CM;
  const minY = Math.min(...points.map((point) => point[1])) - PLAN_MARGIN_CM;
  const place = (point: Point): Point => [Math.round(point[0] - minX), Math.round(point[1] - minY)];
  return {
    format: "jari-chart",
    version: 1,
    name: description.name,
    unit: "cm",
    width: Math.ceil(Math.max(...points.map((point) => point[0])) + PLAN_MARGIN_CM - minX),
    height: Math.ceil(Math.max(...points.map((point) => point[1])) + PLAN_MARGIN_CM - minY),
    stage: { label: description.stage.label, outline: description.stage.outline.map(place) },
    zones: blocks.map((laid) => toZone(laid, place)),
  };
}

type UnnumberedBlock = Omit<LaidBlock, "firstNumbers">;

function layRows(block: Block): LaidBlock["rows"] {
  return Array.from({ length: block.rows }, (_, row) => {
    const line = block.region.rowAt(row * block.rowPitch);
    return placeSeats(line, row === block.rows - 1 ? block.wheelchairPairs : 0);
  });
}

/** Takes `excess` seats from the ends of the rear rows, one a block at a time, so that no block stands out. */
function thinRearRows(blocks: readonly UnnumberedBlock[], excess: number): UnnumberedBlock[] {
  const taken = blocks.map((_, position) => Math.ceil((excess - position) / blocks.length));
  return blocks.map(({ block, rows }, position) => {
    const rear = rows.at(-1) ?? [];
    const take = taken[position] ?? 0;
    if (excess < 0 || take >= rear.length)
      throw new RangeError(`cannot take ${excess} seats from the last section`);
    const fromLeft = Math.floor(take / 2);
    return { block, rows: [...rows.slice(0, -1), rear.slice(fromLeft, rear.length - (take - fromLeft))] };
  });
}

/** A row's numbers begin at 1 in every block, or run on from the block to its left. */
function numberRows(blocks: readonly UnnumberedBlock[], runOn: boolean): readonly LaidBlock[] {
  return blocks.map(({ block, rows }, position) => {
    const before = runOn ? blocks.slice(0, position) : [];
    const firstNumbers = rows.map(
      (_, row) => 1 + before.reduce((sum, other) => sum + (other.rows[row]?.length ?? 0), 0),
    );
    return { block, rows, firstNumbers };
  });
}

function outlineOf({ region, rows, rowPitch }: Block): readonly Point[] {
  return region.outline((rows - 1) * rowPitch, { side: OUTLINE_MARGIN_CM, ends: FRONT_AND_REAR_MARGIN_CM });
}

function toZone({ block, rows, firstNumbers }: LaidBlock, place: (point: Point) => Point): Zone {
  return {
    id: block.id,
    name: block.name,
    level: block.level,
    priceLevel: block.priceLevel,
    outline: outlineOf(block).map(place),
    rows: rows.map((seats, position) =>
      toRow(String(position + 1), firstNumbers[position] ?? 1, seats, place),
    ),
    tables: [],
    areas: [],
  };
}

function toRow(
  label: string,
  from: number,
  seats: readonly PlacedSeat[],
  place: (point: Point) => Point,
): Row {
  const points = seats.map((seat) => place(seat.at));
  const accessible = positionsOf(seats, "wheelchair");
  const companion = positionsOf(seats, "companion");
  return {
    label,
    labels: { from, step: 1 },
    x: points.map((point) => point[0]),
    y: points.map((point) => point[1]),
    ...(accessible.length === 0 ? {} : { accessible }),
    ...(companion.length === 0 ? {} : { companion }),
  };
}

function positionsOf(seats: readonly PlacedSeat[], use: SeatUse): readonly number[] {
  return [...seats.keys()].filter((position) => seats[position]?.use === use);
}
