import { expect, test } from "vitest";
import { AVAILABLE, HELD, SOLD } from "../../../shared/domain/seat.ts";
import { LEAVING_MS, NOBODY_LEAVES, withLeft, withoutGone, type Leaving } from "./leaving-seats.ts";

const leave = (...seats: readonly number[]): Leaving =>
  withLeft(NOBODY_LEAVES, { before: [1, ...seats], after: [1], now: 0 });

test("a seat that was given back leaves until the picture shows it free", () => {
  const leaving = leave(2, 3);
  expect([...leaving.keys()]).toEqual([2, 3]);
  expect(withoutGone(leaving, Uint8Array.of(HELD, HELD, HELD, HELD), 1)).toBe(leaving);
  const picture = Uint8Array.of(AVAILABLE, HELD, AVAILABLE, HELD);
  expect([...withoutGone(leaving, picture, 1).keys()]).toEqual([3]);
});

test("what was sold does not leave, and neither does what is the buyer's still", () => {
  expect(withoutGone(leave(2), Uint8Array.of(HELD, HELD, SOLD), 1).size).toBe(0);
  expect(withLeft(NOBODY_LEAVES, { before: [1, 2], after: [2, 1], now: 0 })).toBe(NOBODY_LEAVES);
});

test("a seat that somebody else took at once is theirs after a while", () => {
  const held = Uint8Array.of(HELD, HELD, HELD);
  expect(withoutGone(leave(2), held, LEAVING_MS - 1).size).toBe(1);
  expect(withoutGone(leave(2), held, LEAVING_MS).size).toBe(0);
});
