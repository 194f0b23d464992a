import { expect, test } from "vitest";
import { readFlags } from "./flags.ts";
import { seeded, seedOf } from "./random.ts";
import { lifetimes } from "./storm.ts";

test("flags are read, and what is not given has a default", () => {
  const flags = readFlags(["--seed", "7", "--kills", "3", "--buyers", "20", "--seconds", "5"]);
  expect(flags).toMatchObject({ seed: 7, kills: 3, buyers: 20, seconds: 5, smoke: false, keep: false });
  expect(readFlags(["--smoke"])).toMatchObject({ smoke: true, seconds: 6 });
});

test.each([
  [["--kills", "many"], "--kills takes a whole number"],
  [["--seed=-1"], "--seed takes a whole number"],
  [["--speed", "1"], "--speed"],
  [["--plant", "rose"], "--plant takes one of"],
])("%j is refused", (args, message) => {
  expect(() => readFlags(args)).toThrow(message);
});

test("the same seed kills at the same moments, another at others", () => {
  const moments = (seed: number): number[] => lifetimes({ kills: 20, seconds: 60 }, seeded(seed));
  expect(moments(5)).toEqual(moments(5));
  expect(moments(5)).not.toEqual(moments(6));
  expect(Math.min(...moments(5))).toBeGreaterThanOrEqual(0);
});

test("buyers of one storm choose differently", () => {
  const choices = Array.from({ length: 50 }, (_, n) => seeded(seedOf(1, n)).below(1_000_000));
  expect(new Set(choices).size).toBe(50);
});
