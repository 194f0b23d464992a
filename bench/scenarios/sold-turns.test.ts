import { expect, test } from "vitest";
import { seededRandom } from "../random.ts";
import type { Sold } from "./sell.ts";
import { compareSales, turnText } from "./sold-turns.ts";

const sold = (elapsedMs: number, processorMs: number): Sold => ({ orders: 100, elapsedMs, processorMs });

test("a side that needs half the time sells twice as much, and its processor time is compared an order", () => {
  const turn = { ours: sold(1_000, 300), theirs: sold(2_000, 400) };
  const { lines, note } = compareSales({
    rounds: [[turn, turn], [turn]],
    peer: "another",
    random: seededRandom(1),
  });
  expect(lines.map(({ ours, theirs }) => [ours, theirs])).toEqual([
    [
      [6_000, 6_000],
      [3_000, 3_000],
    ],
    [
      [3_000, 3_000],
      [4_000, 4_000],
    ],
  ]);
  expect(note).toContain("2.000 × (95 %: 2.000 to 2.000) of the orders/min of another");
  expect(note).toContain("0.750 × (95 %: 0.750 to 0.750)");
});

test("a turn is told with the figures of both sides", () => {
  expect(turnText({ ours: sold(1_000, 300), theirs: sold(2_000, 400) }, "another")).toBe(
    "6000 orders/min, 3000 µs each; another: 3000 orders/min, 4000 µs each",
  );
});
