import type { EventSummary } from "../../../shared/contracts/catalog.schema.ts";

/** What can be done about an event's seats at `now`. The server decides when it matters; this is for reading. */
export type SaleState = "opens-soon" | "on-sale" | "closed" | "ended";

export function saleStateOf(
  event: Pick<EventSummary, "saleOpensAt" | "saleClosesAt" | "startsAt">,
  now: number,
): SaleState {
  if (now < event.saleOpensAt) return "opens-soon";
  if (now < event.saleClosesAt) return "on-sale";
  return now < event.startsAt ? "closed" : "ended";
}

/** What can be bought first, then what opens next, then what is over; each by its date. */
export function sortForSale<T extends Pick<EventSummary, "saleOpensAt" | "saleClosesAt" | "startsAt">>(
  events: readonly T[],
  now: number,
): readonly T[] {
  const order: readonly SaleState[] = ["on-sale", "opens-soon", "closed", "ended"];
  const rank = (event: T): number => order.indexOf(saleStateOf(event, now));
  return events.toSorted((a, b) => rank(a) - rank(b) || a.startsAt - b.startsAt);
}
