import { useNavigate } from "@solidjs/router";
import { createEffect, onCleanup, Show, type JSX } from "solid-js";
import type { OrderRequest, OrderView } from "../../../shared/contracts/orders.schema.ts";
import type { HoldView } from "../../../shared/contracts/holds.schema.ts";
import { createFeed, type Feed } from "../feed/feed.ts";
import type { Failure } from "../http/failure.ts";
import { serverNow } from "../http/server-clock.ts";
import { useI18n } from "../i18n/i18n.tsx";
import { Button, ButtonLink } from "../ui/button.tsx";
import { Card, CardContent, CardHeader, CardTitle } from "../ui/card.tsx";
import { cn } from "../ui/cn.ts";
import { PageHeader } from "../ui/page.tsx";
import { BuyerFields, PaymentFields } from "./buyer-fields.tsx";
import { checkBuyer, createBuyerForm, errorsOfIssues } from "./buyer-form.ts";
import { stepOfHold, type PayableScene } from "./checkout-step.ts";
import { EventLines } from "./event-summary.tsx";
import { followHold } from "./follow-hold.ts";
import { handOver } from "./handover.ts";
import { HoldBar } from "./hold-bar.tsx";
import { dismissPaymentToast, toastPaying, toastUnpaid } from "./payment-toast.tsx";
import { QuoteTotal } from "./quote-total.tsx";
import { SeatList } from "./seat-list.tsx";
import { createPayment, type Payment, type PaymentState } from "./use-payment.ts";

const PAY_BAR =
  "sticky bottom-0 z-10 max-lg:-mx-4 max-lg:rounded-none max-lg:border-x-0 max-lg:border-b-0 " +
  "max-lg:pb-[env(safe-area-inset-bottom)] sm:max-lg:-mx-8 lg:top-6 lg:bottom-auto lg:col-start-2";

export interface PayableCheckoutProps {
  readonly scene: PayableScene;
  /** the hold can no longer be paid for here: see where the checkout stands now */
  readonly onChanged: () => void;
}

/** The seats on one side, the buyer and the payment on the other; below, the one button that counts. */
export function PayableCheckout(props: PayableCheckoutProps): JSX.Element {
  const { t } = useI18n();
  const { scene } = props;
  const feed = createFeed(scene.basket.eventId);
  const { hold, ask } = followHold(feed, scene.basket, scene.hold);
  const form = createBuyerForm(scene.record.request);
  const payment = createCheckoutPayment(props, { form, feed, askForHold: ask });
  const busy = (): boolean => payment.state().kind === "busy";
  // Not before there is an answer: its order is what this page is waiting for.
  const frozen = (): boolean => busy() || payment.state().kind === "unknown";
  createEffect(() => {
    if (!frozen() && stepOfHold(scene.basket.eventId, hold(), feed.serverNow()) !== undefined)
      props.onChanged();
  });

  const holdEnded = (): void => void (frozen() || ask().then(props.onChanged));

  const submit = (e: SubmitEvent): void => {
    e.preventDefault();
    if (!frozen()) {
      const errors = checkBuyer(form.buyer());
      form.setErrors(errors);
      if (errors.length > 0) {
        const field = errors[0] === "name-missing" ? "name" : "email";
        document.querySelector<HTMLInputElement>(`input[name="${field}"]`)?.focus();
        return;
      }
    }
    payment.pay(toRequest(scene, form.buyer(), form.token()));
  };

  return (
    <form onSubmit={submit} novalidate>
      <PageHeader title={t("checkout.heading")} class="mb-6" />
      <div class="grid items-start gap-4 sm:gap-6 lg:grid-cols-[1fr_24rem] lg:grid-rows-[auto_1fr]">
        <Card class="lg:col-start-2">
          <CardHeader>
            <CardTitle class="sr-only">{t("checkout.yourSeats")}</CardTitle>
            <EventLines event={scene.event} />
          </CardHeader>
          <CardContent class="flex flex-col gap-5">
            <SeatList seats={hold().seats} chart={scene.chart} />
            {/* hidden, not gone: the button below must not move away from the finger that presses it */}
            <ButtonLink
              href={`/events/${scene.basket.eventId}`}
              size="sm"
              class={cn("self-start", frozen() && "invisible")}
            >
              {t("checkout.changeSeats")}
            </ButtonLink>
            <QuoteTotal quote={hold().quote} event={scene.event} />
          </CardContent>
        </Card>
        <div class="flex flex-col gap-4 sm:gap-6 lg:col-start-1 lg:row-span-2 lg:row-start-1">
          <BuyerFields form={form} frozen={frozen()} />
          <PaymentFields form={form} frozen={frozen()} />
        </div>
        <PayPanel hold={hold()} state={payment.state()} feed={feed} onHoldEnd={holdEnded} />
        <p class="text-center text-sm text-muted lg:col-start-1">{t("checkout.onlyOnce")}</p>
      </div>
    </form>
  );
}

