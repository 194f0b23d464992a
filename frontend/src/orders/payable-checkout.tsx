import { createEffect, createMemo, createSignal, Show, type JSX } from "solid-js";
import { createFeed } from "../feed/feed.ts";
import type { Quote } from "../holds/quote-lines.tsx";
import { useI18n } from "../i18n/i18n.tsx";
import { ButtonLink } from "../ui/button.tsx";
import { Card, CardContent, CardHeader, CardTitle } from "../ui/card.tsx";
import { cn } from "../ui/cn.ts";
import { PageHeader } from "../ui/page.tsx";
import { BuyerFields, PaymentFields } from "./buyer-fields.tsx";
import { checkBuyer, createBuyerForm, type BuyerFormState } from "./buyer-form.ts";
import type { ChangedStart } from "./changed-start.ts";
import { createCheckoutPayment, toOrderRequest, type CheckoutPaymentOptions } from "./checkout-payment.ts";
import { stepOfHold, type PayableScene } from "./checkout-step.ts";
import { EventLines } from "./event-summary.tsx";
import { followHold } from "./follow-hold.ts";
import { PayPanel } from "./pay-panel.tsx";
import { QuoteTotal } from "./quote-total.tsx";
import { SeatList } from "./seat-list.tsx";
import { rememberCard } from "./test-cards.ts";

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
  const [changed, setChanged] = createSignal<ChangedStart>();
  const event = () => changed()?.event ?? scene.event;
  // A hold has its price while it lives, and it is the same all along: what was shown stays while the order is sent.
  const quote = createMemo<Quote | undefined>((known) => hold().quote ?? known);
  const isFree = createMemo(() => isFreeCheckout(quote(), scene));
  const options: CheckoutPaymentOptions = {
    ...{ scene, form, feed, event, isFree },
    askForHold: ask,
    onChanged: setChanged,
  };
  const payment = createCheckoutPayment(options);
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
    if (!frozen() && !isFilledIn(form)) return;
    rememberCard(form.token());
    payment.pay(toOrderRequest(options));
  };

  return (
    <form onSubmit={submit} novalidate>
      <PageHeader title={isFree() ? t("checkout.freeHeading") : t("checkout.heading")} class="mb-6" />
      <div class="grid items-start gap-4 sm:gap-6 lg:grid-cols-[1fr_24rem] lg:grid-rows-[auto_1fr]">
        <Card class="lg:col-start-2">
          <CardHeader>
            <CardTitle class="sr-only">{t("checkout.yourSeats")}</CardTitle>
            <EventLines event={event()} />
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
            <Show when={quote()}>{(known) => <QuoteTotal quote={known()} event={scene.event} />}</Show>
          </CardContent>
        </Card>
        <div class="flex flex-col gap-4 sm:gap-6 lg:col-start-1 lg:row-span-2 lg:row-start-1">
          <BuyerFields form={form} frozen={frozen()} />
          <Show when={!isFree()}>
            <PaymentFields token={form.token()} onChoose={form.setToken} frozen={frozen()} />
          </Show>
        </div>
        <PayPanel
          hold={hold()}
          quote={quote()}
          isFree={isFree()}
          changed={changed()}
          state={payment.state()}
          feed={feed}
          onHoldEnd={holdEnded}
        />
        <p class="text-center text-sm text-muted lg:col-start-1">
          {isFree() ? t("checkout.freeOnlyOnce") : t("checkout.onlyOnce")}
        </p>
      </div>
    </form>
  );
}

/** What was sent before a reload says it too, where its hold has ended and with it the price. */
function isFreeCheckout(quote: Quote | undefined, { record }: PayableScene): boolean {
  if (quote !== undefined) return quote.totalMinor === 0;
  return record.request !== undefined && record.request.payment === undefined;
}

/** Shows what is missing, and leads to the first of it. */
function isFilledIn(form: BuyerFormState): boolean {
  const errors = checkBuyer(form.buyer());
  form.setErrors(errors);
  if (errors.length === 0) return true;
  const field = errors[0] === "name-missing" ? "name" : "email";
  document.querySelector<HTMLInputElement>(`input[name="${field}"]`)?.focus();
  return false;
}
