// The hall of every run: small, so that everyone wants the same seats. Two rows of six and one of four, two prices.

import type { EventDefinition } from "../../shared/contracts/catalog.schema.ts";
import type { Random } from "../random.ts";
import type { Chart } from "../../shared/domain/chart.ts";

export const SEAT_COUNT = 16;
export const CHART_HASH = "c".repeat(64);

/** Seats by zone, then by row; the oracle's own picture of the chart below. */
export const ROWS: readonly {
  readonly zone: string;
  readonly seats: readonly number[];
  readonly priceMinor: number;
}[] = [
  { zone: "stalls", seats: [0, 1, 2, 3, 4, 5], priceMinor: 90_000 },
  { zone: "stalls", seats: [6, 7, 8, 9, 10, 11], priceMinor: 90_000 },
  { zone: "circle", seats: [12, 13, 14, 15], priceMinor: 55_500 },
];

const FEE_BP = 350;
const FEE_PER_SEAT_MINOR = 1_000;

const rowAt = (label: string, y: number, count: number): Chart["zones"][number]["rows"][number] => ({
  label,
  labels: { from: 1, step: 1 },
  x: Array.from({ length: count }, (_, i) => 240 + 60 * i),
  y: Array.from({ length: count }, () => y),
});

const box = (top: number, bottom: number): [number, number][] => [
  [200, top],
  [600, top],
  [600, bottom],
  [200, bottom],
];

export const CHART: Chart = {
  format: "jari-chart",
  version: 1,
  name: { ko: "작은 극장", en: "Small theatre" },
  unit: "cm",
  width: 800,
  height: 1_000,
  stage: { label: { ko: "무대", en: "Stage" }, outline: box(50, 150) },
  zones: [
    {
      ...{ id: "stalls", name: { ko: "1층", en: "Stalls" }, priceLevel: "R", outline: box(200, 400) },
      ...{ rows: [rowAt("A", 250, 6), rowAt("B", 350, 6)], tables: [], areas: [] },
    },
    {
      ...{ id: "circle", name: { ko: "2층", en: "Circle" }, priceLevel: "S", outline: box(500, 700) },
      ...{ rows: [rowAt("A", 600, 4)], tables: [], areas: [] },
    },
  ],
};

export interface Limits {
  readonly holdTtlMs: number;
  readonly holdMaxMs: number;
  readonly paymentTtlMs: number;
  readonly maxSeatsPerHold: number;
  readonly maxSeatsPerBuyer: number;
}

export function definition(now: number, limits: Limits): EventDefinition {
  const day = 86_400_000;
  return {
    name: { ko: "시험", en: "Trial" },
    venue: CHART.name,
    chartHash: CHART_HASH,
    timeZone: "Asia/Seoul",
    startsAt: now + 3 * day,
    saleOpensAt: now - day,
    saleClosesAt: now + 2 * day,
    priceLevels: [
      { id: "R", name: { ko: "R석", en: "R" }, amountMinor: 90_000, currency: "KRW" },
      { id: "S", name: { ko: "S석", en: "S" }, amountMinor: 55_500, currency: "KRW" },
    ],
    fee: { feeBp: FEE_BP, perSeatMinor: FEE_PER_SEAT_MINOR },
    limits,
  };
}

/** What `seats` cost together, reckoned here and nowhere else: prices, a rate on their sum rounded half up, and so much a seat. */
export function priceOf(seats: readonly number[]): number {
  const prices = seats.map((seat) => rowOf(seat).priceMinor);
  const sum = prices.reduce((a, b) => a + b, 0);
  return sum + Math.round((sum * FEE_BP) / 10_000) + FEE_PER_SEAT_MINOR * seats.length;
}

export function rowOf(seat: number): (typeof ROWS)[number] {
  const row = ROWS.find(({ seats }) => seats.includes(seat));
  if (row === undefined) throw new Error(`no seat ${seat}`);
  return row;
}

/** Whether `offered` seats are as good as the `ordered` ones: as many, side by side, of their zone, and no row further back. */
export function areAsGood(offered: readonly number[], ordered: readonly number[]): boolean {
  const [first = -1] = offered;
  const row = rowOf(first);
  const sideBySide = offered.every((seat, i) => seat === first + i && rowOf(seat) === row);
  const wanted = ordered.map(rowOf);
  const inZone = wanted.every(({ zone }) => zone === row.zone);
  return (
    offered.length === ordered.length &&
    sideBySide &&
    inZone &&
    wanted.every((r) => ROWS.indexOf(r) >= ROWS.indexOf(row))
  );
}

/** Short enough that holds and payments run out while buyers are still there. */
export function drawLimits(draw: Random): Limits {
  const holdTtlMs = 5_000 + draw.int(120_000);
  return {
    holdTtlMs,
    holdMaxMs: holdTtlMs + draw.int(200_000),
    paymentTtlMs: 3_000 + draw.int(120_000),
    maxSeatsPerHold: 3,
    maxSeatsPerBuyer: 3 + draw.int(6),
  };
}
