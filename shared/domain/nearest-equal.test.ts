import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildSaleOfRows } from "../testing/sales.ts";
import { equalOrBetter, nearestEqual } from "./nearest-equal.ts";
import { groupOfSeat, zoneOfSeat, type Sale } from "./sale.ts";

/** Three rows of ten, then another zone of one row. */
const hall = buildSaleOfRows([[10, 10, 10], [10]]);

function freeBut(...taken: readonly number[]): (seat: number) => boolean {
  return (seat) => !taken.includes(seat);
}

describe("seats side by side (H4)", () => {
  test("move together to the nearest run in their row", () => {
    expect(nearestEqual(hall, [4, 5], freeBut(5))).toEqual([3, 4]);
    expect(nearestEqual(hall, [4, 5], freeBut(3, 4))).toEqual([5, 6]);
  });

  test("of two runs as near, take the lower", () => {
    expect(nearestEqual(hall, [4, 5], freeBut(4, 5))).toEqual([2, 3]);
  });

  test("go to the next row rather than three seats to the side: a row counts as two", () => {
    expect(nearestEqual(hall, [4, 5], freeBut(3, 4, 5, 6))).toEqual([14, 15]);
    expect(nearestEqual(hall, [14, 15], freeBut(13, 14, 15, 16))).toEqual([4, 5]);
  });

  test("stay in the row where that is no further than the next one", () => {
    expect(nearestEqual(hall, [4, 5], freeBut(4, 5))).toEqual([2, 3]);
  });

  test("are parted only where no run is left in the zone", () => {
    const everyOther = (seat: number): boolean => seat % 2 === 0;
    expect(nearestEqual(hall, [4, 5], everyOther)).toEqual([4, 6]);
  });

  test("never run on from one row, or one zone, into the next", () => {
    expect(nearestEqual(hall, [4, 5], (seat) => [9, 10, 29, 30].includes(seat))).toEqual([9, 10]);
    const onlyAcross = (seat: number): boolean => [9, 10, 25, 26].includes(seat);
    expect(nearestEqual(hall, [4, 5], onlyAcross)).toEqual([25, 26]);
  });
});

describe("seats apart (H4)", () => {
  test("only the taken ones are exchanged", () => {
    expect(nearestEqual(hall, [1, 5, 22], freeBut(5))).toEqual([1, 4, 22]);
  });

  test("each finds its own, and none the same", () => {
    expect(nearestEqual(hall, [3, 5], freeBut(3, 4, 5))).toEqual([2, 6]);
  });

  test("of two zones each stay in their own", () => {
    expect(nearestEqual(hall, [29, 30], freeBut(29, 30))).toEqual([28, 31]);
  });
});

describe("where there is nothing equal (H4)", () => {
  test("nothing is offered, though other zones have room", () => {
    expect(nearestEqual(hall, [32], (seat) => seat < 30)).toBeUndefined();
    expect(nearestEqual(hall, [32, 33], freeBut(30, 31, 32, 33, 34, 35, 36, 37, 38))).toBeUndefined();
  });

  test("nor for no seats at all", () => {
    expect(nearestEqual(hall, [], () => true)).toBeUndefined();
  });
});

describe("as good as the wanted seats, or better (P9)", () => {
  test("is the nearest run in their own row", () => {
    expect(equalOrBetter(hall, [14, 15], freeBut(15))).toEqual([13, 14]);
  });

  test("is in the row in front rather than far to the side, and never in the row behind", () => {
    const gone = freeBut(13, 14, 15, 16);
    expect(equalOrBetter(hall, [14, 15], gone)).toEqual([4, 5]);
    expect(equalOrBetter(hall, [14, 15], (seat) => seat >= 20)).toBeUndefined();
    expect(equalOrBetter(hall, [4, 5], (seat) => seat >= 10)).toBeUndefined();
  });

  test("is at the end of their own row where nothing is free in front", () => {
    expect(equalOrBetter(hall, [14, 15], (seat) => [18, 19, 24, 25].includes(seat))).toEqual([18, 19]);
  });

  test("is always side by side in one row, also for seats that were apart", () => {
    expect(equalOrBetter(hall, [12, 17], freeBut(12))).toEqual([13, 14]);
    expect(equalOrBetter(hall, [14, 15], (seat) => seat % 2 === 0)).toBeUndefined();
    expect(equalOrBetter(hall, [14, 15], (seat) => [9, 10].includes(seat))).toBeUndefined();
  });

  test("of seats in two rows, is no further back than the first of them", () => {
    expect(equalOrBetter(hall, [19, 20], (seat) => seat >= 20)).toBeUndefined();
    expect(equalOrBetter(hall, [20, 19], freeBut(20))).toEqual([18, 19]);
  });

  test("is as many seats, whatever the order they were wanted in", () => {
    expect(equalOrBetter(hall, [16, 14, 15], freeBut(14))).toEqual([15, 16, 17]);
  });

  test("is in their own zone, and there is none for seats of two zones or for no seats", () => {
    expect(equalOrBetter(hall, [30, 31], (seat) => seat < 30)).toBeUndefined();
    expect(equalOrBetter(hall, [29, 30], freeBut(30))).toBeUndefined();
    expect(equalOrBetter(hall, [], () => true)).toBeUndefined();
  });
});

