// A change of the feed that keeps its version would break every open screen in silence. So the files that define
// the feed are hashed, without their comments and layout, with the schemas of what its text frames carry, and the hash
// is written down beside the version.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { feedUpSchema } from "./feed.schema.ts";
import { holdViewSchema } from "./holds.schema.ts";
import { orderProgressSchema } from "./orders.schema.ts";
import { problemSchema } from "./problem.schema.ts";
import { FEED_PROTOCOL_VERSION } from "./protocol.ts";

const RECORDED = {
  version: 4,
  hash: "734faf7e0944fc45",
};

const FILES = [
  "./feed-codec.ts",
  "./bytes.ts",
  "./feed-messages.ts",
  "./feed.schema.ts",
  "./protocol.ts",
  "../domain/seat.ts",
];

/** What text frames carry; their schemas stand in files that the feed is not alone in. */
const PAYLOADS = { feedUpSchema, holdViewSchema, orderProgressSchema, problemSchema };

const TOKEN =
  /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`|\/\/[^\n]*|\/\*[\s\S]*?\*\/|[\w$]+|\s+|./g;

/** The tokens that the compiler sees: no comments, no layout, no trailing commas. */
function normalise(source: string): string {
  const tokens = Array.from(source.matchAll(TOKEN), ([token]) => token);
  const code = tokens.filter((token) => !/^(?:\s|\/\/|\/\*)/.test(token));
  return code.filter((token, i) => token !== "," || !/^[)\]}]$/.test(code[i + 1] ?? "")).join(" ");
}

/** The schemas as JSON Schema, without their prose. */
function serialise(schemas: Readonly<Record<string, z.ZodType>>): string {
  const entries = Object.entries(schemas).map(([name, schema]) => [name, z.toJSONSchema(schema)]);
  return JSON.stringify(entries, (key, value: unknown) => (key === "description" ? undefined : value));
}

function hashOfFeed(): string {
  const sources = FILES.map((file) => normalise(readFileSync(new URL(file, import.meta.url), "utf8")));
  return createHash("sha256")
    .update([...sources, serialise(PAYLOADS)].join("\n"))
    .digest("hex")
    .slice(0, 16);
}

test("the feed changes together with its version", () => {
  const hash = hashOfFeed();
  const advice = [
    "The files that define the feed have changed.",
    `If a client of version ${RECORDED.version} could misread or be refused by the new code, raise FEED_PROTOCOL_VERSION`,
    "in protocol.ts, and bring docs/feed-protocol.md and the golden frames in shared/testing/feed-frames.ts up to date.",
    "If it surely could not (a rename, a refactoring, a stricter check of our own frames), keep the version.",
    `Either way write down { version: FEED_PROTOCOL_VERSION, hash: "${hash}" } as RECORDED in protocol-version.test.ts.`,
  ].join("\n");
  expect({ version: FEED_PROTOCOL_VERSION, hash }, advice).toEqual(RECORDED);
});

describe("the hash", () => {
  const source = 'export const A = f(1, "a // b"); // why\n';

  test("does not see prose, layout or trailing commas", () => {
    const same = '/* told\n differently: "it\'s" */\nexport  const A =\n  f(\n    1,\n    "a // b",\n  );';
    expect(normalise(same)).toBe(normalise(source));
  });

  test.each([
    'export const A = f(2, "a // b");',
    'export const A = f(1, "a // c");',
    'const A = f(1, "a // b");',
  ])("sees %s", (other) => {
    expect(normalise(other)).not.toBe(normalise(source));
  });

  test("sees a field of a payload, and whether it may be missing, but not its prose", () => {
    const seats = { a: z.int() };
    const told = serialise({ hold: z.object(seats) });
    expect(serialise({ hold: z.object({ a: z.int().describe("why") }) })).toBe(told);
    for (const other of [{ ...seats, b: z.int() }, { a: z.int().optional() }, { a: z.string() }]) {
      expect(serialise({ hold: z.object(other) })).not.toBe(told);
    }
  });
});
