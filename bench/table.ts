// The figures for people: the same table on the console and in docs/performance.md.

import { judge, type Goal, type Line, type ScenarioResult } from "./result.ts";

const HEAD = ["what", "Jari", "peer", "ratio", "spread", "goal", ""];
const MARKS = { reached: "✓", pushed: "✓✓", missed: "✗", none: "" };

/** A Markdown table, a row for every line of every result. */
export function toTable(results: readonly ScenarioResult[]): string {
  const rows = [HEAD, HEAD.map(() => "---"), ...results.flatMap(({ lines }) => lines.map(toRow))];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => (row[column] as string).length)));
  const cell = (text: string, column: number): string =>
    text.padEnd(widths[column] as number, text === "---" ? "-" : " ");
  return rows.map((row) => `| ${row.map(cell).join(" | ")} |`).join("\n");
}

function toRow(line: Line): readonly string[] {
  const { ours, theirs, ratio, verdict } = judge(line);
  return [
    line.what,
    toFigure(ours.median),
    theirs === undefined ? "" : `${toFigure(theirs.median)} (${line.peer ?? "peer"})`,
    ratio === undefined ? "" : `${ratio.median.toFixed(2)} ×`,
    toSpread(line),
    line.goal === undefined ? "" : goalText(line.goal),
    MARKS[verdict],
  ];
}

function toSpread(line: Line): string {
  const { ours, theirs } = judge(line);
  if (line.ours.length < 2) return "";
  const percent = (share: number): string => `${Math.round(share * 100)} %`;
  return [ours, ...(theirs ? [theirs] : [])].map(({ spread }) => percent(spread)).join(" / ");
}

function goalText(goal: Goal): string {
  const unit = goal.of === "ratio" ? " ×" : "";
  const [sign, mark] = "least" in goal ? ["≥", goal.least] : ["≤", goal.most];
  const push = goal.push === undefined ? "" : `, then ${toFigure(goal.push)}`;
  return `${sign} ${toFigure(mark)}${unit}${push}${push && unit}`;
}

/** Three figures that matter, thousands in groups. */
export function toFigure(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString("en", { maximumFractionDigits: digits });
}

const BEGIN = "<!-- bench: begin -->";
const END = "<!-- bench: end -->";

/** `page` with `text` between its two markers. Throws where they are missing. */
export function replaceBetweenMarkers(page: string, text: string): string {
  const from = page.indexOf(BEGIN);
  const to = page.indexOf(END);
  if (from < 0 || to < from) throw new Error("the page has lost its markers");
  return `${page.slice(0, from + BEGIN.length)}\n\n${text}\n\n${page.slice(to)}`;
}
