// What the buyer has chosen, what it costs with every fee, how long it is held, and the way on. A column on a wide
// screen; on a phone a bar below the map that opens upwards, so that it never lies over the seat being tapped.

import { createSignal, Show, type JSX } from "solid-js";
import type { EventView } from "../../../shared/contracts/catalog.schema.ts";
import { useI18n } from "../i18n/i18n.tsx";
import { Button, ButtonLink } from "../ui/button.tsx";
import { cn } from "../ui/cn.ts";
import { Price } from "../ui/price.tsx";
import { QuoteLines } from "./quote-lines.tsx";
import { BasketSeats } from "./basket-seats.tsx";
import type { Holds } from "./create-holds.ts";
import { HoldTimer } from "./hold-timer.tsx";

const MINUTE_MS = 60_000;

export interface BasketPanelProps {
  readonly event: EventView;
  readonly holds: Holds;
  readonly serverNow: () => number;
  readonly seatName: (seat: number) => string;
  readonly seatPrice: (seat: number) => string;
  /** the cheapest seat with its fee */
  readonly fromText: string;
  readonly canBuy: boolean;
  readonly onShowSeat: (seat: number) => void;
  readonly onCheckout: () => void;
  /** "best available" */
  readonly children?: JSX.Element;
}

export function BasketPanel(props: BasketPanelProps): JSX.Element {
  const { t } = useI18n();
  const [isOpen, setOpen] = createSignal(false);
  const count = (): number => props.holds.wanted().length;

  return (
    <aside
      data-testid="basket"
      aria-label={t("holds.basket")}
      class="flex min-h-0 flex-col border-t border-line bg-surface lg:w-88 lg:shrink-0 lg:border-t-0 lg:border-l"
    >
      <div class="flex min-h-12 items-center justify-between gap-2 border-b border-line px-3 lg:px-5">
        <h2 class="shrink-0 text-base font-bold max-lg:hidden">{t("holds.basket")}</h2>
        <DetailsToggle isOpen={isOpen()} count={count()} onToggle={() => setOpen(!isOpen())} />
        <Status {...props} />
      </div>
      <div
        id="basket-details"
        class={cn(
          "min-h-0 flex-1 flex-col gap-5 overflow-y-auto px-3 py-4 max-lg:max-h-[42dvh] lg:flex lg:px-5",
          isOpen() ? "flex" : "hidden",
        )}
      >
        <Show when={count() > 0} fallback={<Empty event={props.event} />}>
          <BasketSeats
            seats={props.holds.wanted()}
            granted={props.holds.current()?.seats ?? []}
            seatName={props.seatName}
            seatPrice={props.seatPrice}
            onShow={props.onShowSeat}
            onRemove={(seat) => props.holds.toggle([seat])}
          />
          <Show when={props.holds.current()?.quote}>
            {(quote) => <QuoteLines class="gap-1.5 text-sm" quote={quote()} event={props.event} />}
          </Show>
        </Show>
        <Show when={props.canBuy}>{props.children}</Show>
      </div>
      <Footer {...props} />
    </aside>
  );
}

interface DetailsToggleProps {
  readonly isOpen: boolean;
  readonly count: number;
  readonly onToggle: () => void;
}

/** On a phone the details open upwards from the bar. */
function DetailsToggle(props: DetailsToggleProps): JSX.Element {
  const { t } = useI18n();
  return (
    <button
      type="button"
      aria-expanded={props.isOpen}
      aria-controls="basket-details"
      onClick={() => props.onToggle()}
      class="-ml-1 flex min-h-11 items-center gap-1.5 rounded-control px-1 font-bold lg:hidden"
    >
      <svg
        aria-hidden="true"
        viewBox="0 0 24 24"
        class={cn("size-5 fill-none stroke-current", props.isOpen && "rotate-180")}
        stroke-width="2.25"
        stroke-linecap="round"
        stroke-linejoin="round"
      >
        <path d="M6 14.5l6-6 6 6" />
      </svg>
      <Show when={props.count > 0} fallback={t("seatMap.best")}>
        {t("holds.basket")} {props.count}
      </Show>
    </button>
  );
}

function Footer(props: BasketPanelProps): JSX.Element {
  const { t } = useI18n();
  const isSettled = (): boolean => props.holds.current() !== undefined && !props.holds.busy();
  return (
    <div class="flex min-h-16 items-center justify-between gap-3 border-line px-3 py-2 lg:border-t lg:px-5 lg:py-4">
      <p class={cn("leading-tight", props.holds.busy() && "opacity-60")}>
        <span class="block text-sm text-muted">{t("common.total")}</span>
        <span data-testid="basket-total" class="text-xl font-extrabold">
          <Show
            when={props.holds.current()?.quote}
            fallback={<span class="text-base font-semibold text-muted">{props.fromText}</span>}
          >
            {(quote) => <Price amountMinor={quote().totalMinor} currency={quote().currency} />}
          </Show>
        </span>
      </p>
      <Button
        variant="primary"
        size="lg"
        data-testid="checkout"
        disabled={!isSettled()}
        onClick={() => props.onCheckout()}
      >
        {t("holds.checkout")}
      </Button>
    </div>
  );
}

/** The one thing to know about the hold just now; the line keeps its height. */
function Status(props: BasketPanelProps): JSX.Element {
  const { t } = useI18n();
  return (
    <Show
      when={!props.holds.crowded()}
      fallback={
        <p class="text-sm text-muted" role="status" data-testid="crowded">
          {t("holds.crowded")}
        </p>
      }
    >
      <HoldStatus {...props} />
    </Show>
  );
}

function HoldStatus(props: BasketPanelProps): JSX.Element {
  const { t } = useI18n();
  return (
    <Show
      when={props.holds.current()}
      fallback={
        <Show
          when={props.holds.paying()}
          fallback={
            <p class="text-sm text-muted" role="status">
              {props.holds.busy() ? t("holds.holding") : props.holds.known() ? t("holds.empty") : ""}
            </p>
          }
        >
          <ButtonLink href="/checkout" size="sm">
            {t("holds.toPayment")}
          </ButtonLink>
        </Show>
      }
    >
      {(hold) => <HoldTimer hold={hold()} serverNow={props.serverNow} extend={props.holds.extend} />}
    </Show>
  );
}

function Empty(props: { readonly event: EventView }): JSX.Element {
  const { t } = useI18n();
  return (
    <p class="text-sm text-muted">
      {t("holds.emptyHint", {
        minutes: Math.round(props.event.limits.holdTtlMs / MINUTE_MS),
        max: props.event.limits.maxSeatsPerHold,
      })}
    </p>
  );
}
