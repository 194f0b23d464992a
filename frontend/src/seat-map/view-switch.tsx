import { For, type JSX } from "solid-js";
import { useI18n } from "../i18n/i18n.tsx";
import { cn } from "../ui/cn.ts";

const VIEWS = [
  { view: "map", label: "seatMap.mapView" },
  { view: "list", label: "seatMap.listView" },
] as const;

export type View = (typeof VIEWS)[number]["view"];

export function ViewSwitch(props: {
  readonly view: View;
  readonly onView: (view: View) => void;
}): JSX.Element {
  const { t } = useI18n();
  return (
    <div
      role="group"
      aria-label={t("seatMap.viewLabel")}
      class="mr-3 flex shrink-0 rounded-control bg-sunken p-0.5 max-lg:ml-2 lg:mr-4"
    >
      <For each={VIEWS}>
        {({ view, label }) => (
          <button
            type="button"
            aria-pressed={props.view === view}
            data-testid={`view-${view}`}
            onClick={() => props.onView(view)}
            class={cn(
              "min-h-10 rounded-lg px-3 text-sm font-semibold whitespace-nowrap text-muted",
              // On a phone the prices need the room: one button, to the other view.
              props.view === view && "bg-surface text-ink shadow-sm max-lg:hidden",
            )}
          >
            {t(label)}
          </button>
        )}
      </For>
    </div>
  );
}
