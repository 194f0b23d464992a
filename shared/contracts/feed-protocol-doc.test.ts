// docs/feed-protocol.md is what outsiders build on, so its examples are read by the code they describe.

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { goldenDelta, goldenRuns, goldenSnapshot } from "../testing/feed-frames.ts";
import type { FeedDown } from "./feed-messages.ts";
import { feedUpSchema } from "./feed.schema.ts";
import { holdViewSchema } from "./holds.schema.ts";
import { orderProgressSchema } from "./orders.schema.ts";
import { problemSchema } from "./problem.schema.ts";
import {
  FEED_BURST_FRAMES,
  FEED_FRAMES_PER_SECOND,
  FEED_PROTOCOL_VERSION,
  MAX_FEED_FRAME_CHARS,
} from "./protocol.ts";
import * as protocol from "./protocol.ts";
import { traceparentSchema } from "./trace-context.schema.ts";
import { toProblem } from "./to-problem.ts";

const page = readFileSync(new URL("../../docs/feed-protocol.md", import.meta.url), "utf8");

function blocks(language: string): readonly string[] {
  const fenced = page.matchAll(/```(\w+)\n([\s\S]*?)```/g);
  return Array.from(fenced, ([, its, text]) => (its === language ? (text ?? "").trim() : "")).filter(Boolean);
}

const examples = blocks("json").map((text) => JSON.parse(text) as FeedDown | { readonly type: string });
const isDown = (example: (typeof examples)[number]): example is FeedDown =>
  ["hello", "reply", "refusal", "order"].includes(example.type) ||
  (example.type === "hold" && "hold" in example);

/** The part of a server's frame that has a schema. */
function bodyOf(down: FeedDown): readonly [{ parse(value: unknown): unknown }, unknown] {
  switch (down.type) {
    case "hello":
      return [holdViewSchema.array(), down.holds];
    case "reply":
    case "hold":
      return [holdViewSchema, down.hold];
    case "refusal":
      return [problemSchema, down.problem];
    case "order":
      return [orderProgressSchema, down.order];
  }
}

test("shows the golden frames, byte by byte", () => {
  expect(blocks("hex")).toEqual([goldenSnapshot.hex, goldenRuns.hex, goldenDelta.hex]);
  for (const { hex } of [goldenSnapshot, goldenRuns, goldenDelta]) {
    const start = page.indexOf("| bytes ", page.indexOf(hex));
    const table = page.slice(start, page.indexOf("\n\n", start)).split("\n").slice(2);
    const cells = table.map((row) =>
      row
        .split("|")[1]
        ?.match(/[0-9a-f]{2}(?= |`)/g)
        ?.join(" "),
    );
    expect(cells.join(" ")).toBe(hex);
  }
});

describe("its examples", () => {
  test.each(examples.filter((example) => !isDown(example)))("of a client's $type are read as one", (up) => {
    expect(feedUpSchema.parse(up)).toEqual(up);
  });

  test.each(examples.filter(isDown))("of the server's $type have its shape and no more", (down) => {
    const [schema, body] = bodyOf(down);
    expect(schema.parse(body)).toEqual(body);
  });

  test("of news show a traceparent that can be read", () => {
    const traced = examples.flatMap((example) => ("traceparent" in example ? [example] : []));
    expect(traced.map(({ type }) => type)).toEqual(["order"]);
    for (const { traceparent } of traced) expect(traceparentSchema.parse(traceparent)).toBe(traceparent);
  });

  test("of a refusal is what the code would send", () => {
    const problems = examples.flatMap((example) => ("problem" in example ? [example.problem] : []));
    const refused = { code: "seats-taken", seats: [3], alternatives: [5, 6] } as const;
    expect(problems).toEqual([toProblem(refused)]);
  });

  test("show everything that can be said", () => {
    const said = new Set(examples.map((example) => `${isDown(example) ? "down" : "up"} ${example.type}`));
    const up = feedUpSchema.options.map((option) => `up ${option.shape.type.value}`);
    const down = ["hello", "reply", "refusal", "hold", "order"].map((type) => `down ${type}`);
    expect(said).toEqual(new Set([...up, ...down]));
  });
});

test("names the version, the limits and the close codes as they are", () => {
  expect(page).toContain(`This is version **${FEED_PROTOCOL_VERSION}**`);
  expect(page).toContain(`${MAX_FEED_FRAME_CHARS.toLocaleString("en")} UTF-16 units`);
  expect(page).toContain(`${FEED_BURST_FRAMES} at once, then ${FEED_FRAMES_PER_SECOND} a second`);
  const codes = Object.entries(protocol).flatMap(([name, value]) =>
    name.startsWith("CLOSE_") ? [value] : [],
  );
  const listed = Array.from(page.matchAll(/^\| `(1\d{3})` +\|/gm), ([, code]) => Number(code));
  expect(listed).toEqual(codes.toSorted((a, b) => a - b));
});
