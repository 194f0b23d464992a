// What map and grid have in common: the scene, fed by the feed, as signals.

import { createEffect, createMemo, createSignal, on, onCleanup, untrack, type Accessor } from "solid-js";
import type { EventView } from "../../../shared/contracts/catalog.schema.ts";
import { AVAILABLE, SEAT_STATES } from "../../../shared/domain/seat.ts";
import type { Feed } from "../feed/feed.ts";
import { useI18n } from "../i18n/i18n.tsx";
import type { ChartData } from "./chart-data.ts";
import type { MapEngine } from "./map-engine.ts";
import type { Mine } from "./overlay.ts";
import { readPalette } from "./palette.ts";
import { createScene, isInBox, type Look, type Scene } from "./scene.ts";
import { freeByLevel } from "./seat-model.ts";
import type { CellState } from "./seat-words.ts";

export interface PickerModel {
  readonly scene: Scene;
  readonly stateOf: (seat: number) => CellState;
  /** Free seats by price level; unknown until the first picture. */
  readonly free: Accessor<ReadonlyMap<string, number> | undefined>;
  readonly freeInZone: (zone: number) => number;
}

export interface PickerModelOptions {
  readonly data: ChartData;
  readonly event: EventView;
  readonly feed: Feed;
  readonly mine: Accessor<Mine>;
  readonly engine: Accessor<MapEngine | undefined>;
  /** Others have just taken `seats`, `seen` of them in the part of the map that is on the screen. */
  readonly onTaken: (seats: readonly number[], seen: number) => void;
}

export function createPickerModel(options: PickerModelOptions): PickerModel {
  const { data, event, feed, mine, engine, onTaken } = options;
  const [version, setVersion] = createSignal(0);
  const levelIds = event.priceLevels.map((level) => level.id);
  const scene = createScene(data, levelIds, createLook());

  /** Counts and paints what changed; the canvas may not be there yet, the model always is. */
  const take = (changed: readonly number[] | "all"): void => {
    const states = feed.seats.states();
    if (states === undefined) return;
    const drawer = engine();
    const differing =
      drawer === undefined ? scene.model.update(states, changed) : drawer.update(states, changed);
    setVersion((v) => v + 1);
    if (differing === "all") return;
    const taken = differing.filter((seat) => scene.model.stateOf(seat) !== AVAILABLE && !mine().has(seat));
    const view = drawer?.visible();
    onTaken(taken, view === undefined ? 0 : taken.filter((seat) => isInBox(scene, seat, view)).length);
  };
  onCleanup(feed.seats.subscribe((changed) => untrack(() => take(changed))));
  createEffect(on(engine, () => take("all")));

  return {
    scene,
    stateOf: (seat) => {
      version();
      return mine().has(seat) ? "MINE" : (SEAT_STATES[scene.model.stateOf(seat)] ?? "AVAILABLE");
    },
    free: createMemo(() => {
      version();
      return scene.model.known() ? freeByLevel(scene.index, scene.model.freeInZone) : undefined;
    }),
    freeInZone: (zone) => {
      version();
      return scene.model.freeInZone[zone] ?? 0;
    },
  };
}

function createLook(): Look {
  const { t, text, lang } = useI18n();
  return {
    palette: readPalette(),
    filter: undefined,
    widths: new Map(),
    text,
    freeText: (n) => (n === 0 ? t("seatMap.soldOut") : t("seatMap.free", { n: n.toLocaleString(lang()) })),
  };
}
