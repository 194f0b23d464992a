import { expect, test } from "vitest";
import { LateBaskets, RIVAL_MS } from "./late-baskets.ts";

test("seats whose money is late are wanted around their deadline, at their event, by one rival", () => {
  const late = new LateBaskets();
  late.add("a", [1, 2], 10_000);
  expect(late.take("a", 8_999)).toBeUndefined();
  expect(late.take("b", 10_000)).toBeUndefined();
  expect(late.take("a", 9_000)).toEqual([1, 2]);
  expect(late.take("a", 9_000)).toBeUndefined();
});

test("seats whose money has long come are wanted no more", () => {
  const late = new LateBaskets();
  late.add("a", [1], 10_000);
  expect(late.take("a", 10_000 + RIVAL_MS)).toBeUndefined();
});