interface PayPanelProps {
  readonly hold: HoldView;
  readonly state: PaymentState;
  readonly feed: Feed;
  readonly onHoldEnd: () => void;
}

/** The time left and the button: always in reach, at the foot of a phone's screen, beside the form on a desk. */
function PayPanel(props: PayPanelProps): JSX.Element {
  const { t, money } = useI18n();
  const held = (): boolean => props.hold.status === "HELD";
  return (
    <Card class={PAY_BAR} data-foot-bar>
      <CardContent class="flex flex-col gap-3 px-4 py-3 lg:px-6 lg:py-5">
        <PaymentNotice state={props.state} held={held()} />
        <Show when={held()}>
          <HoldBar hold={props.hold} feed={props.feed} onEnd={props.onHoldEnd} />
        </Show>
        <Button
          type="submit"
          variant="primary"
          size="lg"
          class="w-full"
          data-testid="pay"
          loading={props.state.kind === "busy"}
          loadingText={busyText(props.state, t)}
        >
          {props.state.kind === "unknown"
            ? t("checkout.checkAgain")
            : t("checkout.pay", { total: money(props.hold.quote.totalMinor, props.hold.quote.currency) })}
        </Button>
      </CardContent>
    </Card>
  );
}

interface CheckoutParts {
  readonly form: ReturnType<typeof createBuyerForm>;
  readonly feed: Feed;
  readonly askForHold: () => Promise<unknown>;
}

function createCheckoutPayment(
  props: PayableCheckoutProps,
  { form, feed, askForHold }: CheckoutParts,
): Payment {
  const { t, problem } = useI18n();
  const navigate = useNavigate();
  const { scene } = props;
  let isPlaced = false;
  // The order's page takes the toast over; any other page has no use for it.
  onCleanup(() => isPlaced || dismissPaymentToast());
  const onPlaced = (order: OrderView): void => {
    isPlaced = true;
    toastPaying(t("checkout.placed"));
    handOver({ ...scene, order });
    navigate(`/orders/${order.orderId}`, { replace: true });
  };
  const onRefused = (failure: Failure): void => {
    toastUnpaid(problem(failure));
    if (failure.code === "invalid-input") form.setErrors(errorsOfIssues(failure.issues ?? []));
    // The refusal may be because of the hold: an order of another tab's, or the end of its time.
    void askForHold();
  };
  return createPayment({
    eventId: scene.basket.eventId,
    holdId: scene.basket.holdId,
    // The feed knows it best, but a press that is resumed comes before the feed does.
    serverNow: () => (feed.status() === "live" ? feed.serverNow() : serverNow()),
    sent: scene.record.request,
    onStart: () => toastPaying(t("checkout.sending")),
    onTraced: feed.linger,
    onPlaced,
    onRefused,
    onUnknown: () => toastUnpaid(t("checkout.lostTitle")),
  });
}

function toRequest(scene: PayableScene, buyer: OrderRequest["buyer"], token: string): OrderRequest {
  const { eventId, holdId } = scene.basket;
  return { eventId, holdId, buyer, payment: { provider: "sandbox", token } };
}

/** What went wrong, and what that means for the money and the seats. */
function PaymentNotice(props: { readonly state: PaymentState; readonly held: boolean }): JSX.Element {
  const { t, problem } = useI18n();
  const refusal = (): Failure | undefined =>
    props.state.kind === "refused" ? props.state.failure : undefined;
  return (
    <div role="alert" class="empty:hidden">
      <Show when={refusal()}>
        {(failure) => (
          <div class="rounded-control bg-bad-soft px-4 py-3">
            <p class="font-bold text-bad">{t("checkout.refusedTitle")}</p>
            <p>{problem(failure())}</p>
            <Show when={props.held}>
              <p class="mt-1">{t("checkout.refusedHeld")}</p>
            </Show>
          </div>
        )}
      </Show>
      <Show when={props.state.kind === "unknown"}>
        <div class="rounded-control bg-warn-soft px-4 py-3">
          <p class="font-bold text-warn">{t("checkout.lostTitle")}</p>
          <p>{t("checkout.lostText")}</p>
        </div>
      </Show>
    </div>
  );
}

function busyText(state: PaymentState, t: ReturnType<typeof useI18n>["t"]): string {
  if (state.kind !== "busy") return t("checkout.sending");
  return t(`checkout.${state.progress}`);
}
