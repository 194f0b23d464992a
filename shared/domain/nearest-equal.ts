// Finds what to offer a buyer whose seats were taken: as many seats, at the same price, nearest to the wanted
// ones, side by side when those were.

import { groupOfSeat, zoneOfSeat, type Sale, type SaleZone } from "./sale.ts";

/** One row further away counts as much as this many seats to the side. */
const ROW_WEIGHT = 2;

/** A search looks at no more seats than this, so that a refusal stays cheap in the largest area. */
const MAX_SEATS_SEARCHED = 4_000;

/** Of one row or area it looks at the places this near to the wanted one. Every row is shorter, an area need not be. */
const MAX_PLACES_ASIDE = 1_000;

/**
 * `wanted.length` free seats in place of `wanted`, ascending, or `undefined` where the zone has none.
 * Seats side by side in one row move together; otherwise only the taken ones are exchanged.
 */
export function nearestEqual(
  sale: Sale,
  wanted: readonly number[],
  isFree: (seat: number) => boolean,
): readonly number[] | undefined {
  const sorted = wanted.toSorted((a, b) => a - b);
  const first = sorted[0];
  const last = sorted.at(-1);
  if (first === undefined || last === undefined) return undefined;

  const together =
    last - first === sorted.length - 1 && groupOfSeat(sale.groups, first) === groupOfSeat(sale.groups, last);
  if (together) {
    const run = nearestRun(sale, first, sorted.length, isFree);
    if (run !== undefined) return Array.from({ length: sorted.length }, (_, i) => run + i);
  }
  return exchangeTaken(sale, sorted, isFree);
}

/**
 * Seats as good as `wanted`, or better: side by side in one row of the same zone, so at the same price, in the wanted
 * row or one before it (a chart lists its rows front to back). Ascending; `undefined` where there are none, and for
 * seats that were not of one zone.
 */
export function equalOrBetter(
  sale: Sale,
  wanted: readonly number[],
  isFree: (seat: number) => boolean,
): readonly number[] | undefined {
  const sorted = wanted.toSorted((a, b) => a - b);
  const first = sorted[0];
  const last = sorted.at(-1);
  if (first === undefined || last === undefined) return undefined;
  if (zoneOfSeat(sale.zones, first) !== zoneOfSeat(sale.zones, last)) return undefined;
  const run = nearestRun(sale, first, sorted.length, isFree, { behind: false });
  return run === undefined ? undefined : Array.from(sorted, (_, i) => run + i);
}

function exchangeTaken(
  sale: Sale,
  wanted: readonly number[],
  isFree: (seat: number) => boolean,
): readonly number[] | undefined {
  const chosen = new Set(wanted.filter(isFree));
  for (const seat of wanted) {
    if (chosen.has(seat)) continue;
    const other = nearestRun(sale, seat, 1, (s) => isFree(s) && !chosen.has(s));
    if (other === undefined) return undefined;
    chosen.add(other);
  }
  return [...chosen].toSorted((a, b) => a - b);
}

/** First seat of the nearest run of `count` free seats in one row of the zone of `anchor`. */
function nearestRun(
  sale: Sale,
  anchor: number,
  count: number,
  isFree: (seat: number) => boolean,
  { behind = true }: { behind?: boolean } = {},
): number | undefined {
  const zone = zoneOfSeat(sale.zones, anchor);
  const home = groupOfSeat(sale.groups, anchor);
  const offset = anchor - (sale.groups[home] as number);
  let best: number | undefined;
  let bestDistance = Infinity;
  let searched = 0;
  for (const group of groupsByDistance(sale, zone, home)) {
    if (!behind && group > home) continue;
    const rowDistance = Math.abs(group - home) * ROW_WEIGHT;
    // Rows come by distance: once one is as far as the best run, no later one can beat it.
    if (rowDistance >= bestDistance || searched > MAX_SEATS_SEARCHED) break;
    const start = sale.groups[group] as number;
    const end = Math.min(sale.groups[group + 1] ?? sale.seatCount, zone.first + zone.count);
    const beside = Math.min(start + offset, end - 1);
    const lowest = Math.max(start, beside - MAX_PLACES_ASIDE);
    const highest = Math.min(end - 1, beside + MAX_PLACES_ASIDE);
    let free = 0;
    for (let seat = lowest; seat <= highest; seat++, searched++) {
      free = isFree(seat) ? free + 1 : 0;
      if (free < count) continue;
      const runStart = seat - count + 1;
      const distance = rowDistance + Math.abs(runStart - start - offset);
      if (distance < bestDistance) {
        bestDistance = distance;
        best = runStart;
      }
    }
  }
  return best;
}

function* groupsByDistance(sale: Sale, zone: SaleZone, home: number): Generator<number> {
  const lowest = groupOfSeat(sale.groups, zone.first);
  const highest = groupOfSeat(sale.groups, zone.first + zone.count - 1);
  yield home;
  for (let d = 1; home - d >= lowest || home + d <= highest; d++) {
    if (home - d >= lowest) yield home - d;
    if (home + d <= highest) yield home + d;
  }
}
