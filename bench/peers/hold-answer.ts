// What the peers say about a hold: the JSON that Jari says.

import { FEE, PRICES } from "../jari/event.ts";

const BASIS_POINTS = 10_000;

export interface HeldSeats {
  readonly holdId: string;
  readonly seats: readonly number[];
  /** the price level of each */
  readonly levels: readonly string[];
  /** epoch ms */
  readonly until: number;
  /** epoch ms */
  readonly extendableUntil: number;
  /** epoch ms */
  readonly now: number;
}

export interface Quote {
  readonly currency: "KRW";
  readonly totalMinor: number;
  /** the part of the total that is the fee */
  readonly feeMinor: number;
  readonly lines: readonly object[];
}

/** What seats of these levels cost: the same sum as Jari's own. */
export function quoteOf(levels: readonly string[]): Quote {
  const counts = new Map<string, number>();
  for (const level of levels) counts.set(level, (counts.get(level) ?? 0) + 1);
  const lines = [...counts].map(([priceLevel, count]) => {
    const unitMinor = PRICES[priceLevel] ?? 0;
    return { kind: "seats", priceLevel, count, unitMinor, amountMinor: unitMinor * count };
  });
  const sum = lines.reduce((total, line) => total + line.amountMinor, 0);
  const feeMinor = Math.round((sum * FEE.feeBp) / BASIS_POINTS) + FEE.perSeatMinor * levels.length;
  return {
    currency: "KRW",
    totalMinor: sum + feeMinor,
    feeMinor,
    lines: [...lines, { kind: "fee", amountMinor: feeMinor }],
  };
}

/** The same fields as Jari's own. */
export function holdAnswer({ holdId, seats, levels, until, extendableUntil, now }: HeldSeats): object {
  const { currency, totalMinor, lines } = quoteOf(levels);
  return {
    holdId,
    status: "HELD",
    seats,
    heldUntil: until,
    extendableUntil,
    serverTime: now,
    quote: { currency, totalMinor, lines },
  };
}

/** Refusals, as problem details (RFC 9457). */
export function problem(status: number, code: string, seats?: readonly number[]): object {
  return { type: "about:blank", title: code, status, code, ...(seats && { seats }) };
}

const HOLD_ID = {
  type: "string",
  pattern: "^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
} as const;

const MOST_SEATS = 50;

/** What is asked of a server of either side, as JSON Schema. */
export const HOLD_REQUEST = {
  type: "object",
  additionalProperties: false,
  required: ["holdId", "seats"],
  properties: {
    holdId: HOLD_ID,
    seats: {
      type: "array",
      minItems: 1,
      maxItems: MOST_SEATS,
      uniqueItems: true,
      items: { type: "integer", minimum: 0, maximum: 249_999 },
    },
  },
} as const;

/** The same where the server is to choose, which only peers do. */
export const BEST_REQUEST = {
  type: "object",
  additionalProperties: false,
  required: ["holdId", "count"],
  properties: { holdId: HOLD_ID, count: { type: "integer", minimum: 1, maximum: MOST_SEATS } },
} as const;
