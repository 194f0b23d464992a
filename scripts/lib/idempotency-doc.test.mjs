// docs/idempotency.md and the conformance tests have the same rules, by the same names, and say the same numbers.

import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { LEASE_MS, RETENTION_MS } from "../../worker/http/idempotency.store.ts";
import { ROOT } from "./run.mjs";

const page = readFileSync(join(ROOT, "docs/idempotency.md"), "utf8");

/** The last cell of every row that names a rule. */
const documented = Array.from(page.matchAll(/\| (I\d+ [^|]+?) +\|$/gm), ([, name]) => name);

const tested = globSync("worker/http/*.conformance.test.ts", { cwd: ROOT }).flatMap((file) =>
  Array.from(readFileSync(join(ROOT, file), "utf8").matchAll(/^\s*test\("([^"]+)"/gm), ([, name]) => name),
);

const numberOf = (name) => Number(/^I(\d+) /.exec(name)?.[1]);

test("every rule of the page is a test, and every conformance test is a rule of the page", () => {
  expect(documented.toSorted()).toEqual(tested.toSorted());
});

test("the rules are numbered in order, none twice", () => {
  expect(documented.map(numberOf)).toEqual(Array.from(documented, (_, i) => i + 1));
  expect(documented.length).toBeGreaterThan(20);
});

test("no conformance test is passed over or runs alone", () => {
  const calls = globSync("worker/http/*.conformance.test.ts", { cwd: ROOT }).flatMap((file) =>
    Array.from(
      readFileSync(join(ROOT, file), "utf8").matchAll(
        /\b(?:test|describe)\.(?:skip|only|todo|fails|runIf)\w*/g,
      ),
      ([call]) => call,
    ),
  );
  expect(calls).toEqual([]);
});

test("the page says how long a key and a lease last", () => {
  expect(page).toContain(`kept for ${RETENTION_MS / 86_400_000} days`);
  expect(page).toContain(`a lease of ${LEASE_MS / 1_000} seconds`);
});
