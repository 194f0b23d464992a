// The event of the test by model, and what its organiser may change in it.

import type { EventId } from "../../shared/domain/brand.ts";
import { MINUTE_MS, type Sale } from "../../shared/domain/sale.ts";
import { buildSale } from "../../shared/testing/sales.ts";

const EVENING = Date.UTC(2100, 1, 1);

export type Change = "nothing" | "price" | "withdrawn" | "chart" | "opening" | "start";

/**
 * Two zones at prices of one currency, and a box in another: rows of six, six, six and three. A payment that is tried
 * again soon comes to the end of its time.
 */
export function smallHall(eventId: EventId): Sale {
  return buildSale({
    ...{ eventId, seatCount: 21, groups: [0, 6, 12, 18], saleOpensAt: 0, maxSeatsPerHold: 3 },
    saleClosesAt: Number.MAX_SAFE_INTEGER,
    ...{ holdTtlMs: 5 * MINUTE_MS, holdMaxMs: 6 * MINUTE_MS },
    zones: [
      { id: "hall", first: 0, count: 12, priceLevel: "R" },
      { id: "vip", first: 12, count: 6, priceLevel: "VIP" },
      { id: "box", first: 18, count: 3, priceLevel: "BOX" },
    ],
  });
}

/** The next version of `sale`, by what its organiser has changed; `number` tells one change of a kind from another. */
export function changedSale(sale: Sale, { change, number }: { change: Change; number: number }): Sale {
  const version = sale.version + 1;
  const dearer = { ...sale.prices, R: { amountMinor: priceOf(number), currency: "KRW" as const } };
  const { R, ...others } = sale.prices;
  switch (change) {
    case "nothing":
      return sale;
    case "price":
      return { ...sale, version, prices: dearer };
    case "withdrawn":
      // And back again, so that there is something to sell.
      return { ...sale, version, prices: R === undefined ? dearer : others };
    case "chart":
      return { ...sale, version, chartHash: "d".repeat(64) };
    case "opening":
      return { ...sale, version, saleOpensAt: Date.now() + MINUTE_MS };
    case "start": {
      // One of three, so that it is moved back, too.
      const moved = { at: EVENING + (number % 3) * MINUTE_MS, sinceVersion: version };
      return { ...sale, version, starts: [...(sale.starts ?? []), moved] };
    }
  }
}

/** One in ten costs nothing but the fee. */
const priceOf = (number: number): number => (number % 10 === 0 ? 0 : 80_000 + number * 1_000);
