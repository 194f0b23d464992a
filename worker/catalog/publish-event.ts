import type { EventDefinition } from "../../shared/contracts/catalog.schema.ts";
import { chartSchema } from "../../shared/contracts/chart.schema.ts";
import { countSeats } from "../../shared/domain/chart.ts";
import type { Deps } from "../deps.ts";
import { RefusalError } from "../http/problem.ts";
import { logInfo } from "../../tracing/log.ts";
import { findEvent, saveEvent, type EventRow } from "./catalog.store.ts";
import { configureSeats } from "./call-seat-authority.ts";

/**
 * Publishes an event, or its next version, and configures its seats. Refuses an unknown or broken chart, a price
 * level of the chart without a price, and another chart than the one it was first published with.
 */
export async function publishEvent(
  deps: Deps,
  eventId: string,
  definition: EventDefinition,
): Promise<EventRow> {
  const { db, charts, clock } = deps;
  const loaded = await charts.load(definition.chartHash);
  if (loaded === undefined) throw new RefusalError({ code: "chart-not-found" });
  const chart = chartSchema.parse(loaded);

  const before = await findEvent(db, eventId);
  if (before !== undefined && before.definition.chartHash !== definition.chartHash) {
    throw new RefusalError({ code: "chart-changed", seatCount: before.seatCount });
  }
  const priced = new Set(definition.priceLevels.map((level) => level.id));
  const missing = [...new Set(chart.zones.map((zone) => zone.priceLevel))].filter((id) => !priced.has(id));
  if (missing.length > 0) {
    const issues = missing.map((id) => ({
      path: "priceLevels",
      message: `no price for level ${id} of the chart`,
    }));
    throw new RefusalError({ code: "invalid-input", issues });
  }
  const event = await saveEvent(db, { eventId, definition, seatCount: countSeats(chart), now: clock.now() });
  await configureSeats(deps, event);
  logInfo("catalog", "event published", { eventId, version: event.version, seatCount: event.seatCount });
  return event;
}
