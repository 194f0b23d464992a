import { createMemo, Show, type JSX } from "solid-js";
import type { OrderSummary } from "../../../shared/contracts/orders.schema.ts";
import type { EventWithChart } from "../catalog/load-event.ts";
import { serverNow } from "../http/server-clock.ts";
import { useI18n } from "../i18n/i18n.tsx";
import { EventLines } from "../orders/event-summary.tsx";
import { hasOpenOffer } from "../orders/late-money.ts";
import { SeatList } from "../orders/seat-list.tsx";
import { Badge, type BadgeTone } from "../ui/badge.tsx";
import { ButtonLink } from "../ui/button.tsx";
import { Card, CardContent } from "../ui/card.tsx";
import { Price } from "../ui/price.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { cardState, type CardState } from "./card-state.ts";
import type { LoadedEvent } from "./event-cache.ts";

const TONES: Readonly<Record<CardState, BadgeTone>> = {
  PENDING: "accent",
  RETRY: "bad",
  CANCELLING: "neutral",
  CONFIRMED: "good",
  BOOKED: "good",
  CANCELLED: "bad",
  FREE_FAILED: "bad",
  GIVEN_UP: "neutral",
  RETURNED: "neutral",
  REFUNDED: "neutral",
};

export function OrderCard(props: { readonly order: OrderSummary; readonly event: LoadedEvent }): JSX.Element {
  const { t, text, localMoment } = useI18n();
  const scene = createMemo((): EventWithChart | undefined => {
    const result = props.event();
    return result?.ok === true ? result.value : undefined;
  });
  const linkName = (): string => {
    const event = scene()?.event;
    return event === undefined ? t("tickets.order") : t("tickets.orderOf", { event: text(event.name) });
  };
  // A list is read and left: what is over by now is seen to be over on the order's own page.
  const hasOffer = createMemo(() => hasOpenOffer(props.order, serverNow()));
  const state = createMemo(() => cardState(props.order, serverNow()));
  const isLive = (): boolean => props.order.status === "CONFIRMED";

  return (
    <Card data-testid="my-order" data-status={props.order.status}>
      <CardContent class="flex flex-col gap-5">
        <div class="flex flex-wrap-reverse items-end justify-between gap-x-4 gap-y-2">
          <Show when={scene()} fallback={<UnnamedEvent failed={props.event()?.ok === false} />}>
            {(loaded) => <EventLines event={loaded().event} />}
          </Show>
          <Show
            when={hasOffer()}
            fallback={<Badge tone={TONES[state()]}>{t(`orders.status_${state()}`)}</Badge>}
          >
            <Badge tone="warn">{t("tickets.offerWaits")}</Badge>
          </Show>
        </div>
        {/* the names wait for the chart: first a number and then a name would be two answers */}
        <Show when={props.event() !== undefined} fallback={<Skeleton class="h-8" />}>
          <SeatList
            seats={props.order.seats}
            chart={scene()?.chart}
            tickets={isLive() ? props.order.tickets : []}
            gone={props.order.offer !== undefined}
          />
        </Show>
        <Show when={isLive() && props.order.tickets.length === 0}>
          <p class="text-muted">{t("tickets.issuing")}</p>
        </Show>
        <Show when={hasOffer() && props.order.offer}>
          {(offer) => (
            <ToDo
              text={t("tickets.offerText", { time: localMoment(offer().until).time })}
              link={t("tickets.offerAnswer")}
              orderId={props.order.orderId}
            />
          )}
        </Show>
        <Show when={state() === "RETRY"}>
          <ToDo
            text={t("tickets.retryText", { time: localMoment(props.order.deadline).time })}
            link={t("tickets.retryPay")}
            orderId={props.order.orderId}
          />
        </Show>
        <div class="flex flex-wrap items-center justify-between gap-3 border-t border-line pt-4">
          <p class="text-muted">
            {t("common.total")}{" "}
            <Price
              amountMinor={props.order.totalMinor}
              currency={props.order.currency}
              class="font-bold text-ink"
            />
          </p>
          <ButtonLink href={`/orders/${props.order.orderId}`} size="sm" aria-label={linkName()}>
            {t("tickets.order")}
          </ButtonLink>
        </div>
      </CardContent>
    </Card>
  );
}

/** What waits for the buyer, and where to do it. */
function ToDo(props: {
  readonly text: string;
  readonly link: string;
  readonly orderId: string;
}): JSX.Element {
  return (
    <div class="flex flex-col items-start gap-3 rounded-control bg-warn-soft px-4 py-3">
      <p>{props.text}</p>
      <ButtonLink href={`/orders/${props.orderId}`} variant="primary">
        {props.link}
      </ButtonLink>
    </div>
  );
}

function UnnamedEvent(props: { readonly failed: boolean }): JSX.Element {
  const { t } = useI18n();
  return (
    <Show when={props.failed} fallback={<Skeleton class="h-7 w-56" />}>
      <p class="text-muted">{t("tickets.unknownEvent")}</p>
    </Show>
  );
}
