// The two shapes a block of seats can have. A region knows the line a row stands on at any depth
// behind its front row, and its own outline; it knows nothing of seats. Both shapes keep half an
// aisle free on either side, so that neighbouring blocks are a whole aisle apart.

import type { Point } from "../../shared/domain/chart.ts";

export interface Region {
  /** The line of the row `depth` centimetres behind the front row. */
  rowAt(depth: number): RowLine;
  /** Around the rows from the front one to the one at `depth`. */
  outline(depth: number, margin: Margin): readonly Point[];
}

/** Centimetres outside the ends of the row lines, and before the first and behind the last of them. */
export interface Margin {
  readonly side: number;
  readonly ends: number;
}

export interface RowLine {
  readonly length: number;
  /** The point `distance` centimetres along the line. */
  at(distance: number): Point;
}

interface Straight {
  /** Where the front row's line begins, aisle included. */
  readonly from: Point;
  /** Unit vectors along the row and away from the front row. */
  readonly along: Point;
  readonly away: Point;
  readonly width: number;
  readonly aisle: number;
}

/** A rectangular block. */
export function straightRegion({ from, along, away, width, aisle }: Straight): Region {
  const at = (distance: number, depth: number): Point => [
    from[0] + along[0] * distance + away[0] * depth,
    from[1] + along[1] * distance + away[1] * depth,
  ];
  const start = aisle / 2;
  const end = width - aisle / 2;
  return {
    rowAt: (depth) => ({ length: end - start, at: (distance) => at(start + distance, depth) }),
    outline: (depth, margin) => [
      at(start - margin.side, -margin.ends),
      at(end + margin.side, -margin.ends),
      at(end + margin.side, depth + margin.ends),
      at(start - margin.side, depth + margin.ends),
    ],
  };
}

interface Wedge {
  readonly centre: Point;
  readonly firstRadius: number;
  /** Radians from straight down, growing towards the right; the row runs from the first to the second. */
  readonly angles: readonly [from: number, to: number];
  readonly aisle: number;
}

/** The longest piece of an arc that an outline draws as a straight line. */
const OUTLINE_STEP_RADIANS = Math.PI / 60;

/** A block of curved rows about `centre`. Its sides run parallel to the radial aisles, not along a radius. */
export function wedgeRegion({ centre, firstRadius, angles, aisle }: Wedge): Region {
  const polar = (radius: number, angle: number): Point => [
    centre[0] + radius * Math.sin(angle),
    centre[1] + radius * Math.cos(angle),
  ];
  const span = (radius: number, inset: number): readonly [from: number, to: number] => {
    const angle = Math.asin(inset / radius);
    return [angles[0] + angle, angles[1] - angle];
  };
  const arc = (radius: number, inset: number): readonly Point[] => {
    const [from, to] = span(radius, inset);
    const steps = Math.max(1, Math.ceil((to - from) / OUTLINE_STEP_RADIANS));
    return Array.from({ length: steps + 1 }, (_, step) => polar(radius, from + ((to - from) * step) / steps));
  };
  return {
    rowAt: (depth) => {
      const radius = firstRadius + depth;
      const [from, to] = span(radius, aisle / 2);
      return { length: radius * (to - from), at: (distance) => polar(radius, from + distance / radius) };
    },
    outline: (depth, margin) => [
      ...arc(firstRadius - margin.ends, aisle / 2 - margin.side),
      ...arc(firstRadius + depth + margin.ends, aisle / 2 - margin.side).toReversed(),
    ],
  };
}
