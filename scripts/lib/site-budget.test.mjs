import { describe, expect, test } from "vitest";
import { chunksOf, compressedBytes } from "./site-budget.mjs";

const manifest = {
  "index.html": { file: "index.js", imports: ["_vendor.js"], dynamicImports: ["home.tsx", "map.tsx"] },
  "_vendor.js": { file: "vendor.js" },
  "home.tsx": { file: "home.js", imports: ["_card.js", "index.html"] },
  "map.tsx": { file: "map.js", imports: ["_vendor.js"] },
  "_card.js": { file: "card.js", imports: ["_vendor.js"] },
};

describe("what a page loads first", () => {
  test("is the entry and the page with all they import, each once, and no other page", () => {
    expect(chunksOf(manifest, "home.tsx")).toEqual(["index.html", "_vendor.js", "home.tsx", "_card.js"]);
    expect(chunksOf(manifest, "map.tsx")).toEqual(["index.html", "_vendor.js", "map.tsx"]);
  });

  test("is never nothing because a page was renamed", () => {
    expect(() => chunksOf(manifest, "seat-map.tsx")).toThrow("the build has no seat-map.tsx");
  });

  test("is counted chunk by chunk as it travels", () => {
    const one = compressedBytes([Buffer.from("seat ".repeat(1_000))]);
    const two = compressedBytes([Buffer.from("seat ".repeat(1_000)), Buffer.from("seat ".repeat(1_000))]);
    expect(one.gzip).toBeLessThan(5_000);
    expect(two).toEqual({ gzip: 2 * one.gzip, brotli: 2 * one.brotli });
  });
});
