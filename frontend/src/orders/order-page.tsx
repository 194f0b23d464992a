import { useParams } from "@solidjs/router";
import { createEffect, createSignal, Show, type JSX } from "solid-js";
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
import { useI18n } from "../i18n/i18n.tsx";
import { Card, CardContent, CardHeader, CardTitle } from "../ui/card.tsx";
import { Page, PageTitle } from "../ui/page.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { ErrorState, Working } from "../ui/states.tsx";
import { warmFonts } from "../ui/warm-fonts.ts";
import { ATTEMPT_WORDS } from "./attempt-words.ts";
import { EventLines } from "./event-summary.tsx";
import { followOrder } from "./follow-order.ts";
import { followTimeline } from "./follow-timeline.ts";
import { takeHandover, type OrderScene } from "./handover.ts";
import { OrderResult } from "./order-result.tsx";
import { OrderGiveUp, OrderRetry } from "./order-actions.tsx";
import { leaveForChallengeOnce, toastProgress } from "./order-effects.ts";
import { standingOf } from "./order-standing.ts";
import { isFree, seatsOf } from "./order-state.ts";
import { OrderTimeline } from "./order-timeline.tsx";
import { QuoteTotal } from "./quote-total.tsx";
import { SeatList } from "./seat-list.tsx";

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
  const { pending, late, payingIsOver, offerIsOver } = standingOf(order);
  const timeline = followTimeline(order, () => isReading() || late() !== undefined);
  const leaving = leaveForChallengeOnce(order);
  toastProgress(order, pending);
  createEffect(() => {
    if (isTerminal(order().status) && loadBasket()?.holdId === order().holdId) clearBasket();
  });
  let heading: HTMLHeadingElement | undefined;
  const readResult = (): void => heading?.focus();

  return (
    <div class="flex flex-col gap-4 sm:gap-6">
      <OrderResult
        order={order()}
        pending={pending()}
        late={late()}
        offline={followed.offline()}
        leavingForChallenge={leaving()}
        chart={props.scene.chart}
        timeline={timeline}
        headingRef={(element) => (heading = element)}
        onAnswer={followed.answerOffer}
        onAnswered={readResult}
        onOver={(takesFocus) => {
          offerIsOver();
          if (takesFocus) readResult();
        }}
      >
        <OrderGiveUp followed={followed} pending={pending()} onAnswered={readResult} />
      </OrderResult>
      <OrderRetry followed={followed} pending={pending()} onAnswered={readResult} onOver={payingIsOver} />
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
        of={{ payment: order().payment.status, isFree: isFree(order()) }}
        chart={props.scene.chart}
        onToggle={setReading}
      />
    </div>
  );
}

/** What may still have to be said, in letters that are then here already: results, and the codes of tickets. */
function wordsToCome(language: Language): readonly string[] {
  const { orders, common } = DICTIONARIES[language];
  return [
    ...Object.values(orders),
    ...Object.values(common),
    ...Object.values(ATTEMPT_WORDS[language]),
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-",
  ];
}

function Fact(props: { readonly name: string; readonly value: string }): JSX.Element {
  return (
    <div>
      <dt class="text-muted">{props.name}</dt>
      <dd class="wrap-anywhere tabular-nums">{props.value}</dd>
    </div>
  );
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
