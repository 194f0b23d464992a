import { createMemo, Show, type JSX } from "solid-js";
import type { OrderSummary } from "../../../shared/contracts/orders.schema.ts";
import type { OrderStatus } from "../../../shared/domain/order.ts";
import type { EventWithChart } from "../catalog/load-event.ts";
import { serverNow } from "../http/server-clock.ts";
import { useI18n } from "../i18n/i18n.tsx";
import { EventLines } from "../orders/event-summary.tsx";
import { hasOpenOffer } from "../orders/late-money.ts";
import { isAwaited } from "../orders/order-state.ts";
import { SeatList } from "../orders/seat-list.tsx";
import { Badge, type BadgeTone } from "../ui/badge.tsx";
import { ButtonLink } from "../ui/button.tsx";
import { Card, CardContent } from "../ui/card.tsx";
import { Price } from "../ui/price.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import type { LoadedEvent } from "./event-cache.ts";

const TONES: Readonly<Record<OrderStatus, BadgeTone>> = {
  PENDING: "accent",
  CONFIRMED: "good",
  CANCELLED: "bad",
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
  const isLive = (): boolean => props.order.status === "CONFIRMED";

  return (
    <Card data-testid="my-order" data-status={props.order.status}>
      <CardContent class="flex flex-col gap-5">
        <div class="flex flex-wrap-reverse items-end justify-between gap-x-4 gap-y-2">
          <Show when={scene()} fallback={<UnnamedEvent failed={props.event()?.ok === false} />}>
            {(loaded) => <EventLines event={loaded().event} />}
          </Show>
          <Show when={hasOffer()} fallback={<StatusBadge order={props.order} />}>
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
            <div class="flex flex-col items-start gap-3 rounded-control bg-warn-soft px-4 py-3">
              <p>{t("tickets.offerText", { time: localMoment(offer().until).time })}</p>
              <ButtonLink href={`/orders/${props.order.orderId}`} variant="primary">
                {t("tickets.offerAnswer")}
              </ButtonLink>
            </div>
          )}
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

/** An order that has ended while its money has not is being seen to, and has not simply failed. */
function StatusBadge(props: { readonly order: OrderSummary }): JSX.Element {
  const { t } = useI18n();
  const shown = (): OrderStatus => {
    const { status, payment } = props.order;
    if (isAwaited(props.order)) return "PENDING";
    // Late money was charged: who had it back wants to read that, and not that a payment failed.
    return status === "CANCELLED" && payment.status === "REFUNDED" ? "REFUNDED" : status;
  };
  return <Badge tone={TONES[shown()]}>{t(`orders.status_${shown()}`)}</Badge>;
}

function UnnamedEvent(props: { readonly failed: boolean }): JSX.Element {
  const { t } = useI18n();
  return (
    <Show when={props.failed} fallback={<Skeleton class="h-7 w-56" />}>
      <p class="text-muted">{t("tickets.unknownEvent")}</p>
    </Show>
  );
}
