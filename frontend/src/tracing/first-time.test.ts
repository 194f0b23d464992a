import { expect, test } from "vitest";
import { createFirstTime, MOST_REMEMBERED } from "./first-time.ts";

test("a key is new once, until a hundred others have come", () => {
  const isFirst = createFirstTime();
  expect([isFirst("a"), isFirst("a"), isFirst("b")]).toEqual([true, false, true]);
  for (let i = 0; i < MOST_REMEMBERED - 2; i++) isFirst(String(i));
  expect([isFirst("a"), isFirst("one more"), isFirst("a")]).toEqual([false, true, true]);
});
