import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { chartSchema } from "../shared/contracts/chart.schema.ts";
import { countSeats } from "../shared/domain/chart.ts";
import { generateFiles, venues } from "./generator/files.ts";

const readChart = (name: string): Buffer => readFileSync(new URL(name, import.meta.url));

describe("the checked-in charts", () => {
  test.each(generateFiles())("$name is byte for byte what its description gives", ({ name, text }) => {
    expect(readChart(name).toString("utf8") === text).toBe(true);
  });

  test("are the same when generated twice", () => {
    expect(generateFiles()).toStrictEqual(generateFiles());
  });

  test.each(Object.keys(venues))(
    "%s passes the schema and stands in the manifest by hash and seats",
    (venue) => {
      const bytes = readChart(`${venue}.json`);
      const chart = chartSchema.parse(JSON.parse(bytes.toString("utf8")));
      const manifest: Record<string, unknown> = JSON.parse(readChart("manifest.json").toString("utf8"));
      const hash = createHash("sha256").update(bytes).digest("hex");
      expect(manifest[venue]).toStrictEqual({ hash, seats: countSeats(chart) });
    },
  );
});

test("the example of docs/chart-format.md is a chart, with the 106 seats it says it has", () => {
  const page = readFileSync(new URL("../docs/chart-format.md", import.meta.url), "utf8");
  const example = /```json\n(.*?)```/s.exec(page)?.[1] ?? "";
  expect(countSeats(chartSchema.parse(JSON.parse(example)))).toBe(106);
});
