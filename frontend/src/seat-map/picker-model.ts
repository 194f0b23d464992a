// What map and grid have in common: the scene, fed by the feed, as signals.

import {
  batch,
  createEffect,
  createMemo,
  createSignal,
  on,
  onCleanup,
  untrack,
  type Accessor,
} from "solid-js";
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

/** Counts in words change no oftener: nobody reads faster, and a busy sale would spend its frames on them. */
const COUNT_EVERY_MS = 250;

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
  const counts = createCounts();
  const zones = createZoneNews(data.index.zones.length);
  const levelIds = event.priceLevels.map((level) => level.id);
  const scene = createScene(data, levelIds, createLook());

  /** Counts and paints what changed; the canvas may not be there yet, the model always is. */
  const take = (changed: readonly number[] | "all"): void => {
    const states = feed.seats.states();
    if (states === undefined) return;
    const drawer = engine();
    const differing =
      drawer === undefined ? scene.model.update(states, changed) : drawer.update(states, changed);
    if (differing === "all") {
      zones.tellAll();
      counts.tellNow();
      return;
    }
    zones.tell(new Set(differing.map((seat) => data.index.zoneOf[seat] ?? 0)));
    counts.tellSoon();
    const taken = differing.filter((seat) => scene.model.stateOf(seat) !== AVAILABLE && !mine().has(seat));
    const view = drawer?.visible();
    onTaken(taken, view === undefined ? 0 : taken.filter((seat) => isInBox(scene, seat, view)).length);
  };
  onCleanup(feed.seats.subscribe((changed) => untrack(() => take(changed))));
  createEffect(on(engine, () => take("all")));

  return {
    scene,
    stateOf: (seat) => {
      zones.listen(data.index.zoneOf[seat] ?? 0);
      return mine().has(seat) ? "MINE" : (SEAT_STATES[scene.model.stateOf(seat)] ?? "AVAILABLE");
    },
    free: createMemo(() => {
      counts.listen();
      return scene.model.known() ? freeByLevel(scene.index, scene.model.freeInZone) : undefined;
    }),
    freeInZone: (zone) => {
      counts.listen();
      return scene.model.freeInZone[zone] ?? 0;
    },
  };
}

/** The news that counts have changed: at once, or with whatever else changes within a moment. */
function createCounts() {
  const [version, setVersion] = createSignal(0);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tellNow = (): void => {
    clearTimeout(timer);
    timer = undefined;
    setVersion((v) => v + 1);
  };
  onCleanup(() => clearTimeout(timer));
  return {
    listen: version,
    tellNow,
    tellSoon: (): void => {
      timer ??= setTimeout(tellNow, COUNT_EVERY_MS);
    },
  };
}

/** The news that seats of a zone have changed; whoever shows one zone need not hear of the others. */
function createZoneNews(zoneCount: number) {
  const zones = Array.from({ length: zoneCount }, () => createSignal(0));
  const tell = (changed: Iterable<number>): void =>
    batch(() => {
      for (const zone of changed) zones[zone]?.[1]((v) => v + 1);
    });
  return {
    listen: (zone: number): number => zones[zone]?.[0]() ?? 0,
    tell,
    tellAll: (): void => tell(zones.keys()),
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
