import { expect, test } from "vitest";
import { whatIsBehind } from "./relay-crowd.ts";

const WHOLE = {
  sockets: 3,
  seq: 7,
  gaps: 0,
  seats: [
    [4, 1],
    [5, 2],
  ],
} as const;
const LISTED = [
  { seat: 5, state: "SOLD" },
  { seat: 4, state: "HELD" },
];

test("all are in step where every picture is what the event lists", () => {
  expect(whatIsBehind([WHOLE, { ...WHOLE, sockets: 1 }], LISTED)).toBeUndefined();
});

test.each([
  ["a fact that is missing", { seq: 6 }],
  ["a gap, even if it was filled", { gaps: 1 }],
  ["a seat that is missing", { seats: [[4, 1]] }],
  [
    "a seat in another state",
    {
      seats: [
        [4, 1],
        [5, 1],
      ],
    },
  ],
] as const)("%s is told, with how many do not have it", (_, wrong) => {
  expect(whatIsBehind([WHOLE, { ...WHOLE, sockets: 2, ...wrong }], LISTED)).toMatch(/^2 viewers do not show/);
});