describe("the cost of a refusal", () => {
  test("is bounded in the largest area: one search looks at some thousands of places", () => {
    const area = buildSaleOfRows([[200_000, 20]]);
    let looks = 0;
    const isFree = (): boolean => {
      looks += 1;
      return false;
    };
    expect(nearestEqual(area, [100_000], isFree)).toBeUndefined();
    expect(looks).toBeLessThan(10_000);
  });

  test("and what is free close by is found all the same, at either end", () => {
    const area = buildSaleOfRows([[200_000]]);
    expect(nearestEqual(area, [100_000], (seat) => Math.abs(seat - 100_000) === 900)).toEqual([99_100]);
    expect(nearestEqual(area, [199_999], freeBut(199_999))).toEqual([199_998]);
    expect(nearestEqual(area, [0], freeBut(0))).toEqual([1]);
  });

  test("a short row behind a large area is reached from anywhere in it", () => {
    const sale = buildSaleOfRows([[10_000, 20]]);
    expect(nearestEqual(sale, [9_000], (seat) => seat >= 10_000)).toEqual([10_019]);
  });
});

describe("whatever is wanted and whatever is free", () => {
  const row = fc.integer({ min: 1, max: 7 });
  const cases = fc
    .array(fc.array(row, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 })
    .chain((zones) => {
      const sale = buildSaleOfRows(zones);
      const seat = fc.nat(sale.seatCount - 1);
      return fc.record({
        sale: fc.constant(sale),
        free: fc.array(fc.boolean(), { minLength: sale.seatCount, maxLength: sale.seatCount }),
        wanted: fc.oneof(
          fc.uniqueArray(seat, { minLength: 1, maxLength: 5 }),
          fc.tuple(seat, fc.integer({ min: 1, max: 4 })).map(([first, count]) => {
            const last = Math.min(first + count, sale.seatCount);
            return Array.from({ length: last - first }, (_, i) => first + i);
          }),
        ),
      });
    });

  test("the offer is as many free seats at the same price, or none where the zone has too few", () => {
    fc.assert(
      fc.property(cases, ({ sale, free, wanted }) => {
        const offer = nearestEqual(sale, wanted, (seat) => free[seat] ?? false);
        const zonesOf = (seats: readonly number[]): string[] =>
          seats.map((seat) => zoneOfSeat(sale.zones, seat).id).toSorted();
        const enough = sale.zones.every(({ id, first, count }) => {
          const room = free.slice(first, first + count).filter(Boolean).length;
          return zonesOf(wanted).filter((zone) => zone === id).length <= room;
        });
        expect(offer !== undefined).toBe(enough);
        const seats = offer ?? [];
        expect(seats.filter((seat) => !free[seat])).toEqual([]);
        expect(seats).toEqual([...new Set(seats)].toSorted((a, b) => a - b));
        expect(zonesOf(seats)).toEqual(enough ? zonesOf(wanted) : []);
      }),
    );
  });

  test("what is as good is a free run of the zone, no row further back, and the nearest of those (P9)", () => {
    fc.assert(
      fc.property(cases, ({ sale, free, wanted }) => {
        const sorted = wanted.toSorted((a, b) => a - b);
        const home = groupOfSeat(sale.groups, sorted[0] ?? 0);
        const inFront = free.map((is, seat) => is && groupOfSeat(sale.groups, seat) <= home);
        const zones = new Set(sorted.map((seat) => zoneOfSeat(sale.zones, seat)));
        const best = zones.size === 1 ? bestDistance(sale, sorted, inFront) : undefined;
        const offer = equalOrBetter(sale, wanted, (seat) => free[seat] ?? false);
        expect(offer?.length).toBe(best === undefined ? undefined : wanted.length);
        if (offer === undefined) return;
        expect(isRun(sale, offer) && offer.every((seat) => inFront[seat])).toBe(true);
        expect(distance(sale, sorted, offer[0] ?? Number.NaN)).toBe(best);
      }),
    );
  });

  test("a run moves to the nearest run there is, and seats apart keep what is free", () => {
    fc.assert(
      fc.property(cases, ({ sale, free, wanted }) => {
        const offer = nearestEqual(sale, wanted, (seat) => free[seat] ?? false) ?? [];
        const sorted = wanted.toSorted((a, b) => a - b);
        const best = isRun(sale, sorted) ? bestDistance(sale, sorted, free) : undefined;
        // Either the best run, or an exchange that keeps every wanted seat that is free.
        const kept = sorted.filter((seat) => free[seat] ?? false);
        const fits =
          best === undefined
            ? offer.length === 0 || kept.every((seat) => offer.includes(seat))
            : isRun(sale, offer) && distance(sale, sorted, offer[0] ?? Number.NaN) === best;
        expect(fits).toBe(true);
      }),
    );
  });
});

function isRun(sale: Sale, seats: readonly number[]): boolean {
  const rows = new Set(seats.map((seat) => groupOfSeat(sale.groups, seat)));
  return rows.size === 1 && seats.every((seat, i) => i === 0 || seat === (seats[i - 1] ?? -2) + 1);
}

function distance(sale: Sale, wanted: readonly number[], start: number): number {
  const place = (seat: number): [number, number] => {
    const row = groupOfSeat(sale.groups, seat);
    return [row, seat - (sale.groups[row] ?? 0)];
  };
  const [homeRow, home] = place(wanted[0] ?? Number.NaN);
  const [row, offset] = place(start);
  return Math.abs(row - homeRow) * 2 + Math.abs(offset - home);
}

/** By looking at every run of the zone. */
function bestDistance(sale: Sale, wanted: readonly number[], free: readonly boolean[]): number | undefined {
  const zone = zoneOfSeat(sale.zones, wanted[0] ?? Number.NaN);
  const distances = free.flatMap((_, start) => {
    const run = wanted.map((__, i) => start + i);
    const inZone = run.every((seat) => seat >= zone.first && seat < zone.first + zone.count);
    const fits = inZone && isRun(sale, run) && run.every((seat) => free[seat] ?? false);
    return fits ? [distance(sale, wanted, start)] : [];
  });
  return distances.length === 0 ? undefined : Math.min(...distances);
}
