import { Navigate } from "@solidjs/router";
import { Match, Show, Switch, type JSX } from "solid-js";
import { loadBasket } from "../holds/basket.ts";
import { createRemote } from "../http/remote.ts";
import { useI18n } from "../i18n/i18n.tsx";
import { ButtonLink } from "../ui/button.tsx";
import { Card, CardContent } from "../ui/card.tsx";
import { Page, PageHeader, PageTitle } from "../ui/page.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { EmptyState, ErrorState, Working } from "../ui/states.tsx";
import { loadCheckout, type CheckoutStep, type StepOf } from "./checkout-step.ts";
import { PayableCheckout } from "./payable-checkout.tsx";

export default function CheckoutPage(): JSX.Element {
  const { t, problem } = useI18n();
  // The result's page is fetched now: nothing is to fail between the payment and its result.
  void import("./order-page.tsx");
  const step = createRemote(
    () => "checkout",
    (_, signal) => loadCheckout(loadBasket(), signal),
  );
  const at = <K extends CheckoutStep["kind"]>(kind: K): StepOf<K> | undefined => {
    const now = step.value();
    return now !== undefined && isStep(now, kind) ? now : undefined;
  };

  return (
    <Page>
      <PageTitle text={t("checkout.pageTitle")} />
      <Switch>
        <Match when={step.remote().state === "loading"}>
          <LoadingCheckout />
        </Match>
        <Match when={step.failure()}>
          {(failure) => (
            <ErrorState title={t("checkout.errorTitle")} text={problem(failure())} onRetry={step.reload} />
          )}
        </Match>
        <Match when={at("no-basket")}>
          <EmptyState as="h1" title={t("checkout.noBasketTitle")} text={t("checkout.noBasketText")}>
            <ButtonLink href="/" variant="primary">
              {t("common.toHome")}
            </ButtonLink>
          </EmptyState>
        </Match>
        <Match when={at("ended")}>{(ended) => <Ended step={ended()} />}</Match>
        <Match when={at("ordered")}>{(ordered) => <Navigate href={`/orders/${ordered().orderId}`} />}</Match>
        <Match when={at("payable")} keyed>
          {(payable) => <PayableCheckout scene={payable} onChanged={step.reload} />}
        </Match>
      </Switch>
    </Page>
  );
}

function isStep<K extends CheckoutStep["kind"]>(step: CheckoutStep, kind: K): step is StepOf<K> {
  return step.kind === kind;
}

function Ended(props: { readonly step: StepOf<"ended"> }): JSX.Element {
  const { t } = useI18n();
  const eventPath = (): string => `/events/${props.step.eventId}`;
  return (
    <Show
      when={props.step.why !== "paid-late"}
      fallback={
        <EmptyState as="h1" title={t("checkout.paidLateTitle")} text={t("checkout.paidLateText")}>
          <ButtonLink href="/my-tickets" variant="primary">
            {t("orders.seeTickets")}
          </ButtonLink>
        </EmptyState>
      }
    >
      <EmptyState
        as="h1"
        title={t("checkout.endedTitle")}
        text={props.step.why === "expired" ? t("checkout.expiredText") : t("checkout.releasedText")}
      >
        <Show when={props.step.seats.length > 0}>
          <ButtonLink href={`${eventPath()}?seats=${props.step.seats.join(",")}`} variant="primary">
            {t("checkout.chooseAgain")}
          </ButtonLink>
        </Show>
        <ButtonLink href={eventPath()}>{t("checkout.chooseOther")}</ButtonLink>
      </EmptyState>
    </Show>
  );
}

function LoadingCheckout(): JSX.Element {
  const { t } = useI18n();
  return (
    <div class="flex flex-col gap-6">
      <PageHeader title={t("checkout.heading")} class="mb-0" />
      <Working text={t("checkout.loading")} />
      <div class="grid gap-6 lg:grid-cols-[1fr_24rem]">
        <Card>
          <CardContent class="flex flex-col gap-4">
            <Skeleton class="h-6 w-1/3" />
            <Skeleton class="h-12" />
            <Skeleton class="h-12" />
          </CardContent>
        </Card>
        <Card>
          <CardContent class="flex flex-col gap-4">
            <Skeleton class="h-6 w-2/3" />
            <Skeleton class="w-1/2" />
            <Skeleton class="h-8" />
          </CardContent>
        </Card>
      </div>
    </div>
  );
}
