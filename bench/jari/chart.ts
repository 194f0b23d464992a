// Plain halls of any size: blocks of straight rows.

import { createHash } from "node:crypto";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Chart, Row, Zone } from "../../shared/domain/chart.ts";

/** Even, so that a pair of neighbours never spans two rows. */
const SEATS_PER_ROW = 50;
const ROWS_PER_ZONE = 20;
const PITCH_CM = 50;
const MARGIN_CM = 1_000;
/** As a hall has: dear in front, cheap behind. */
export const PRICE_LEVELS = ["VIP", "R", "S", "A"] as const;

/** Writes the hall with `seatCount` seats into `folder` under its content's hash, which it returns. */
export function saveChart(folder: string, seatCount: number): string {
  const text = JSON.stringify(hall(seatCount));
  const hash = createHash("sha256").update(text).digest("hex");
  const file = join(folder, `${hash}.json`);
  if (!existsSync(file)) writeFileSync(file, text);
  return hash;
}

/** A hall of exactly `seatCount` seats, a multiple of 50. Throws at another number. */
export function hall(seatCount: number): Chart {
  const rows = seatCount / SEATS_PER_ROW;
  if (!Number.isInteger(rows) || rows < 1) throw new Error(`${seatCount} seats are no whole rows`);
  const zoneCount = Math.ceil(rows / ROWS_PER_ZONE);
  const columns = Math.ceil(Math.sqrt(zoneCount));
  const width = SEATS_PER_ROW * PITCH_CM + MARGIN_CM;
  const height = ROWS_PER_ZONE * PITCH_CM + MARGIN_CM;
  const zones = Array.from({ length: zoneCount }, (_, i) => {
    const corner = { x: (i % columns) * width, y: MARGIN_CM + Math.floor(i / columns) * height };
    const level = PRICE_LEVELS[Math.floor((i * PRICE_LEVELS.length) / zoneCount)] as string;
    return zoneAt(String(i + 1), Math.min(ROWS_PER_ZONE, rows - i * ROWS_PER_ZONE), { level, ...corner });
  });
  const stage: [number, number][] = [
    [0, 0],
    [MARGIN_CM, 0],
    [MARGIN_CM, MARGIN_CM >> 1],
  ];
  return {
    format: "jari-chart",
    version: 1,
    name: { ko: "시험", en: "Test" },
    unit: "cm",
    width: columns * width,
    height: 2 * MARGIN_CM + Math.ceil(zoneCount / columns) * height,
    stage: { label: { ko: "무대", en: "Stage" }, outline: stage },
    zones,
  };
}

interface Place {
  readonly level: string;
  readonly x: number;
  readonly y: number;
}

function zoneAt(name: string, rows: number, { level, x, y }: Place): Zone {
  const width = SEATS_PER_ROW * PITCH_CM;
  const height = rows * PITCH_CM;
  return {
    id: name,
    name: { ko: name, en: name },
    priceLevel: level,
    outline: [
      [x, y],
      [x + width, y],
      [x + width, y + height],
      [x, y + height],
    ],
    rows: Array.from({ length: rows }, (_, i) => rowAt(String(i + 1), { x, y: y + i * PITCH_CM })),
    tables: [],
    areas: [],
  };
}

function rowAt(label: string, { x, y }: { x: number; y: number }): Row {
  return {
    label,
    labels: { from: 1, step: 1 },
    x: Array.from({ length: SEATS_PER_ROW }, (_, i) => x + i * PITCH_CM),
    y: Array.from({ length: SEATS_PER_ROW }, () => y),
  };
}
