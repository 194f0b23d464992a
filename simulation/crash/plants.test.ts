import { expect, test } from "vitest";
import { plantInto } from "./plants.ts";

test("a bug replaces the one place that it fits", () => {
  const plant = { what: "two is three", changes: [["2", "3"]] } as const;
  expect(plantInto("1 + 2", plant)).toBe("1 + 3");
});

test.each([["1 + 1"], ["2 + 2"]])("a bug that does not fit %s once is refused", (source) => {
  const plant = { what: "two is three", changes: [["2", "3"]] } as const;
  expect(() => plantInto(source, plant)).toThrow(`"two is three" does not fit`);
});
