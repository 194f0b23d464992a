// What is said of a seat, on the map's tip, in the grid and in a toast.

import type { EventView } from "../../../shared/contracts/catalog.schema.ts";
import { AVAILABLE, HELD, SEAT_STATES, SOLD } from "../../../shared/domain/seat.ts";
import { SEAT_FLAGS } from "../../../shared/domain/chart-index.ts";
import { seatName } from "../catalog/seat-name.ts";
import type { I18n } from "../i18n/i18n.tsx";
import { pricedLevels } from "./all-in.ts";
import type { ChartData } from "./chart-data.ts";

export type CellState = (typeof SEAT_STATES)[number] | "MINE";

export interface SeatWords {
  /** "1층 A구역 3열 12번" */
  readonly name: (seat: number) => string;
  /** "VIP ₩157,500" */
  readonly price: (seat: number) => string;
  /** "선택 가능" */
  readonly state: (state: CellState) => string;
  /** "휠체어석", or nothing */
  readonly kind: (seat: number) => string | undefined;
}

export function createSeatWords(data: ChartData, event: EventView, i18n: I18n): SeatWords {
  const { t, text, money } = i18n;
  const levels = new Map(pricedLevels(event).map((priced) => [priced.level.id, priced]));
  return {
    name(seat) {
      const { place, seat: number } = seatName(data, seat, i18n);
      return `${place} ${number}`;
    },
    price(seat) {
      const priced = levels.get(data.index.zones[data.index.zoneOf[seat] ?? 0]?.priceLevel ?? "");
      if (priced === undefined) return t("seatMap.blocked");
      return `${text(priced.level.name)} ${money(priced.allInMinor, priced.level.currency)}`;
    },
    state(state) {
      if (state === "MINE") return t("seatMap.mine");
      if (state === SEAT_STATES[AVAILABLE]) return t("seatMap.available");
      if (state === SEAT_STATES[HELD]) return t("seatMap.held");
      return state === SEAT_STATES[SOLD] ? t("seatMap.sold") : t("seatMap.blocked");
    },
    kind(seat) {
      const flags = data.index.flags[seat] ?? 0;
      if ((flags & SEAT_FLAGS.accessible) !== 0) return t("seatMap.accessible");
      return (flags & SEAT_FLAGS.companion) !== 0 ? t("seatMap.companion") : undefined;
    },
  };
}

/** A seat with what it costs and how it stands, as one sentence without a verb. */
export function describeSeat(words: SeatWords, seat: number, state: CellState): string {
  const kind = words.kind(seat);
  return [
    words.name(seat),
    words.price(seat),
    ...(kind === undefined ? [] : [kind]),
    words.state(state),
  ].join(", ");
}
