import { Match, Show, Switch, type JSX } from "solid-js";
import type { OrderView } from "../../../shared/contracts/orders.schema.ts";
import { useI18n } from "../i18n/i18n.tsx";
import { useWords } from "../i18n/words.ts";
import { ButtonLink } from "../ui/button.tsx";
import { ATTEMPT_WORDS } from "./attempt-words.ts";
import { isAwaited, isFree } from "./order-state.ts";
import { unpaidTruth } from "./unpaid-truth.ts";

/**
 * Where to go from here. Nothing while the buyer has to choose or to wait, and never to the same seats again while money
 * for them may still come (S3).
 */
export function NextSteps(props: { readonly order: OrderView; readonly isLate: boolean }): JSX.Element {
  const { t } = useI18n();
  const tAttempt = useWords(ATTEMPT_WORDS);
  const eventPath = (): string => `/events/${props.order.eventId}`;
  const sameSeats = (): string =>
    `${eventPath()}?seats=${props.order.seats.map((each) => each.seat).join(",")}`;
  const mayBuyAgain = (): boolean =>
    !props.isLate && (isFree(props.order) || unpaidTruth(props.order) === "refused");
  return (
    <Switch>
      <Match when={props.order.instead}>
        {(orderId) => (
          <Steps>
            <ButtonLink href={`/orders/${orderId()}`} variant="primary">
              {tAttempt("instead")}
            </ButtonLink>
          </Steps>
        )}
      </Match>
      <Match when={isAwaited(props.order)}>{null}</Match>
      <Match when={props.order.status === "CONFIRMED"}>
        <Steps>
          <ButtonLink href="/my-tickets" variant="primary">
            {t("orders.seeTickets")}
          </ButtonLink>
        </Steps>
      </Match>
      <Match when={true}>
        <Steps>
          <Show
            when={mayBuyAgain()}
            fallback={<ButtonLink href={eventPath()}>{tAttempt("seatMap")}</ButtonLink>}
          >
            <ButtonLink href={sameSeats()} variant="primary">
              {t("orders.sameSeats")}
            </ButtonLink>
            <ButtonLink href={eventPath()}>{t("orders.otherSeats")}</ButtonLink>
          </Show>
        </Steps>
      </Match>
    </Switch>
  );
}

function Steps(props: { readonly children: JSX.Element }): JSX.Element {
  return <div class="flex flex-wrap gap-2 pt-1">{props.children}</div>;
}
