import { For, type JSX } from "solid-js";
import { useI18n } from "../i18n/i18n.tsx";

/** The same shapes as on the canvas (sprites.ts, overlay.ts). */
const ENTRIES = [
  { key: "seatMap.available", draw: () => <circle cx="8" cy="8" r="6" class="fill-level-2" /> },
  {
    key: "seatMap.mine",
    draw: () => (
      <>
        <circle cx="8" cy="8" r="7" class="fill-seat-mine" />
        <path d="M5 8.3l2.2 2.2 3.9-4.6" class="fill-none stroke-on-accent" stroke-width="1.8" />
      </>
    ),
  },
  {
    key: "seatMap.legendHeld",
    draw: () => <circle cx="8" cy="8" r="5" class="fill-none stroke-line-strong" stroke-width="1.6" />,
  },
  {
    key: "seatMap.legendSold",
    draw: () => <path d="M5.3 5.3l5.4 5.4M10.7 5.3l-5.4 5.4" class="stroke-line-strong" stroke-width="1.6" />,
  },
  {
    key: "seatMap.legendAccessible",
    draw: () => <rect x="2" y="2" width="12" height="12" rx="2.5" class="fill-level-2" />,
  },
] as const;

export function Legend(): JSX.Element {
  const { t } = useI18n();
  return (
    <ul
      aria-label={t("seatMap.legend")}
      class="flex gap-x-2.5 overflow-x-auto px-3 py-1.5 text-xs lg:gap-x-4 lg:text-sm whitespace-nowrap text-muted [scrollbar-width:none] lg:px-4"
    >
      <For each={ENTRIES}>
        {({ key, draw }) => (
          <li class="flex items-center gap-1">
            <svg aria-hidden="true" viewBox="0 0 16 16" class="size-4 shrink-0" stroke-linecap="round">
              {draw()}
            </svg>
            {t(key)}
          </li>
        )}
      </For>
    </ul>
  );
}
