// What the map shows of every seat, and how many are free by zone. Keeps its own copy of the states, so that a
// change can be counted once and described ("taken", "free again") however it arrived.

import { AVAILABLE } from "../../../shared/domain/seat.ts";
import type { ChartIndex } from "../../../shared/domain/chart-index.ts";

export interface SeatModel {
  readonly stateOf: (seat: number) => number;
  /** Copies `changed` from `states`; returns the seats that now differ, or "all" after a whole picture. */
  readonly update: (states: Uint8Array, changed: readonly number[] | "all") => readonly number[] | "all";
  /** Free seats, by the zone's position. */
  readonly freeInZone: Uint32Array;
  readonly known: () => boolean;
}

export function createSeatModel(index: ChartIndex): SeatModel {
  const shown = new Uint8Array(index.seatCount);
  const freeInZone = new Uint32Array(index.zones.length);
  let known = false;

  const countAll = (): void => {
    for (const [position, zone] of index.zones.entries()) {
      let free = 0;
      for (let seat = zone.first; seat < zone.first + zone.count; seat++)
        if (shown[seat] === AVAILABLE) free++;
      freeInZone[position] = free;
    }
  };

  return {
    freeInZone,
    known: () => known,
    stateOf: (seat) => shown[seat] ?? AVAILABLE,
    update(states, changed) {
      if (changed === "all" || !known) {
        shown.set(states.subarray(0, shown.length));
        known = true;
        countAll();
        return "all";
      }
      return changed.filter((seat) => {
        const before = shown[seat];
        const after = states[seat];
        if (before === undefined || after === undefined || before === after) return false;
        shown[seat] = after;
        const zone = index.zoneOf[seat] ?? 0;
        const difference = (after === AVAILABLE ? 1 : 0) - (before === AVAILABLE ? 1 : 0);
        freeInZone[zone] = (freeInZone[zone] ?? 0) + difference;
        return true;
      });
    },
  };
}

/** Free seats by price level. */
export function freeByLevel(index: ChartIndex, freeInZone: Uint32Array): ReadonlyMap<string, number> {
  const free = new Map<string, number>();
  for (const [position, { priceLevel }] of index.zones.entries()) {
    free.set(priceLevel, (free.get(priceLevel) ?? 0) + (freeInZone[position] ?? 0));
  }
  return free;
}

/** Which zones have nothing left, as a text that differs when they do. */
export function soldOutZones({ freeInZone }: SeatModel): string {
  return Array.from(freeInZone, (free) => (free === 0 ? "1" : "0")).join("");
}
