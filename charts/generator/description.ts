// How a venue is described: a few numbers from which the generator lays out every seat. Lengths are
// centimetres from an origin of the describer's choice on the venue's middle axis, x to the right,
// y downwards from the stage. Angles are degrees from straight down, growing towards the right.

import type { LocalizedText, Point } from "../../shared/domain/chart.ts";

export interface VenueDescription {
  readonly name: LocalizedText;
  readonly stage: { readonly label: LocalizedText; readonly outline: readonly Point[] };
  /** In the order of the walk. */
  readonly sections: readonly Section[];
  /** The last section gives up seats of its blocks' rear rows until the venue has exactly this many. */
  readonly exactSeats?: number;
}

export type Section = FanSection | GridSection | BowlSection;

interface SectionBase {
  readonly level: LocalizedText;
  readonly rowPitch: number;
}

/** Curved rows about one centre, cut into wedges by radial aisles. Seat numbers run on across the blocks of a row. */
export interface FanSection extends SectionBase {
  readonly kind: "fan";
  readonly centre: Point;
  readonly firstRadius: number;
  readonly rows: number;
  readonly aisle: number;
  readonly blocks: readonly FanBlock[];
}

export interface FanBlock {
  readonly id: string;
  readonly name: LocalizedText;
  readonly priceLevel: string;
  readonly degrees: readonly [from: number, to: number];
  readonly wheelchairPairs?: number;
}

/** Straight blocks on the flat floor before the stage, named F1, F2 and so on. */
export interface GridSection extends SectionBase {
  readonly kind: "grid";
  readonly blocks: readonly GridBlock[];
}

export interface GridBlock {
  readonly x: readonly [from: number, to: number];
  /** The front row's y. */
  readonly y: number;
  readonly rows: number;
  readonly priceLevel: string;
  readonly wheelchairPairs?: number;
}

/**
 * One tier of a bowl that is open towards the stage: straight sides, rounded corners, a straight end.
 * Blocks are numbered from the stage down the left side, round the end and up the right side.
 */
export interface BowlSection extends SectionBase {
  readonly kind: "bowl";
  readonly bowl: Bowl;
  /** From the bowl's edge to the tier's front row. */
  readonly setback: number;
  readonly rows: number;
  readonly aisle: number;
  readonly firstNumber: number;
  /** One price level a block: each side from the stage on, each corner from the side on, the end. Both halves are alike. */
  readonly sides: readonly string[];
  readonly corners: readonly string[];
  readonly end: readonly string[];
  readonly wheelchairPairs?: number;
}

/** The edge all tiers of a bowl follow. */
export interface Bowl {
  readonly halfWidth: number;
  /** Where the sides begin, and where they turn into the corners. */
  readonly top: number;
  readonly turn: number;
  readonly cornerRadius: number;
}
