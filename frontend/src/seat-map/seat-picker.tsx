// The map, its accessible twin and what filters both. One scene, one feed, two ways to see it.

import { createMemo, createSignal, Show, type JSX } from "solid-js";
import { toast } from "solid-sonner";
import type { EventView } from "../../../shared/contracts/catalog.schema.ts";
import type { Feed } from "../feed/feed.ts";
import { useI18n } from "../i18n/i18n.tsx";
import { cn } from "../ui/cn.ts";
import { pricedLevels } from "./all-in.ts";
import { CanvasMap } from "./canvas-map.tsx";
import type { ChartData } from "./chart-data.ts";
import { Legend } from "./legend.tsx";
import type { MapEngine } from "./map-engine.ts";
import type { Mine } from "./overlay.ts";
import { createPickerModel } from "./picker-model.ts";
import { PriceFilter } from "./price-filter.tsx";
import { SeatGrid } from "./seat-grid.tsx";
import { createSeatWords, describeSeat } from "./seat-words.ts";
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
  const { lang } = i18n;
  const [view, setView] = createSignal<"map" | "list">("map");
  const levels = createLevelFilter();
  const [zone, setZone] = createSignal(0);
  const [engine, setEngine] = createSignal<MapEngine>();
  const announcer = createTakenAnnouncer();
  const words = createSeatWords(props.data, props.event, i18n);

  const model = createPickerModel({
    data: props.data,
    event: props.event,
    feed: props.feed,
    mine: () => props.mine,
    engine,
    onTaken: (seats, seen) => {
      const inZone = (seat: number): boolean => props.data.index.zoneOf[seat] === zone();
      announcer.note(view() === "list" ? seats.filter(inZone).length : seen);
    },
  });
  const { scene, stateOf, free } = model;
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
            chosen={levels.chosen()}
            onToggle={levels.toggle}
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
            filter={levels.filter()}
            words={lang()}
            describe={(seat) => describeSeat(words, seat, stateOf(seat))}
            onPick={pick}
            onEngine={(made) => {
              setEngine(made);
              props.onEngine?.(made);
            }}
          />
          <Show when={free() === undefined}>
            <LoadingSeats />
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
            freeInZone={model.freeInZone}
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

function createLevelFilter() {
  const [chosen, setChosen] = createSignal<ReadonlySet<string>>(new Set());
  return {
    chosen,
    /** None chosen means all. */
    filter: createMemo(() => (chosen().size === 0 ? undefined : chosen())),
    toggle: (id: string): void => {
      const next = new Set(chosen());
      if (!next.delete(id)) next.add(id);
      setChosen(next);
    },
  };
}

function LoadingSeats(): JSX.Element {
  const { t } = useI18n();
  return (
    <p role="status" class="pointer-events-none absolute inset-x-0 top-3 text-center text-sm text-muted">
      {t("seatMap.loadingSeats")}
    </p>
  );
}
