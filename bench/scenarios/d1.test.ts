import { expect, test } from "vitest";
import { busyUs } from "./d1.ts";

const frame = (functionName: string) => ({ functionName, lineNumber: 0 });
const nodes = [
  { id: 1, callFrame: frame("(idle)") },
  { id: 2, callFrame: frame("query") },
];

test("neither idle samples nor the time in other isolates count as work", () => {
  expect(busyUs({ nodes, samples: [2, 2, 1, 2, 2], timeDeltas: [1_000, 1_000, 1_000, 90_000, 1_000] })).toBe(
    4_000,
  );
});

test("an isolate that was never entered did nothing", () => {
  expect(busyUs({ nodes, samples: [], timeDeltas: [] })).toBe(0);
});
