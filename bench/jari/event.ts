// The event that is sold, published as any organiser would.

import type { EventDefinition } from "../../shared/contracts/catalog.schema.ts";
import { PRICE_LEVELS } from "./chart.ts";

const HOUR_MS = 3_600_000;

/** Prices of both sides, KRW. */
export const PRICES: Readonly<Record<string, number>> = { VIP: 170_000, R: 140_000, S: 110_000, A: 80_000 };
export const FEE = { feeBp: 350, perSeatMinor: 2_000 };
/** Long enough that nothing runs out while it is measured; the buyer's limit is the highest that there is. */
export const LIMITS = {
  holdTtlMs: HOUR_MS,
  holdMaxMs: 2 * HOUR_MS,
  maxSeatsPerHold: 8,
  maxSeatsPerBuyer: 1_000,
};

/** On sale since an hour; `now` is epoch ms. */
export function eventDefinition(chartHash: string, now: number): EventDefinition {
  return {
    name: { ko: "시험", en: "Test" },
    venue: { ko: "시험", en: "Test" },
    chartHash,
    timeZone: "Asia/Seoul",
    startsAt: now + 48 * HOUR_MS,
    saleOpensAt: now - HOUR_MS,
    saleClosesAt: now + 24 * HOUR_MS,
    priceLevels: PRICE_LEVELS.map((id) => ({
      id,
      name: { ko: id, en: id },
      amountMinor: PRICES[id] as number,
      currency: "KRW",
    })),
    fee: FEE,
    limits: LIMITS,
  };
}
