// The events that are sold out under fire: like any other, but for limits short enough that deadlines pass meanwhile.

import manifest from "../../charts/manifest.json" with { type: "json" };
import type { EventDefinition } from "../../shared/contracts/catalog.schema.ts";

export const HOUR_MS = 3_600_000;
const PRICES = { VIP: 170_000, R: 140_000, S: 110_000, A: 80_000 };

export interface Terms {
  readonly name: string;
  /** where it is short, money comes late to seats that are gone */
  readonly paymentTtlMs: number;
  readonly maxPaymentAttempts: number;
}

export const EVENTS: readonly Terms[] = [
  { name: "Storm 1", paymentTtlMs: 15_000, maxPaymentAttempts: 3 },
  { name: "Storm 2", paymentTtlMs: 12_000, maxPaymentAttempts: 3 },
  { name: "Storm 3", paymentTtlMs: 9_000, maxPaymentAttempts: 1 },
];

/** A hold lasts 8 s, 15 s at most, and so does an offer. `now` is epoch ms; the event starts `laterMs` later than at first. */
export function eventDefinition(terms: Terms, now: number, laterMs = 0): EventDefinition {
  const { name, paymentTtlMs, maxPaymentAttempts } = terms;
  return {
    name: { ko: name, en: name },
    venue: { ko: "시험 극장", en: "Test theatre" },
    chartHash: manifest.theatre.hash,
    timeZone: "Asia/Seoul",
    startsAt: now + 48 * HOUR_MS + laterMs,
    saleOpensAt: now - HOUR_MS,
    saleClosesAt: now + 24 * HOUR_MS,
    priceLevels: Object.entries(PRICES).map(([id, amountMinor]) => ({
      id,
      name: { ko: id, en: id },
      amountMinor,
      currency: "KRW",
    })),
    fee: { feeBp: 350, perSeatMinor: 2_000 },
    limits: {
      holdTtlMs: 8_000,
      holdMaxMs: 15_000,
      paymentTtlMs,
      maxSeatsPerBuyer: 200,
      maxPaymentAttempts,
    },
  };
}
