import { describe, expect, test } from "vitest";
import type { LoadResult } from "../load/job.ts";
import type { Wish } from "../load/plan.ts";
import type { ListedSeat } from "../target.ts";
import { checkHolds, countAccepted } from "./check-holds.ts";

const wish = (holdId: string, seats: number[]): Wish => ({ holdId, buyerId: `buyer of ${holdId}`, seats });
const WISHES = [wish("a", [0, 1]), wish("b", [2, 3]), wish("c", [0, 1])];
const SEATS = [0, 1, 2, 3].map((seat): ListedSeat => ({ seat, state: "HELD" }));
const result = (statuses: number[], wrong: string[] = [], chosen: LoadResult["chosen"] = {}): LoadResult => ({
  statuses,
  latencies: statuses.map(() => 1),
  wrong,
  chosen,
  startedAt: 0,
  elapsedMs: 1,
});
const RIGHT = result([201, 201, 409]);

test("a round that is right has nothing wrong with it", () => {
  expect(checkHolds(WISHES, RIGHT, SEATS)).toEqual([]);
  expect(countAccepted(RIGHT)).toBe(2);
});

test("a side may say that it is busy, and then nobody has the seats", () => {
  expect(checkHolds(WISHES, result([201, 503, 409]), SEATS.slice(0, 2))).toEqual([]);
});

describe("a planted", () => {
  test.each<[string, LoadResult, readonly ListedSeat[], string]>([
    ["seat for two", result([201, 201, 201]), SEATS, "seat 0 was given to two buyers"],
    ["refusal of free seats", result([201, 409, 409]), SEATS.slice(0, 2), "2,3 were refused"],
    ["hold that was lost", RIGHT, SEATS.slice(0, 3), "seat 3 was given and is AVAILABLE"],
    [
      "hold in another state",
      RIGHT,
      [...SEATS.slice(0, 3), { seat: 3, state: "SOLD" }],
      "seat 3 was given and is SOLD",
    ],
    ["seat held for nobody", RIGHT, [...SEATS, { seat: 9, state: "HELD" }], "seat 9 is HELD for nobody"],
    ["failure", result([201, 201, 500]), SEATS, "wish 2 was answered with 500"],
    ["request without an answer", result([201, 201, 0]), SEATS, "wish 2 was answered with 0"],
    ["wrong body", result([201, 201, 409], ["201 for something else"]), SEATS, "201 for something else"],
  ])("%s is found", (_what, planted, seats, text) => {
    expect(checkHolds(WISHES, planted, seats)).toContainEqual(expect.stringContaining(text));
  });
});

describe("where the server chooses", () => {
  const ASKED = WISHES.slice(0, 2).map((one): Wish => ({ ...one, seats: [], count: 2 }));
  const check = (statuses: number[], chosen: LoadResult["chosen"], seats = SEATS): readonly string[] =>
    checkHolds(ASKED, result(statuses, [], chosen), seats);

  test("what it gave is what is held", () => {
    expect(check([201, 201], { 0: [2, 0], 1: [1, 3] })).toEqual([]);
  });

  test.each<[string, readonly string[], string]>([
    ["seat for two", check([201, 201], { 0: [0, 1], 1: [1, 2] }, SEATS.slice(0, 3)), "given to two buyers"],
    ["hold that was lost", check([201, 201], { 0: [0, 1], 1: [3, 4] }), "seat 4 was given and is AVAILABLE"],
    ["seat held for nobody", check([201, 503], { 0: [0, 1] }), "seat 2 is HELD for nobody"],
    ["refusal", check([201, 409], { 0: [0, 1] }), "wish 1 was refused and there are seats for all"],
  ])("a planted %s is found", (_what, found, text) => {
    expect(found).toContainEqual(expect.stringContaining(text));
  });
});
