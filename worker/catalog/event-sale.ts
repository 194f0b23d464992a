// From what an organiser published to what the seat authority needs.

import type { EventId } from "../../shared/domain/brand.ts";
import type { Chart } from "../../shared/domain/chart.ts";
import { indexChart } from "../../shared/domain/chart-index.ts";
import { DEFAULT_LIMITS, type Price, type Sale, type SaleLimits } from "../../shared/domain/sale.ts";
import type { EventRow } from "./catalog.store.ts";

/** The limits of an event: its own where the organiser set them, else Jari's. */
export function limitsOf({ definition }: EventRow): SaleLimits {
  return { ...DEFAULT_LIMITS, ...definition.limits };
}

/** Starts that an event's authority is told of; whoever agreed to an older one is asked again. */
const STARTS_TOLD = 20;

/** The sale that `event` describes on `chart`, its own chart. */
export function saleOf(event: EventRow, chart: Chart): Sale {
  const { definition } = event;
  const index = indexChart(chart);
  return {
    ...limitsOf(event),
    eventId: event.id as EventId,
    version: event.version,
    chartHash: definition.chartHash,
    seatCount: index.seatCount,
    zones: index.zones.map(({ id, first, count, priceLevel }) => ({ id, first, count, priceLevel })),
    groups: [...index.groups],
    prices: Object.fromEntries(
      definition.priceLevels.map(({ id, amountMinor, currency }): [string, Price] => [
        id,
        { amountMinor, currency },
      ]),
    ),
    fee: definition.fee,
    saleOpensAt: definition.saleOpensAt,
    saleClosesAt: definition.saleClosesAt,
    starts: (event.starts ?? [{ sinceVersion: 1, at: event.startsAt }]).slice(-STARTS_TOLD),
  };
}
