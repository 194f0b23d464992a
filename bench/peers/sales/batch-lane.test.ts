import { expect, test } from "vitest";
import { BatchLane } from "./batch-lane.ts";

test("what comes while a batch is under way is the next batch, up to the most", async () => {
  const batches: (readonly number[])[] = [];
  const lane = new BatchLane<number, number>(async (items) => {
    batches.push(items);
    await Promise.resolve();
    return items.map((item) => item * 10);
  }, 3);
  const outcomes = await Promise.all([1, 2, 3, 4, 5].map((item) => lane.add(item)));
  expect(outcomes).toEqual([10, 20, 30, 40, 50]);
  expect(batches).toEqual([[1], [2, 3, 4], [5]]);
});

test("a batch that fails rejects its own items only", async () => {
  const lane = new BatchLane<number, number>(async (items) => {
    await Promise.resolve();
    if (items.includes(1)) throw new Error("failed");
    return items;
  }, 10);
  const [first, second] = [lane.add(1), lane.add(2)];
  await expect(first).rejects.toThrow("failed");
  expect(await second).toBe(2);
});

test("what need not be done at once is gathered first", async () => {
  const sizes: number[] = [];
  const work = async (items: readonly number[]): Promise<readonly number[]> => {
    sizes.push(items.length);
    await Promise.resolve();
    return items;
  };
  const lane = new BatchLane<number, number>(work, 3, 1);
  expect(await Promise.all([1, 2, 3, 4].map((item) => lane.add(item)))).toEqual([1, 2, 3, 4]);
  expect(sizes).toEqual([3, 1]);
});
