import { For, Show, type JSX } from "solid-js";
import { seatName, type IndexedChart } from "../catalog/seat-name.ts";
import { useI18n } from "../i18n/i18n.tsx";
import { cn } from "../ui/cn.ts";

export interface SeatListProps {
  readonly seats: readonly number[];
  readonly chart: IndexedChart | undefined;
  /** by seat, where issued */
  readonly tickets?: readonly { readonly seat: number; readonly code: string }[];
  readonly class?: string;
  /** they have gone to somebody else */
  readonly gone?: boolean;
  readonly testId?: string;
}

/** Seats by the names printed on them; with its ticket's code, large enough to be read out at a door. */
export function SeatList(props: SeatListProps): JSX.Element {
  const i18n = useI18n();
  const codeOf = (seat: number): string | undefined => {
    return props.tickets?.find((ticket) => ticket.seat === seat)?.code;
  };
  return (
    <ul class={cn("divide-y divide-line", props.class)} data-testid={props.testId ?? "order-seats"}>
      <For each={props.seats}>
        {(seat) => {
          const name = () => seatName(props.chart, seat, i18n);
          return (
            <li class="flex flex-wrap items-center justify-between gap-x-6 gap-y-1 py-3 first:pt-0 last:pb-0">
              <p class={cn("flex flex-wrap items-baseline gap-x-2", props.gone && "text-muted line-through")}>
                <span class="font-bold tabular-nums">{name().seat}</span>
                <span class="text-muted">{name().place}</span>
              </p>
              <Show when={codeOf(seat)}>
                {(code) => (
                  <p class="max-sm:w-full">
                    <span class="sr-only">{i18n.t("orders.ticketCode")} </span>
                    <code
                      class={cn(
                        "block rounded-control bg-sunken px-3 py-1.5 text-center font-sans text-xl font-bold",
                        "tracking-[0.12em] break-all tabular-nums",
                      )}
                    >
                      {code()}
                    </code>
                  </p>
                )}
              </Show>
            </li>
          );
        }}
      </For>
    </ul>
  );
}
