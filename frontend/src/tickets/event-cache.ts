import { createSignal, onCleanup, type Accessor } from "solid-js";
import { loadEventWithChart, type EventWithChart } from "../catalog/load-event.ts";
import type { Result } from "../../../shared/domain/result.ts";
import type { Failure } from "../http/failure.ts";

export type LoadedEvent = Accessor<Result<EventWithChart, Failure> | undefined>;

/** Each event and its chart once, however many orders there are for it. */
export function createEventCache(): { get(eventId: string): LoadedEvent } {
  const known = new Map<string, LoadedEvent>();
  const abort = new AbortController();
  onCleanup(() => abort.abort());
  return {
    get(eventId) {
      const cached = known.get(eventId);
      if (cached !== undefined) return cached;
      const [event, setEvent] = createSignal<Result<EventWithChart, Failure>>();
      known.set(eventId, event);
      void loadEventWithChart(eventId, abort.signal).then((result) => setEvent(result));
      return event;
    },
  };
}
