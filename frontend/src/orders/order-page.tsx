import { useLocation, useParams } from "@solidjs/router";
import { createEffect, createSignal, on, onCleanup, Show, type JSX } from "solid-js";
import type { Language } from "../../../shared/contracts/problems.ts";
import type { OrderView } from "../../../shared/contracts/orders.schema.ts";
import { isTerminal } from "../../../shared/domain/order.ts";
import { ok, type Result } from "../../../shared/domain/result.ts";
import { loadEventWithChart } from "../catalog/load-event.ts";
import { clearBasket, loadBasket } from "../holds/basket.ts";
import { getJson } from "../http/client.ts";
import type { Failure } from "../http/failure.ts";
import { createRemote } from "../http/remote.ts";
import { DICTIONARIES } from "../i18n/dictionary.ts";
import { serverNow } from "../http/server-clock.ts";
import { useI18n } from "../i18n/i18n.tsx";
import { Card, CardContent, CardHeader, CardTitle } from "../ui/card.tsx";
import { Page, PageTitle } from "../ui/page.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { ErrorState, Working } from "../ui/states.tsx";
import { readStored, writeStored } from "../ui/stored.ts";
import { warmFonts } from "../ui/warm-fonts.ts";
import { EventLines } from "./event-summary.tsx";
import { followOrder } from "./follow-order.ts";
import { followTimeline } from "./follow-timeline.ts";
import { takeHandover, type OrderScene } from "./handover.ts";
import { lateStage } from "./late-money.ts";
import { OrderResult } from "./order-result.tsx";
import { challengeUrl, isAwaited, seatsOf } from "./order-state.ts";
import { OrderTimeline } from "./order-timeline.tsx";
import { dismissPaymentToast, toastPaid, toastPaying, toastUnpaid } from "./payment-toast.tsx";
import { QuoteTotal } from "./quote-total.tsx";
import { SeatList } from "./seat-list.tsx";

/** Long enough to read where one is being taken. */
const READ_BEFORE_LEAVING_MS = 900;

export default function OrderPage(): JSX.Element {
  const { t, problem } = useI18n();
  const params = useParams<{ id: string }>();
  const scene = createRemote(() => params.id, loadScene);

  return (
    <Page class="max-w-3xl">
      <PageTitle text={t("orders.pageTitle")} />
      <Show when={scene.remote().state === "loading"}>
        <LoadingOrder />
      </Show>
      <Show when={scene.failure()}>
        {(failure) => (
          <ErrorState title={t("orders.errorTitle")} text={problem(failure())} onRetry={scene.reload} />
        )}
      </Show>
      <Show when={scene.value()} keyed>
        {(loaded) => <Followed scene={loaded} />}
      </Show>
    </Page>
  );
}

/**
 * Everything the page will ever need, before anything is shown: an order may end at any moment, and after its end
 * the page asks for nothing.
 */
async function loadScene(orderId: string, signal: AbortSignal): Promise<Result<OrderScene, Failure>> {
  const known = takeHandover(orderId);
  if (known !== undefined) return ok(known);
  const order = await getJson<OrderView>(`/api/orders/${encodeURIComponent(orderId)}`, { signal });
  if (!order.ok) return order;
  const event = await loadEventWithChart(order.value.eventId, signal);
  return event.ok ? ok({ ...event.value, order: order.value }) : event;
}

