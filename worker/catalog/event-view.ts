import type { EventSummary, EventView } from "../../shared/contracts/catalog.schema.ts";
import { shareOf } from "../../shared/domain/money.ts";
import type { EventRow } from "./catalog.store.ts";
import { limitsOf } from "./event-sale.ts";

export function eventSummary({ id, definition, seatCount }: EventRow): EventSummary {
  const { name, venue, timeZone, startsAt, saleOpensAt, saleClosesAt, priceLevels, fee } = definition;
  const withFee = priceLevels.map(({ amountMinor, currency }) => ({
    amountMinor: amountMinor + shareOf(amountMinor, fee.feeBp) + fee.perSeatMinor,
    currency,
  }));
  const from = withFee.reduce((a, b) => (b.currency === a.currency && b.amountMinor < a.amountMinor ? b : a));
  return { eventId: id, name, venue, timeZone, startsAt, saleOpensAt, saleClosesAt, seatCount, from };
}

export function eventView(event: EventRow, now: number): EventView {
  const { summary, chartHash, priceLevels, fee } = event.definition;
  return {
    ...eventSummary(event),
    ...(summary && { summary }),
    version: event.version,
    chartHash,
    priceLevels,
    fee,
    limits: limitsOf(event),
    serverTime: now,
  };
}
