// The events that are sold out under fire: like any other, but for limits short enough that deadlines pass meanwhile.

import manifest from "../../charts/manifest.json" with { type: "json" };
import type { EventDefinition } from "../../shared/contracts/catalog.schema.ts";

const HOUR_MS = 3_600_000;
const PRICES = { VIP: 170_000, R: 140_000, S: 110_000, A: 80_000 };

/** How long a payment has at each of the events, ms: where it is short, money comes late to seats that are gone. */
export const PAYMENT_TTLS_MS = [15_000, 12_000, 9_000] as const;

/** A hold lasts 8 s, 15 s at most, and so does an offer. `now` is epoch ms. */
export function eventDefinition(name: string, paymentTtlMs: number, now: number): EventDefinition {
  return {
    name: { ko: name, en: name },
    venue: { ko: "시험 극장", en: "Test theatre" },
    chartHash: manifest.theatre.hash,
    timeZone: "Asia/Seoul",
    startsAt: now + 48 * HOUR_MS,
    saleOpensAt: now - HOUR_MS,
    saleClosesAt: now + 24 * HOUR_MS,
    priceLevels: Object.entries(PRICES).map(([id, amountMinor]) => ({
      id,
      name: { ko: id, en: id },
      amountMinor,
      currency: "KRW",
    })),
    fee: { feeBp: 350, perSeatMinor: 2_000 },
    limits: { holdTtlMs: 8_000, holdMaxMs: 15_000, paymentTtlMs, maxSeatsPerBuyer: 200 },
  };
}
