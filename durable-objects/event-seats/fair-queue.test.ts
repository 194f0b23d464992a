import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FairQueue, OWN_DOOR } from "./fair-queue.ts";

interface Asked {
  readonly source: string;
  readonly n: number;
}

function fill(queue: FairQueue<Asked>, source: string, count: number, first = 0): number {
  let taken = 0;
  for (let n = first; n < first + count; n++) if (queue.push({ source, n }, source)) taken++;
  return taken;
}

const countOf = (batch: readonly Asked[], source: string): number =>
  batch.filter((asked) => asked.source === source).length;

describe("a queue that is fair between sources", () => {
  test("keeps the order of arrival while everything fits", () => {
    const queue = new FairQueue<Asked>(100);
    for (const [n, source] of ["b", "a", OWN_DOOR, "b", "a"].entries()) queue.push({ source, n }, source);
    expect(queue.take(5).map(({ n }) => n)).toEqual([0, 1, 2, 3, 4]);
    expect(queue.size).toBe(0);
  });

  test("lets nobody wait behind a relay that floods it", () => {
    const queue = new FairQueue<Asked>(10_000);
    fill(queue, "flood", 3_000);
    fill(queue, "calm", 20);
    fill(queue, OWN_DOOR, 30);
    const batch = queue.take(500);
    expect([countOf(batch, "calm"), countOf(batch, OWN_DOOR), countOf(batch, "flood")]).toEqual([
      20, 30, 450,
    ]);
  });

  test("takes turns also where a batch is smaller than the number of sources", () => {
    const queue = new FairQueue<Asked>(1_000);
    const sources = ["a", "b", "c", "d", "e"];
    for (const source of sources) fill(queue, source, 4);
    const firstTen = Array.from({ length: 5 }, () => queue.take(2)).flat();
    expect(sources.map((source) => countOf(firstTen, source))).toEqual([2, 2, 2, 2, 2]);
  });

  test("has room for others however much one relay asks, and none beyond its limit", () => {
    const queue = new FairQueue<Asked>(1_000);
    expect(fill(queue, "greedy", 5_000)).toBe(500);
    expect(fill(queue, "greedier", 5_000)).toBe(250);
    expect(fill(queue, OWN_DOOR, 5_000)).toBe(250);
    expect([queue.size, fill(queue, "late", 1)]).toEqual([1_000, 0]);
  });

  test("loses and repeats nothing, keeps each source's order, and shares out evenly", () => {
    const arrivals = fc.array(fc.constantFrom(OWN_DOOR, "a", "b", "c"), { maxLength: 200 });
    fc.assert(
      fc.property(arrivals, fc.integer({ min: 1, max: 40 }), (sources, batchSize) => {
        const queue = new FairQueue<Asked>(1_000);
        for (const [n, source] of sources.entries()) queue.push({ source, n }, source);
        const all: Asked[] = [];
        while (queue.size > 0) {
          const left = sources.filter((_, n) => !all.some((asked) => asked.n === n));
          const batch = queue.take(batchSize);
          const share = Math.floor(batchSize / new Set(left).size);
          for (const source of left) {
            const had = left.filter((other) => other === source).length;
            expect(countOf(batch, source)).toBeGreaterThanOrEqual(Math.min(had, share));
          }
          all.push(...batch);
        }
        expect(all.map(({ n }) => n).toSorted((a, b) => a - b)).toEqual([...sources.keys()]);
        for (const source of new Set(sources)) {
          const own = all.filter((asked) => asked.source === source).map(({ n }) => n);
          expect(own).toEqual(own.toSorted((a, b) => a - b));
        }
      }),
    );
  });
});
