import { For, type JSX } from "solid-js";
import type { PriceLevel } from "../../../shared/contracts/catalog.schema.ts";
import { useI18n } from "../i18n/i18n.tsx";
import { cn } from "../ui/cn.ts";
import { levelClass } from "./palette.ts";

export interface PricedLevel {
  readonly level: PriceLevel;
  /** one seat with its fee */
  readonly allInMinor: number;
}

export interface PriceFilterProps {
  readonly levels: readonly PricedLevel[];
  readonly free: ReadonlyMap<string, number> | undefined;
  readonly chosen: ReadonlySet<string>;
  readonly onToggle: (levelId: string) => void;
}

/** What each price level costs and has left; pressing one dims the others on the map. */
export function PriceFilter(props: PriceFilterProps): JSX.Element {
  const { t, text, money, lang } = useI18n();
  const left = (id: string): string => (props.free?.get(id) ?? 0).toLocaleString(lang());
  const pressed = (id: string): boolean => props.chosen.has(id);
  return (
    <ul
      aria-label={t("seatMap.levelFilter")}
      class="flex gap-1.5 overflow-x-auto px-3 py-2 [scrollbar-width:thin] lg:px-4"
    >
      <For each={props.levels}>
        {({ level, allInMinor }, position) => (
          <li class="shrink-0">
            <button
              type="button"
              aria-pressed={pressed(level.id)}
              onClick={() => props.onToggle(level.id)}
              class={cn(
                "flex min-h-11 items-center gap-2 rounded-control border border-line bg-surface px-2.5 text-left leading-tight hover:bg-sunken",
                pressed(level.id) && "border-accent bg-accent-soft ring-1 ring-accent",
                props.chosen.size > 0 && !pressed(level.id) && "opacity-60",
              )}
            >
              <span aria-hidden="true" class={cn("size-3 shrink-0 rounded-full", levelClass(position()))} />
              <span class="text-sm">
                <span class="block font-semibold">{text(level.name)}</span>
                <span class="block whitespace-nowrap text-muted tabular-nums">
                  {money(allInMinor, level.currency)}
                  {" · "}
                  {props.free === undefined ? "…" : t("seatMap.free", { n: left(level.id) })}
                </span>
              </span>
            </button>
          </li>
        )}
      </For>
    </ul>
  );
}
