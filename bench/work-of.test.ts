import { expect, test } from "vitest";
import type { Profile, ProfileNode } from "./inspector.ts";
import { sourceLines, workUs } from "./work-of.ts";

const BUNDLE = "var a = 1;\n// src/one.ts\nfoo();\nbar();\n// src/two.ts\nbaz();\n";

test("each line of a bundle is of the file above it", () => {
  const sourceOf = sourceLines(BUNDLE);
  expect([0, 1, 3, 4, 5].map(sourceOf)).toEqual([
    undefined,
    "src/one.ts",
    "src/one.ts",
    "src/two.ts",
    "src/two.ts",
  ]);
  expect(() => sourceLines("var a = 1;")).toThrow("does not say");
});

test("the samples are counted whose stack is asked for, also where the runtime is at work below it", () => {
  const node = (
    id: number,
    lineNumber: number,
    children: readonly number[],
    url = "index.js",
  ): ProfileNode => ({
    id,
    children,
    callFrame: { functionName: "", lineNumber, url },
  });
  const nodes = [
    node(1, -1, [2, 4, 6]),
    node(2, 2, [3]),
    node(3, -1, [], ""),
    node(4, 5, [5]),
    node(5, 2, []),
  ];
  const profile: Profile = {
    nodes: [...nodes, node(6, 2, [], "cloudflare-internal:d1-api")],
    samples: [1, 2, 3, 3, 4, 5, 6],
    timeDeltas: [5_000, 100, 300, 200, 5_000, 400, 300],
  };
  const us = (isWork: (files: readonly string[]) => boolean): number =>
    workUs(profile, sourceLines(BUNDLE), isWork);
  expect(us((files) => files.includes("src/one.ts"))).toBe(400);
  expect(us((files) => files.includes("src/one.ts") && !files.includes("src/two.ts"))).toBe(300);
});
