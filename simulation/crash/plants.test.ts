import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { must } from "../../scripts/lib/run.mjs";
import { PLANTS, plantInto } from "./plants.ts";

const BUNDLING_MS = 120_000;

test("a bug replaces the one place that it fits", () => {
  const plant = { what: "two is three", changes: [["2", "3"]] } as const;
  expect(plantInto("1 + 2", plant)).toBe("1 + 3");
});

test("a bug follows the numbers that the bundler gave to names", () => {
  const plant = {
    what: "nobody is asked",
    changes: [["ask#(order#, order#.id)", "skip(order#.id, ask#)"]],
  } as const;
  expect(plantInto("await ask(order12, order12.id);", plant)).toBe("await skip(order12.id, ask);");
  expect(() => plantInto("ask(order1, order2.id)", plant)).toThrow("does not fit");
});

test.each([["1 + 1"], ["2 + 2"]])("a bug that does not fit %s once is refused", (source) => {
  const plant = { what: "two is three", changes: [["2", "3"]] } as const;
  expect(() => plantInto(source, plant)).toThrow(`"two is three" does not fit`);
});

describe("the worker as it is built now", () => {
  const folder = mkdtempSync(join(tmpdir(), "jari-plants-"));
  let worker = "";

  beforeAll(async () => {
    // Any folder does for the site: it is not looked into.
    const site = join(folder, "site");
    mkdirSync(site);
    const built = join(folder, "worker");
    const args = ["deploy", "--dry-run", "--env=", "--assets", site, "--outdir", built];
    await must("building the worker", "wrangler", args, { quiet: true });
    worker = readFileSync(join(built, "index.js"), "utf8");
  }, BUNDLING_MS);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(Object.entries(PLANTS))("takes the bug %s", (_name, plant) => {
    expect(plantInto(worker, plant)).not.toBe(worker);
  });
});
