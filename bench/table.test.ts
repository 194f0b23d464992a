import { describe, expect, test } from "vitest";
import { judge, type Line } from "./result.ts";
import { replaceBetweenMarkers, toFigure, toTable } from "./table.ts";

const LINE: Line = {
  what: "holds/s",
  ours: [4_000, 4_400, 4_200],
  theirs: [1_000, 1_100, 1_000],
  peer: "PostgreSQL",
  goal: { of: "ratio", least: 2, push: 4 },
};

const { goal: _, ...WITHOUT_GOAL } = LINE;

test("a row has medians, ratio, spread, goal and verdict", () => {
  const [, , row] = toTable([{ name: "holds", lines: [LINE], notes: [] }]).split("\n");
  expect(row?.split("|").map((cell) => cell.trim())).toEqual([
    ...["", "holds/s", "4,200", "1,000 (PostgreSQL)", "4.00 ×", "10 % / 10 %", "≥ 2 ×, then 4 ×", "✓✓", ""],
  ]);
});

describe("a goal", () => {
  test.each<[Line["goal"], string]>([
    [{ of: "ratio", least: 2, push: 5 }, "reached"],
    [{ of: "ratio", least: 4.5 }, "missed"],
    [{ of: "ratio", most: 4.5 }, "reached"],
    [{ of: "value", most: 4_100 }, "missed"],
    [{ of: "value", least: 4_100, push: 4_200 }, "pushed"],
    [undefined, "none"],
  ])("%j is %s", (goal, verdict) => {
    expect(judge({ ...WITHOUT_GOAL, ...(goal && { goal }) }).verdict).toBe(verdict);
  });

  test("of a ratio is not judged where there is no peer", () => {
    const { what, ours, goal } = LINE;
    expect(judge({ what, ours, ...(goal && { goal }) }).verdict).toBe("none");
  });
});

test("figures have no more digits than they deserve", () => {
  expect([1_234.5, 15.128, 0.256].map(toFigure)).toEqual(["1,235", "15.1", "0.26"]);
});

test("only what stands between the markers is replaced", () => {
  const page = "# a\n\n<!-- bench: begin -->\nold\n<!-- bench: end -->\n\nb\n";
  expect(replaceBetweenMarkers(page, "new")).toBe(
    "# a\n\n<!-- bench: begin -->\n\nnew\n\n<!-- bench: end -->\n\nb\n",
  );
  expect(() => replaceBetweenMarkers("# a", "new")).toThrow("markers");
});
