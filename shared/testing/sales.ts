// A small hall on sale: three rows of ten at price R (seats 0–29), two rows of five at VIP (30–39), a box sold in
// dollars (40–43), and two seats for the crew that have no price (44–45).

import { MINUTE_MS, type Sale, type SaleZone } from "../domain/sale.ts";
import { T0 } from "./clock.ts";
import { eventId } from "./ids.ts";

export function buildSale(overrides: Partial<Sale> = {}): Sale {
  return {
    eventId: eventId(1),
    version: 1,
    chartHash: "c".repeat(64),
    seatCount: 46,
    zones: [
      { id: "hall", first: 0, count: 30, priceLevel: "R" },
      { id: "vip", first: 30, count: 10, priceLevel: "VIP" },
      { id: "box", first: 40, count: 4, priceLevel: "BOX" },
      { id: "crew", first: 44, count: 2, priceLevel: "CREW" },
    ],
    groups: [0, 10, 20, 30, 35, 40, 44],
    prices: {
      R: { amountMinor: 80_000, currency: "KRW" },
      VIP: { amountMinor: 150_000, currency: "KRW" },
      BOX: { amountMinor: 12_000, currency: "USD" },
    },
    fee: { feeBp: 500, perSeatMinor: 1_000 },
    saleOpensAt: T0 - 60 * MINUTE_MS,
    saleClosesAt: T0 + 24 * 60 * MINUTE_MS,
    holdTtlMs: 10 * MINUTE_MS,
    holdMaxMs: 30 * MINUTE_MS,
    paymentTtlMs: 5 * MINUTE_MS,
    maxSeatsPerHold: 4,
    maxSeatsPerBuyer: 6,
    maxPaymentAttempts: 3,
    ...overrides,
  };
}

/** A sale of zones given by the lengths of their rows, all at price R. */
export function buildSaleOfRows(zones: readonly (readonly number[])[]): Sale {
  const groups: number[] = [];
  let next = 0;
  const saleZones = zones.map((rows, i): SaleZone => {
    const first = next;
    for (const length of rows) {
      groups.push(next);
      next += length;
    }
    return { id: `zone-${i}`, first, count: next - first, priceLevel: "R" };
  });
  return buildSale({ seatCount: next, zones: saleZones, groups });
}
