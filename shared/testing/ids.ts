// Ids that are the same in every run, and valid wherever a UUID is checked.

import type { BuyerId, EventId, HoldId, OrderId } from "../domain/brand.ts";

const PREFIXES = { event: "e0000000", hold: "a0000000", buyer: "b0000000", order: "c0000000" } as const;

function seededUuid(prefix: string, n: number): string {
  return `${prefix}-0000-7000-8000-${n.toString(16).padStart(12, "0")}`;
}

export const eventId = (n: number): EventId => seededUuid(PREFIXES.event, n) as EventId;
export const holdId = (n: number): HoldId => seededUuid(PREFIXES.hold, n) as HoldId;
export const buyerId = (n: number): BuyerId => seededUuid(PREFIXES.buyer, n) as BuyerId;
export const orderId = (n: number): OrderId => seededUuid(PREFIXES.order, n) as OrderId;
