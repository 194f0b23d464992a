// What the simulator itself promises: the same seed tells the same history, a broken promise is told in the shortest
// way found and can be told again, and every planted bug still finds the place where it belongs.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { applyPatch } from "./loader.ts";
import { PLANTED_BUGS } from "./planted-bugs.ts";
import { Random } from "./random.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url).href);
const TIMEOUT_MS = 60_000;

function simulate(...line: readonly string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync("node", ["simulation/simulate.ts", ...line], {
    cwd: ROOT,
    encoding: "utf8",
    timeout: TIMEOUT_MS,
  });
  return { code: status, out: stdout, err: stderr };
}

describe("the simulator", () => {
  test("tells the same history for the same seed", { timeout: TIMEOUT_MS }, () => {
    const [first, again] = [simulate("--seed", "7", "--trace"), simulate("--seed", "7", "--trace")];
    expect(first.code, first.err).toBe(0);
    expect(first.out.split("\n").length).toBeGreaterThan(50);
    expect(again.out).toBe(first.out);
  });

  test(
    "tells a broken promise in few faults, with a line that tells it again",
    { timeout: TIMEOUT_MS },
    () => {
      const broken = simulate("--seed", "20", "--runs", "6", "--jobs", "1", "--bug", "a paying hold expires");
      expect(broken.code).toBe(1);
      const rule = /✗ seed \d+: ([^:]+):/.exec(broken.err)?.[1];
      expect(rule).toBe("a hold expires at its time (H5)");
      // A paying hold outlives its deadline on many a good day: hardly a fault is needed to show it.
      expect(Number(/(\d+) faults are enough/.exec(broken.err)?.[1])).toBeLessThanOrEqual(5);
      const [, line] = /again: npm run simulate -- (.+)/.exec(broken.err) ?? [];
      const words = (line ?? "").match(/"[^"]*"|\S+/g) ?? [];
      const again = simulate(...words.map((word) => word.replaceAll('"', "")));
      expect(again.code).toBe(1);
      expect(again.out).toContain(rule);
    },
  );

  test("refuses what is no number", () => {
    expect(simulate("--runs", "many").code).not.toBe(0);
  });
});

describe("a planted bug", () => {
  test.each(PLANTED_BUGS)("finds its place: $name", ({ patches }) => {
    for (const patch of patches) {
      const source = readFileSync(`${ROOT}${patch.file}`, "utf8");
      expect(() => applyPatch(source, patch)).not.toThrow();
    }
  });

  test("at least fifteen there are, each with a name of its own", () => {
    expect(new Set(PLANTED_BUGS.map(({ name }) => name)).size).toBe(PLANTED_BUGS.length);
    expect(PLANTED_BUGS.length).toBeGreaterThanOrEqual(15);
  });
});

describe("seeded randomness", () => {
  test("is the same for a seed and a name, and another for another", () => {
    const draw = (seed: number, name: string): number[] => {
      const random = new Random(seed, name);
      return Array.from({ length: 5 }, () => random.int(1_000));
    };
    expect(draw(1, "a")).toEqual(draw(1, "a"));
    expect(draw(1, "b")).not.toEqual(draw(1, "a"));
    expect(draw(2, "a")).not.toEqual(draw(1, "a"));
  });
});
