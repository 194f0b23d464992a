// What may call itself a chart. Everything is bounded, so that no file can exhaust whoever reads it,
// and strict, so that a misspelt field is an error and not a silent nothing. The checks that need
// more than one field (equal columns, positions in range, unique names) stand in chart-checks.schema.ts.

import { z } from "zod";
import type { Chart } from "../domain/chart.ts";
import { checkArea, checkChart, checkColumns, checkZone } from "./chart-checks.schema.ts";

export const CHART_LIMITS = {
  seats: 250_000,
  zones: 2_000,
  rowsPerZone: 500,
  seatsPerRow: 1_000,
  tablesPerZone: 2_000,
  seatsPerTable: 200,
  areasPerZone: 100,
  outlinePoints: 2_000,
  /** Characters of a row's, table's, area's or seat's label. */
  labelLength: 16,
  /** Characters of a name shown to people. */
  nameLength: 120,
  /** Characters of a zone's id or a price level. */
  idLength: 32,
  /** Two kilometres. */
  coordinateCm: 200_000,
  seatNumber: 100_000,
  seatNumberStep: 100,
} as const;

/** Words as they are printed: refused, rather than quietly mended, when they have stray space or control characters. */
function words(most: number) {
  return z
    .string()
    .min(1)
    .max(most)
    .regex(/^(?!\s)\P{Cc}*(?<!\s)$/u, "no control characters, no space around it");
}

const localizedText = z.strictObject({
  ko: words(CHART_LIMITS.nameLength),
  en: words(CHART_LIMITS.nameLength),
});

const identifier = z
  .string()
  .max(CHART_LIMITS.idLength)
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]*$/, "letters, digits, - and _ only");

const label = words(CHART_LIMITS.labelLength);
const coordinate = z.int().min(0).max(CHART_LIMITS.coordinateCm);
const length = z.int().min(1).max(CHART_LIMITS.coordinateCm);
const outline = z
  .array(z.tuple([coordinate, coordinate]))
  .min(3)
  .max(CHART_LIMITS.outlinePoints);

/** The fields of a row or a table that hold its seats, at most `most` of them. */
function seatColumns(most: number) {
  const column = z.array(coordinate).min(1).max(most);
  const positions = z.array(z.int().min(0)).min(1).max(most).exactOptional();
  const numbers = z.strictObject({
    from: z.int().min(0).max(CHART_LIMITS.seatNumber),
    step: z.int().min(-CHART_LIMITS.seatNumberStep).max(CHART_LIMITS.seatNumberStep),
  });
  return {
    labels: z.union([z.array(label).min(1).max(most), numbers]),
    x: column,
    y: column,
    accessible: positions,
    companion: positions,
  };
}

const row = z.strictObject({ label, ...seatColumns(CHART_LIMITS.seatsPerRow) }).superRefine(checkColumns);

const tableShape = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("round"), x: coordinate, y: coordinate, radius: length }),
  z.strictObject({
    kind: z.literal("rectangle"),
    x: coordinate,
    y: coordinate,
    width: length,
    height: length,
    rotation: z.number().min(-360).max(360),
  }),
]);

const table = z
  .strictObject({
    label,
    shape: tableShape,
    ...seatColumns(CHART_LIMITS.seatsPerTable),
    sellWhole: z.boolean().exactOptional(),
  })
  .superRefine(checkColumns);

const area = z
  .strictObject({
    label,
    name: localizedText,
    capacity: z.int().min(1).max(CHART_LIMITS.seats),
    outline,
    accessibleCapacity: z.int().min(0).max(CHART_LIMITS.seats).exactOptional(),
  })
  .superRefine(checkArea);

const zone = z
  .strictObject({
    id: identifier,
    name: localizedText,
    level: localizedText.exactOptional(),
    priceLevel: identifier,
    outline,
    rows: z.array(row).max(CHART_LIMITS.rowsPerZone),
    tables: z.array(table).max(CHART_LIMITS.tablesPerZone),
    areas: z.array(area).max(CHART_LIMITS.areasPerZone),
  })
  .superRefine(checkZone);

/**
 * A chart of format version 1, at most 250,000 seats. Issues carry the path of what is wrong.
 * The output equals the input: a chart is addressed by its bytes, so parsing never mends one.
 */
export const chartSchema = z
  .strictObject({
    format: z.literal("jari-chart"),
    version: z.literal(1),
    name: localizedText,
    unit: z.literal("cm"),
    width: length,
    height: length,
    stage: z.strictObject({ label: localizedText, outline }),
    zones: z.array(zone).min(1).max(CHART_LIMITS.zones),
  })
  .superRefine((chart, context) => checkChart(chart, CHART_LIMITS.seats, context)) satisfies z.ZodType<Chart>;
