import { expect, test } from "vitest";
import { expectLateMoney, expectsLateMoney } from "./late-money-ahead.ts";

test("late money is expected for one event, until its time is over", () => {
  expectLateMoney("event-1", 1_000);
  expect(expectsLateMoney("event-2", 0)).toBe(false);
  expect(expectsLateMoney("event-1", 999)).toBe(true);
  expect(expectsLateMoney("event-1", 1_000)).toBe(false);
  // What is over is forgotten, whatever the clock does next.
  expect(expectsLateMoney("event-1", 0)).toBe(false);
});
