// What the buyer can do to the seats of an event's page.

import type { Accessor } from "solid-js";
import { toast } from "solid-sonner";
import type { EventView } from "../../../shared/contracts/catalog.schema.ts";
import { AVAILABLE } from "../../../shared/domain/seat.ts";
import type { Feed } from "../feed/feed.ts";
import type { Holds } from "../holds/create-holds.ts";
import { useI18n } from "../i18n/i18n.tsx";
import { bestAvailable } from "../seat-map/best-available.ts";
import type { ChartData } from "../seat-map/chart-data.ts";
import type { MapEngine } from "../seat-map/map-engine.ts";
import { seatsSoldWith } from "../seat-map/sold-together.ts";
import type { SaleState } from "./sale-state.ts";

/** Where a seat can be told from its neighbours. */
const SHOW_PITCH_PX = 26;

export interface SeatActionsOptions {
  readonly event: EventView;
  readonly data: ChartData;
  readonly feed: Feed;
  readonly holds: Holds;
  readonly sale: Accessor<SaleState>;
  readonly engine: Accessor<MapEngine | undefined>;
}

export function createSeatActions({ event, data, feed, holds, sale, engine }: SeatActionsOptions) {
  const { t } = useI18n();
  const max = event.limits.maxSeatsPerHold;
  const showSeat = (seat: number): void => engine()?.showSeat(seat, SHOW_PITCH_PX);
  return {
    showSeat,
    pick(this: void, seat: number): void {
      if (sale() !== "on-sale") {
        toast.info(t(sale() === "opens-soon" ? "event.notYet" : "event.closedTitle"), { id: "sale" });
        return;
      }
      const together = seatsSoldWith(data.chart, data.index, seat);
      const added = together.filter((each) => !holds.wanted().includes(each)).length;
      if (added > 0 && holds.wanted().length + added > max)
        toast.error(t("holds.tooMany", { max }), { id: "max" });
      else holds.toggle(together);
    },
    /** Whether such seats were found; they are chosen in place of what was. */
    findBest(this: void, count: number, priceLevel: string | undefined): boolean {
      const states = feed.seats.states();
      const mine = new Set(holds.current()?.seats);
      const isFree = (seat: number): boolean => states?.[seat] === AVAILABLE || mine.has(seat);
      const found = bestAvailable(data.chart, data.index, { count, priceLevel, isFree });
      const middle = found?.[found.length >> 1];
      if (found === undefined || middle === undefined) return false;
      holds.replaceWith(found);
      showSeat(middle);
      return true;
    },
  };
}
