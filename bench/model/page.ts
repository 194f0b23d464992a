// Writes a model's tables into its page.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../scripts/lib/run.mjs";
import { replaceBetweenMarkers } from "../table.ts";

/** A Markdown table; `rows` begins with the head. */
export function markdownTable(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows;
  const all = [head, head.map(() => "---"), ...body];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const cell = (text: string, column: number): string =>
    text.padEnd(widths[column] ?? 0, text === "---" ? "-" : " ");
  return all.map((row) => `| ${row.map(cell).join(" | ")} |`).join("\n");
}

/** Replaces what stands between the markers of `docs/<name>`. Throws where they are missing. */
export function writePage(name: string, parts: readonly string[]): void {
  const file = join(ROOT, "docs", name);
  writeFileSync(file, replaceBetweenMarkers(readFileSync(file, "utf8"), parts.join("\n\n")));
}