function Followed(props: { readonly scene: OrderScene }): JSX.Element {
  const { t, lang, dateTime } = useI18n();
  warmFonts(wordsToCome(lang()));
  const followed = followOrder(props.scene.order);
  const { order } = followed;
  const [isReading, setReading] = createSignal(false);
  const isLate = (): boolean => lateStage(order(), serverNow()) !== undefined;
  const timeline = followTimeline(order, () => isReading() || isLate());
  const leaving = leaveForChallengeOnce(order);
  toastProgress(order);
  createEffect(() => {
    if (isTerminal(order().status) && loadBasket()?.holdId === order().holdId) clearBasket();
  });

  return (
    <div class="flex flex-col gap-4 sm:gap-6">
      <OrderResult
        order={order()}
        offline={followed.offline()}
        leavingForChallenge={leaving()}
        chart={props.scene.chart}
        timeline={timeline}
        onAnswer={followed.answerOffer}
      />
      <Card>
        <CardHeader>
          <CardTitle class="sr-only">{t("orders.seats")}</CardTitle>
          <EventLines event={props.scene.event} />
        </CardHeader>
        <CardContent>
          <SeatList
            seats={seatsOf(order())}
            chart={props.scene.chart}
            tickets={order().tickets}
            gone={order().offer !== undefined}
          />
        </CardContent>
      </Card>
      <Card>
        <CardHeader>
          <CardTitle>{t("orders.summary")}</CardTitle>
        </CardHeader>
        <CardContent class="flex flex-col gap-6">
          <QuoteTotal quote={order().quote} event={props.scene.event} />
          <dl class="grid gap-x-6 gap-y-3 text-sm sm:grid-cols-2">
            <Fact name={t("orders.buyer")} value={`${order().buyer.name} · ${order().buyer.email}`} />
            <Fact
              name={t("orders.orderedAt")}
              value={dateTime(order().createdAt, props.scene.event.timeZone)}
            />
            <Fact name={t("orders.orderNumber")} value={order().orderId} />
          </dl>
        </CardContent>
      </Card>
      <OrderTimeline
        timeline={timeline}
        payment={order().payment.status}
        chart={props.scene.chart}
        onToggle={setReading}
      />
    </div>
  );
}

/** What may still have to be said, in letters that are then here already: results, and the codes of tickets. */
function wordsToCome(language: Language): readonly string[] {
  const { orders, common } = DICTIONARIES[language];
  return [...Object.values(orders), ...Object.values(common), "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-"];
}

function Fact(props: { readonly name: string; readonly value: string }): JSX.Element {
  return (
    <div>
      <dt class="text-muted">{props.name}</dt>
      <dd class="wrap-anywhere tabular-nums">{props.value}</dd>
    </div>
  );
}

/**
 * Takes the buyer to the bank's page, once for an order: whoever comes back, by the bank's link or the back button,
 * stays and finds a button.
 */
function leaveForChallengeOnce(order: () => OrderView): () => boolean {
  const location_ = useLocation();
  const [leaving, setLeaving] = createSignal(false);
  const mark = `jari:challenged:${order().orderId}`;
  createEffect(
    on(
      () => challengeUrl(order(), location.href),
      (url) => {
        if (url === undefined || location_.query["returned"] !== undefined) return;
        if (readStored("session", mark) !== undefined) return;
        setLeaving(true);
        const timer = setTimeout(() => {
          writeStored("session", mark, "1");
          location.assign(url);
        }, READ_BEFORE_LEAVING_MS);
        onCleanup(() => {
          clearTimeout(timer);
          setLeaving(false);
        });
      },
    ),
  );
  return leaving;
}

/** Says how it ended to whoever saw it begin; an order that had ended before is no news. */
function toastProgress(order: () => OrderView): void {
  const { t } = useI18n();
  if (!isAwaited(order())) return;
  if (order().status === "PENDING") toastPaying(t("orders.toastPending"));
  createEffect(
    on(
      () => order().status,
      (status) => {
        if (status === "CONFIRMED") toastPaid(t("orders.complete"));
        else if (status === "CANCELLED") toastUnpaid(t("orders.failed"));
        else if (status === "REFUNDED") toastUnpaid(t("orders.refunded"));
      },
      { defer: true },
    ),
  );
  // "Payment failed" is no longer so once its money is here after all.
  createEffect(() => {
    if (order().status === "CANCELLED" && isAwaited(order())) dismissPaymentToast();
  });
  // Whoever leaves this page has read it.
  onCleanup(dismissPaymentToast);
}

function LoadingOrder(): JSX.Element {
  const { t } = useI18n();
  return (
    <div class="flex flex-col gap-4 sm:gap-6">
      <Card>
        <CardContent class="flex flex-col gap-4 sm:py-8">
          <Working text={t("orders.loading")} />
          <Skeleton class="h-9 w-3/5" />
          <Skeleton class="w-4/5" />
        </CardContent>
      </Card>
      <Card>
        <CardContent class="flex flex-col gap-3">
          <Skeleton class="h-6 w-1/2" />
          <Skeleton class="w-2/5" />
          <Skeleton class="mt-4 w-1/3" />
        </CardContent>
      </Card>
    </div>
  );
}
