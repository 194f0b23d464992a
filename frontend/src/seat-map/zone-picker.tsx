import { createUniqueId, For, type JSX } from "solid-js";
import { useI18n } from "../i18n/i18n.tsx";
import type { ChartData } from "./chart-data.ts";

export interface ZonePickerProps {
  readonly data: ChartData;
  readonly zone: number;
  readonly freeInZone: (zone: number) => number;
  readonly onZone: (zone: number) => void;
}

/** The platform's own list: a hundred zones scroll best in what a phone is made for. */
export function ZonePicker(props: ZonePickerProps): JSX.Element {
  const { t, text } = useI18n();
  const id = createUniqueId();
  return (
    <div class="flex items-center gap-2">
      <label for={id} class="shrink-0 font-semibold">
        {t("seatMap.zone")}
      </label>
      <select
        id={id}
        class="min-h-11 min-w-0 flex-1 rounded-control border border-line-strong bg-surface px-3"
        onChange={(e) => props.onZone(Number(e.currentTarget.value))}
      >
        <For each={props.data.chart.zones}>
          {(zone, position) => (
            <option value={position()} selected={position() === props.zone}>
              {t("seatMap.zoneOption", {
                zone: text(zone.name),
                level: zone.priceLevel,
                n: props.freeInZone(position()),
              })}
            </option>
          )}
        </For>
      </select>
    </div>
  );
}
