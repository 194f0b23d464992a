import { createMemo, createSignal, Match, Show, Switch, type JSX } from "solid-js";
import type { OrderView } from "../../../shared/contracts/orders.schema.ts";
import { serverNow } from "../http/server-clock.ts";
import { useI18n } from "../i18n/i18n.tsx";
import { Button, ButtonLink } from "../ui/button.tsx";
import { Card, CardContent } from "../ui/card.tsx";
import { Countdown } from "../ui/countdown.tsx";
import { Working } from "../ui/states.tsx";
import { ResultText } from "./result-text.tsx";
import { blamesCard, challengeUrl, isComplete, reasonKey } from "./order-state.ts";

interface ResultProps {
  readonly order: OrderView;
}

/** How the order stands, in one sentence and what follows from it. The first thing on its page. */
export function OrderResult(
  props: ResultProps & { readonly offline: boolean; readonly leavingForChallenge: boolean },
): JSX.Element {
  const { t } = useI18n();
  const challenge = createMemo(() => challengeUrl(props.order, location.href));
  const heading = (): string => {
    switch (props.order.status) {
      case "PENDING":
        return challenge() === undefined ? t("orders.pending") : t("orders.challenge");
      case "CONFIRMED":
        return t("orders.complete");
      case "CANCELLED":
        return t("orders.failed");
      case "REFUNDED":
        return t("orders.refunded");
    }
  };
  return (
    <Card>
      {/* about as tall in every state: what is below stays where it is when the result comes */}
      <CardContent class="flex min-h-66 flex-col gap-4 sm:py-8">
        <div role="status" class="flex flex-col gap-3">
          <h1 class="text-3xl font-extrabold" data-testid="order-result" data-status={props.order.status}>
            <ResultText text={heading()} />
          </h1>
          <Switch>
            <Match when={props.order.status === "CONFIRMED"}>
              <Show when={props.order.reason === "late-payment"}>
                <p>{t("orders.reason_late_payment")}</p>
              </Show>
              <p>{isComplete(props.order) ? t("orders.completeText") : t("orders.ticketsComing")}</p>
            </Match>
            <Match when={props.order.status === "CANCELLED" || props.order.status === "REFUNDED"}>
              <Refusal order={props.order} />
            </Match>
            <Match when={challenge() !== undefined}>
              <p>{t("orders.challengeText")}</p>
            </Match>
            <Match when={props.order.status === "PENDING"}>
              <p>{t("orders.pendingText")}</p>
            </Match>
          </Switch>
        </div>
        <Show when={props.order.status === "PENDING"}>
          <Pending
            order={props.order}
            offline={props.offline}
            challenge={challenge()}
            leaving={props.leavingForChallenge}
          />
        </Show>
        <NextSteps order={props.order} />
      </CardContent>
    </Card>
  );
}

/** Not a spinner with a promise: what is safe, until when, and that leaving does no harm. */
function Pending(
  props: ResultProps & {
    readonly offline: boolean;
    readonly challenge: string | undefined;
    readonly leaving: boolean;
  },
): JSX.Element {
  const { t } = useI18n();
  const [isPast, setPast] = createSignal(props.order.deadline <= serverNow());
  return (
    <div class="flex flex-col gap-4">
      <Show when={props.challenge}>
        {(url) => (
          <div class="flex flex-wrap items-center gap-4">
            <Button variant="primary" size="lg" onClick={() => location.assign(url())}>
              {t("orders.challengeGo")}
            </Button>
            <Show when={props.leaving}>
              <Working text={t("orders.challengeAuto")} />
            </Show>
          </div>
        )}
      </Show>
      <p class="flex flex-wrap items-center gap-x-2.5 rounded-control bg-sunken px-4 py-3">
        <span class="spinner text-accent" aria-hidden="true" />
        <Show when={!isPast()} fallback={t("orders.pendingPast")}>
          <span>{t("orders.pendingUntil")}</span>
          <Countdown
            until={props.order.deadline}
            serverNow={serverNow}
            onEnd={() => setPast(true)}
            class="text-lg"
          />
        </Show>
      </p>
      <p class="text-sm text-muted">{t("orders.pendingLeave")}</p>
      <Show when={props.offline}>
        <p class="text-sm font-medium text-warn" role="status">
          {t("orders.offline")}
        </p>
      </Show>
    </div>
  );
}

/** Why, and what became of the money and the seats. */
function Refusal(props: ResultProps): JSX.Element {
  const { t } = useI18n();
  const moneyWentBack = (): boolean =>
    props.order.status === "REFUNDED" || props.order.reason === "late-payment-returned";
  return (
    <>
      <p>{t(reasonKey(props.order.reason))}</p>
      <p class="text-muted">
        {moneyWentBack() ? t("orders.moneyBack") : `${t("orders.noMoney")} ${t("orders.seatsBack")}`}
        <Show when={blamesCard(props.order.reason)}> {t("orders.otherCard")}</Show>
      </p>
    </>
  );
}

function NextSteps(props: ResultProps): JSX.Element {
  const { t } = useI18n();
  const eventPath = (): string => `/events/${props.order.eventId}`;
  const sameSeats = (): string =>
    `${eventPath()}?seats=${props.order.seats.map((each) => each.seat).join(",")}`;
  const seatsAreFree = (): boolean =>
    props.order.status === "CANCELLED" && props.order.reason !== "late-payment-returned";
  return (
    <Show when={props.order.status !== "PENDING"}>
      <div class="flex flex-wrap gap-2 pt-1">
        <Show
          when={props.order.status === "CONFIRMED"}
          fallback={
            <>
              <Show when={seatsAreFree()}>
                <ButtonLink href={sameSeats()} variant="primary">
                  {t("orders.sameSeats")}
                </ButtonLink>
              </Show>
              <ButtonLink href={eventPath()}>{t("orders.otherSeats")}</ButtonLink>
            </>
          }
        >
          <ButtonLink href="/my-tickets" variant="primary">
            {t("orders.seeTickets")}
          </ButtonLink>
        </Show>
      </div>
    </Show>
  );
}
