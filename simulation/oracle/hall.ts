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
  readonly level: "R" | "S";
}[] = [
  { zone: "stalls", seats: [0, 1, 2, 3, 4, 5], level: "R" },
  { zone: "stalls", seats: [6, 7, 8, 9, 10, 11], level: "R" },
  { zone: "circle", seats: [12, 13, 14, 15], level: "S" },
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
  readonly maxPaymentAttempts: number;
}

/** What the organiser may change while the event is on sale. */
export interface Terms {
  /** price of a seat by level */
  readonly priceMinor: { readonly R: number; readonly S: number };
  readonly feePerSeatMinor: number;
  readonly feeBp: number;
  readonly startsAt: number;
}

const DAY_MS = 86_400_000;

/** The terms that an event is published with; in some runs the circle costs nothing. */
export function drawTerms(draw: Random, now: number): Terms {
  const startsAt = now + 3 * DAY_MS;
  return draw.chance(0.25)
    ? { priceMinor: { R: 90_000, S: 0 }, feePerSeatMinor: 0, feeBp: FEE_BP, startsAt }
    : { priceMinor: { R: 90_000, S: 55_500 }, feePerSeatMinor: FEE_PER_SEAT_MINOR, feeBp: FEE_BP, startsAt };
}

/** What the organiser changes in the middle of a sale: a price, a level, the start. */
export function changeTerms(draw: Random, terms: Terms): Terms {
  const { R, S } = terms.priceMinor;
  const changed = { ...terms, priceMinor: { ...terms.priceMinor, R: R + 1_000 * (1 + draw.int(9)) } };
  if (draw.chance(0.4)) return { ...changed, startsAt: terms.startsAt + 3_600_000 };
  return draw.chance(0.5) && S > 0 ? { ...changed, priceMinor: { R, S: S + 4_500 } } : changed;
}

export function definition(now: number, limits: Limits, terms: Terms): EventDefinition {
  const { R, S } = terms.priceMinor;
  return {
    name: { ko: "시험", en: "Trial" },
    venue: CHART.name,
    chartHash: CHART_HASH,
    timeZone: "Asia/Seoul",
    startsAt: terms.startsAt,
    saleOpensAt: now - DAY_MS,
    saleClosesAt: now + 2 * DAY_MS,
    priceLevels: [
      { id: "R", name: { ko: "R석", en: "R" }, amountMinor: R, currency: "KRW" },
      { id: "S", name: { ko: "S석", en: "S" }, amountMinor: S, currency: "KRW" },
    ],
    fee: { feeBp: terms.feeBp, perSeatMinor: terms.feePerSeatMinor },
    limits,
  };
}

/** What `seats` cost together, reckoned here and nowhere else: prices, a rate on their sum rounded half up, and so much a seat. */
export function priceOf(seats: readonly number[], { priceMinor, feeBp, feePerSeatMinor }: Terms): number {
  const prices = seats.map((seat) => priceMinor[rowOf(seat).level] ?? 0);
  const sum = prices.reduce((a, b) => a + b, 0);
  return sum + Math.round((sum * feeBp) / 10_000) + feePerSeatMinor * seats.length;
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
    maxPaymentAttempts: 1 + draw.int(4),
  };
}
