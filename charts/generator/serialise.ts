// The bytes of a chart. Compact, yet one row to a line, so that a change to a venue reads as the rows
// it changed. The bytes are the chart's identity: a change here gives every chart a new hash.

import type { Chart, Zone } from "../../shared/domain/chart.ts";

/** JSON that parses back into an equal chart. */
export function serialiseChart({ zones, ...head }: Chart): string {
  return `${JSON.stringify(head).slice(0, -1)},"zones":${list(zones.map(serialiseZone))}}\n`;
}

function serialiseZone({ rows, tables, areas, ...head }: Zone): string {
  const groups = { rows, tables, areas };
  const lists = Object.entries(groups).map(
    ([name, items]) => `"${name}":${list(items.map((item) => JSON.stringify(item)))}`,
  );
  return `${JSON.stringify(head).slice(0, -1)},${lists.join(",")}}`;
}

function list(items: readonly string[]): string {
  return items.length === 0 ? "[]" : `[\n${items.join(",\n")}\n]`;
}
