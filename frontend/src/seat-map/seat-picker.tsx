// The map, its accessible twin and what filters both. One scene, one feed, two ways to see it.

import { createEffect, createMemo, createSignal, on, onCleanup, Show, untrack, type JSX } from "solid-js";
import { toast } from "solid-sonner";
import type { EventView } from "../../../shared/contracts/catalog.schema.ts";
import { AVAILABLE, SEAT_STATES } from "../../../shared/domain/seat.ts";
import type { Feed } from "../feed/feed.ts";
import { useI18n } from "../i18n/i18n.tsx";
import { cn } from "../ui/cn.ts";
import { pricedLevels } from "./all-in.ts";
import { CanvasMap } from "./canvas-map.tsx";
import type { ChartData } from "./chart-data.ts";
import { Legend } from "./legend.tsx";
import type { MapEngine } from "./map-engine.ts";
import type { Mine } from "./overlay.ts";
import { readPalette } from "./palette.ts";
import { PriceFilter } from "./price-filter.tsx";
import { createScene, isInBox } from "./scene.ts";
import { freeByLevel } from "./seat-model.ts";
import { SeatGrid } from "./seat-grid.tsx";
import { createSeatWords, describeSeat, type CellState } from "./seat-words.ts";
import { createTakenAnnouncer } from "./taken-announcer.tsx";
import { ViewSwitch } from "./view-switch.tsx";

export interface SeatPickerProps {
  readonly event: EventView;
  readonly data: ChartData;
  readonly feed: Feed;
  readonly mine: Mine;
  readonly onPick: (seat: number) => void;
  readonly onEngine?: (engine: MapEngine | undefined) => void;
  /** what lies over the upper edge of the map */
  readonly banner?: JSX.Element;
}

export function SeatPicker(props: SeatPickerProps): JSX.Element {
  const i18n = useI18n();
  const { t, lang } = i18n;
  const [view, setView] = createSignal<"map" | "list">("map");
  const [chosenLevels, setChosenLevels] = createSignal<ReadonlySet<string>>(new Set());
  const [zone, setZone] = createSignal(0);
  const [version, setVersion] = createSignal(0);
  const [engine, setEngine] = createSignal<MapEngine>();
  const announcer = createTakenAnnouncer();
  const scene = untrack(() =>
    createScene(
      props.data,
      props.event.priceLevels.map((level) => level.id),
      {
        palette: readPalette(),
        filter: undefined,
        widths: new Map(),
        text: (localized) => i18n.text(localized),
        freeText: (n) =>
          n === 0 ? t("seatMap.soldOut") : t("seatMap.free", { n: n.toLocaleString(lang()) }),
      },
    ),
  );
  const words = createSeatWords(props.data, props.event, i18n);

  /** Counts and paints what changed; the canvas may not be there yet, the model always is. */
  const take = (changed: readonly number[] | "all"): void => {
    const states = props.feed.seats.states();
    if (states === undefined) return;
    const drawer = engine();
    const differing =
      drawer === undefined ? scene.model.update(states, changed) : drawer.update(states, changed);
    setVersion((v) => v + 1);
    if (differing === "all") return;
    const visible = drawer?.visible();
    const isSeen = (seat: number): boolean =>
      view() === "list"
        ? scene.index.zoneOf[seat] === zone()
        : visible !== undefined && isInBox(scene, seat, visible);
    const isTaken = (seat: number): boolean =>
      scene.model.stateOf(seat) !== AVAILABLE && !props.mine.has(seat);
    announcer.note(differing.filter((seat) => isTaken(seat) && isSeen(seat)).length);
  };
  onCleanup(untrack(() => props.feed.seats.subscribe((changed) => untrack(() => take(changed)))));
  createEffect(on(engine, () => take("all")));

  const stateOf = (seat: number): CellState => {
    version();
    return props.mine.has(seat) ? "MINE" : (SEAT_STATES[scene.model.stateOf(seat)] ?? "AVAILABLE");
  };
  const free = createMemo(() => {
    version();
    return scene.model.known() ? freeByLevel(scene.index, scene.model.freeInZone) : undefined;
  });
  const filter = createMemo(() => (chosenLevels().size === 0 ? undefined : chosenLevels()));
  const toggleLevel = (id: string): void => {
    const next = new Set(chosenLevels());
    if (!next.delete(id)) next.add(id);
    setChosenLevels(next);
  };
  const pick = (seat: number): void => {
    const state = stateOf(seat);
    if (state === "AVAILABLE" || state === "MINE") props.onPick(seat);
    else toast.info(describeSeat(words, seat, state), { id: "seat" }); // one toast, however often it is tapped
  };

  return (
    <div class="flex h-full min-h-0 min-w-0 flex-col">
      <div class="flex items-center border-b border-line bg-surface">
        <div class="min-w-0 flex-1">
          <PriceFilter
            levels={pricedLevels(props.event)}
            free={free()}
            chosen={chosenLevels()}
            onToggle={toggleLevel}
          />
        </div>
        <ViewSwitch view={view()} onView={setView} />
      </div>
      <div class="relative min-h-0 flex-1">
        <div class={cn("absolute inset-0", view() === "list" && "invisible")}>
          <CanvasMap
            scene={scene}
            feedStatus={props.feed.status()}
            mine={props.mine}
            filter={filter()}
            words={lang()}
            describe={(seat) => describeSeat(words, seat, stateOf(seat))}
            onPick={pick}
            onEngine={(made) => {
              setEngine(made);
              props.onEngine?.(made);
            }}
          />
          <Show when={!scene.model.known() && free() === undefined}>
            <p
              role="status"
              class="pointer-events-none absolute inset-x-0 top-3 text-center text-sm text-muted"
            >
              {t("seatMap.loadingSeats")}
            </p>
          </Show>
        </div>
        {/* Always there for who does not see the canvas; whoever reaches it by keyboard sees it come up. */}
        <div
          class={cn("absolute inset-0 bg-canvas", view() === "map" && "sr-only")}
          onFocusIn={() => setView("list")}
        >
          <SeatGrid
            data={props.data}
            words={words}
            stateOf={stateOf}
            freeInZone={(position) => {
              version();
              return scene.model.freeInZone[position] ?? 0;
            }}
            zone={zone()}
            onZone={setZone}
            onPick={pick}
          />
        </div>
        <div class="pointer-events-none absolute top-2 right-16 left-2 z-20 lg:left-16">{props.banner}</div>
      </div>
      <div class="border-t border-line bg-surface">
        <Legend />
      </div>
      {announcer.region()}
    </div>
  );
}
