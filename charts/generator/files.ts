// Every file the generator owns, as text. Writing and comparing is the command's business.

import { createHash } from "node:crypto";
import { countSeats } from "../../shared/domain/chart.ts";
import { chartSchema } from "../../shared/contracts/chart.schema.ts";
import { arena } from "../descriptions/arena.ts";
import { stadium } from "../descriptions/stadium.ts";
import { theatre } from "../descriptions/theatre.ts";
import { serialiseChart } from "./serialise.ts";
import { drawVenue } from "./venue.ts";

export const venues = { theatre, arena, stadium } as const;

export interface GeneratedFile {
  readonly name: string;
  readonly text: string;
}

/**
 * The three charts and the manifest of their hashes (SHA-256 of the file's bytes, hex).
 * @throws ZodError when a description gives a chart that breaks the format.
 */
export function generateFiles(): readonly GeneratedFile[] {
  const charts = Object.entries(venues).map(([venue, description]) => {
    const chart = drawVenue(description);
    chartSchema.parse(chart);
    return { venue, text: serialiseChart(chart), seats: countSeats(chart) };
  });
  const manifest = charts.map(({ venue, text, seats }) => [venue, { hash: hashText(text), seats }] as const);
  return [
    ...charts.map(({ venue, text }) => ({ name: `${venue}.json`, text })),
    { name: "manifest.json", text: `${JSON.stringify(Object.fromEntries(manifest), null, 2)}\n` },
  ];
}

function hashText(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
