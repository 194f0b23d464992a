// Cuts the sections of a description into blocks: a region, how many rows it takes, and its names.

import type { LocalizedText, Point } from "../../shared/domain/chart.ts";
import type { BowlSection, FanSection, GridSection, Section } from "./description.ts";
import { straightRegion, wedgeRegion } from "./region.ts";
import type { Region } from "./region.ts";

export interface Block {
  readonly id: string;
  readonly name: LocalizedText;
  readonly level: LocalizedText;
  readonly priceLevel: string;
  readonly region: Region;
  readonly rows: number;
  readonly rowPitch: number;
  /** A wheelchair place with a companion seat each, in the rear row, from both of its ends inwards. */
  readonly wheelchairPairs: number;
}

/** Space between a grid block's edge and its neighbour's is the describer's; the block itself keeps none. */
const NO_AISLE = 0;

/** The section's blocks in the order of the walk. */
export function cutSection(section: Section): readonly Block[] {
  if (section.kind === "fan") return cutFan(section);
  if (section.kind === "grid") return cutGrid(section);
  return cutBowl(section);
}

function cutFan({ level, rows, rowPitch, centre, firstRadius, aisle, blocks }: FanSection): readonly Block[] {
  return blocks.map(({ id, name, priceLevel, degrees, wheelchairPairs = 0 }) => {
    const angles = [toRadians(degrees[0]), toRadians(degrees[1])] as const;
    const region = wedgeRegion({ centre, firstRadius, angles, aisle });
    return { id, name, level, priceLevel, region, rows, rowPitch, wheelchairPairs };
  });
}

function cutGrid({ level, rowPitch, blocks }: GridSection): readonly Block[] {
  return blocks.map(({ x, y, rows, priceLevel, wheelchairPairs = 0 }, position) => {
    const id = `F${position + 1}`;
    const region = straightRegion({
      from: [x[0], y],
      along: [1, 0],
      away: [0, 1],
      width: x[1] - x[0],
      aisle: NO_AISLE,
    });
    const name = { ko: `플로어 ${id}구역`, en: `Floor ${id}` };
    return { id, name, level, priceLevel, region, rows, rowPitch, wheelchairPairs };
  });
}

interface Piece {
  readonly priceLevel: string;
  readonly region: Region;
}

function cutBowl(section: BowlSection): readonly Block[] {
  const { level, rows, rowPitch, firstNumber, wheelchairPairs = 0 } = section;
  const pieces = [
    ...bowlSide(section, "left"),
    ...bowlCorner(section, "left"),
    ...bowlEnd(section),
    ...bowlCorner(section, "right").toReversed(),
    ...bowlSide(section, "right").toReversed(),
  ];
  return pieces.map(({ priceLevel, region }, position) => {
    const id = String(firstNumber + position);
    const name = { ko: `${id}구역`, en: `Block ${id}` };
    return { id, name, level, priceLevel, region, rows, rowPitch, wheelchairPairs };
  });
}

type Hand = "left" | "right";

/** From the stage on. */
function bowlSide({ bowl, setback, aisle, sides }: BowlSection, hand: Hand): readonly Piece[] {
  const outward = hand === "left" ? -1 : 1;
  const width = (bowl.turn - bowl.top) / sides.length;
  return sides.map((priceLevel, position) => {
    const from: Point = [outward * (bowl.halfWidth + setback), bowl.top + width * position];
    return { priceLevel, region: straightRegion({ from, along: [0, 1], away: [outward, 0], width, aisle }) };
  });
}

/** From the side on, towards the end. */
function bowlCorner({ bowl, setback, aisle, corners }: BowlSection, hand: Hand): readonly Piece[] {
  const outward = hand === "left" ? -1 : 1;
  const centre: Point = [outward * (bowl.halfWidth - bowl.cornerRadius), bowl.turn];
  const step = Math.PI / 2 / corners.length;
  return corners.map((priceLevel, position) => {
    const far = outward * (Math.PI / 2 - step * position);
    const near = far - outward * step;
    const angles = hand === "left" ? ([far, near] as const) : ([near, far] as const);
    return {
      priceLevel,
      region: wedgeRegion({ centre, firstRadius: bowl.cornerRadius + setback, angles, aisle }),
    };
  });
}

/** From left to right. */
function bowlEnd({ bowl, setback, aisle, end }: BowlSection): readonly Piece[] {
  const left = bowl.cornerRadius - bowl.halfWidth;
  const width = (-2 * left) / end.length;
  return end.map((priceLevel, position) => {
    const from: Point = [left + width * position, bowl.turn + bowl.cornerRadius + setback];
    return { priceLevel, region: straightRegion({ from, along: [1, 0], away: [0, 1], width, aisle }) };
  });
}

function toRadians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}
