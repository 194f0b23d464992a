import { For, type JSX } from "solid-js";
import { useI18n } from "../i18n/i18n.tsx";
import { cn } from "../ui/cn.ts";

export interface BasketSeatsProps {
  readonly seats: readonly number[];
  readonly granted: readonly number[];
  readonly seatName: (seat: number) => string;
  readonly seatPrice: (seat: number) => string;
  readonly onShow: (seat: number) => void;
  readonly onRemove: (seat: number) => void;
}

export function BasketSeats(props: BasketSeatsProps): JSX.Element {
  const { t } = useI18n();
  return (
    <ul class="flex flex-col divide-y divide-line">
      <For each={props.seats}>
        {(seat) => (
          <li
            class={cn(
              "flex items-center gap-1 py-1 transition-opacity duration-150",
              !props.granted.includes(seat) && "opacity-55",
            )}
            data-basket-seat={seat}
          >
            <button
              type="button"
              class="min-h-11 min-w-0 flex-1 rounded-control text-left leading-tight hover:bg-sunken"
              onClick={() => props.onShow(seat)}
            >
              <span class="block font-semibold">{props.seatName(seat)}</span>
              <span class="block text-sm text-muted tabular-nums">{props.seatPrice(seat)}</span>
            </button>
            <button
              type="button"
              aria-label={t("holds.removeSeat", { seat: props.seatName(seat) })}
              onClick={() => props.onRemove(seat)}
              class="grid size-11 shrink-0 place-items-center rounded-control text-muted hover:bg-sunken hover:text-ink"
            >
              <svg
                aria-hidden="true"
                viewBox="0 0 24 24"
                class="size-5 fill-none stroke-current"
                stroke-width="2"
                stroke-linecap="round"
              >
                <path d="M6 6l12 12M18 6L6 18" />
              </svg>
            </button>
          </li>
        )}
      </For>
    </ul>
  );
}
