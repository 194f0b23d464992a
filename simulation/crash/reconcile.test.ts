import { expect, test } from "vitest";
import { findBreaches, findMisshown, findUnsettled } from "./reconcile.ts";
import { books, promises } from "./reconcile.testing.ts";

test("books that agree have no contradiction", () => {
  expect(findBreaches(books(), promises())).toEqual([]);
  expect(findUnsettled(books())).toEqual([]);
  expect(findMisshown(books(), promises())).toEqual([]);
});
