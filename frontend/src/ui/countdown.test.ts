import { describe, expect, test } from "vitest";
import { formatTimeLeft, passedMark, secondsLeft } from "./countdown.ts";

const MINUTE_MS = 60_000;

test.each([
  [10_000, 0, 10],
  [10_001, 0, 11],
  [1, 0, 1],
  [0, 0, 0],
  [0, 5_000, 0],
])("from %i at %i there are %i seconds left", (until, now, expected) => {
  expect(secondsLeft(until, now)).toBe(expected);
});

test.each([
  [0, "0:00"],
  [9, "0:09"],
  [60, "1:00"],
  [599, "9:59"],
  [3_600, "1:00:00"],
  [3_725, "1:02:05"],
])("%i seconds are shown as %s", (seconds, expected) => {
  expect(formatTimeLeft(seconds)).toBe(expected);
});

describe("the time left is said", () => {
  test.each([
    [5 * MINUTE_MS + 1, 5 * MINUTE_MS, 5 * MINUTE_MS],
    [MINUTE_MS + 100, MINUTE_MS - 150, MINUTE_MS],
    [20_001, 19_751, 20_000],
    [100, -150, 0],
  ])("between %i and %i ms: the mark at %i", (before, after, mark) => {
    expect(passedMark(before, after)).toBe(mark);
  });

  test("once for a mark, and not between marks", () => {
    expect(passedMark(MINUTE_MS, MINUTE_MS - 250)).toBeUndefined();
    expect(passedMark(4 * MINUTE_MS, 3 * MINUTE_MS)).toBeUndefined();
  });

  test("as it is now after a tab has slept over several marks", () => {
    expect(passedMark(6 * MINUTE_MS, 15_000)).toBe(20_000);
  });

  test("not when it has grown", () => {
    expect(passedMark(30_000, 10 * MINUTE_MS)).toBeUndefined();
  });
});
