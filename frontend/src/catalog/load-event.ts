import type { EventView } from "../../../shared/contracts/catalog.schema.ts";
import type { Result } from "../../../shared/domain/result.ts";
import { getJson } from "../http/client.ts";
import type { Failure } from "../http/failure.ts";
import { loadChart } from "../seat-map/chart-data.ts";
import type { IndexedChart } from "./seat-name.ts";

/** An event and, where it could be had, the chart that names its seats. */
export interface EventWithChart {
  readonly event: EventView;
  readonly chart?: IndexedChart;
}

export function loadEvent(eventId: string, signal?: AbortSignal): Promise<Result<EventView, Failure>> {
  return getJson<EventView>(
    `/api/events/${encodeURIComponent(eventId)}`,
    signal === undefined ? {} : { signal },
  );
}

/** The chart is worth waiting for but not worth failing for: seats then go by their numbers. */
export async function loadEventWithChart(
  eventId: string,
  signal?: AbortSignal,
): Promise<Result<EventWithChart, Failure>> {
  const event = await loadEvent(eventId, signal);
  if (!event.ok) return event;
  const chart = await loadChart(event.value.chartHash);
  return { ok: true, value: chart.ok ? { event: event.value, chart: chart.value } : { event: event.value } };
}
