// RULES.md, the source and the tests speak of the same numbers.

import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const ROOT = new URL("../../", import.meta.url);
const RULE = /\b[SHPOM]\d{1,2}\b/g;

const rules = Array.from(
  readFileSync(new URL("RULES.md", import.meta.url), "utf8").matchAll(/^- \*\*([SHPOM]\d+)\*\*/gm),
  ([, rule]) => rule ?? "",
);

/** The rules that the files of `room` cite, in their comments or in their tests' names. */
function citedIn(room: string, isTest: boolean): ReadonlySet<string> {
  const files = readdirSync(new URL(room, ROOT), { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".ts") && file.endsWith(".test.ts") === isTest,
  );
  const sources = files.map((file) => readFileSync(new URL(`${room}/${file}`, ROOT), "utf8"));
  return new Set(sources.flatMap((source) => source.match(RULE) ?? []));
}

test("every rule has one number, in order", () => {
  const inOrder = ["S", "H", "P", "O", "M"].flatMap((letter) => {
    const count = rules.filter((rule) => rule.startsWith(letter)).length;
    return Array.from({ length: count }, (_, i) => `${letter}${i + 1}`);
  });
  expect(rules).toEqual(inOrder);
});

test.each(["shared", "durable-objects", "worker"])("every number that %s cites is a rule", (room) => {
  expect([...citedIn(room, false)].filter((rule) => !rules.includes(rule))).toEqual([]);
  expect([...citedIn(room, true)].filter((rule) => !rules.includes(rule))).toEqual([]);
});

test("every rule of the domain is cited by a test", () => {
  const tested = citedIn("shared", true);
  expect(rules.filter((rule) => !rule.startsWith("S") && !tested.has(rule))).toEqual([]);
});
