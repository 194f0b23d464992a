// How an order stands, in one sentence, and why: the first thing on its page.

import { Match, Show, Switch, type JSX } from "solid-js";
import type { OrderView } from "../../../shared/contracts/orders.schema.ts";
import { isRefusedByProvider } from "../../../shared/domain/payment.ts";
import type { IndexedChart } from "../catalog/seat-name.ts";
import { useI18n } from "../i18n/i18n.tsx";
import { useWords } from "../i18n/words.ts";
import { ATTEMPT_WORDS } from "./attempt-words.ts";
import type { LateStage } from "./late-money.ts";
import { LateText } from "./late-result.tsx";
import { LATE_WORDS, STAGE_TITLES } from "./late-words.ts";
import { blamesCard, isComplete, isFree, reasonKey } from "./order-state.ts";
import type { PendingStage } from "./pending-stage.ts";
import { ResultText } from "./result-text.tsx";
import { unpaidTruth, type UnpaidTruth } from "./unpaid-truth.ts";

export interface StandingProps {
  readonly order: OrderView;
  /** present while the order is PENDING */
  readonly pending: PendingStage | undefined;
  readonly late: LateStage | undefined;
}

export function ResultHeading(props: StandingProps): JSX.Element {
  const { t } = useI18n();
  const tLate = useWords(LATE_WORDS);
  const tAttempt = useWords(ATTEMPT_WORDS);
  const pending = (kind: PendingStage["kind"]): string => {
    switch (kind) {
      case "confirming":
        return isFree(props.order) ? tAttempt("freePending") : t("orders.pending");
      case "challenged":
        return t("orders.challenge");
      case "cancelling":
        return tAttempt("cancellingTitle");
      case "retry":
        return t("orders.failed");
      case "ending":
        return tAttempt("endingTitle");
    }
  };
  const text = (): string => {
    const { order, late } = props;
    const title = late && STAGE_TITLES[late.kind];
    if (title !== undefined) return tLate(title);
    if (late?.kind === "returned") return late.by === "voided" ? tLate("voidedTitle") : t("orders.refunded");
    switch (order.status) {
      case "PENDING":
        return pending(props.pending?.kind ?? "confirming");
      case "CONFIRMED":
        return isFree(order) ? tAttempt("freeComplete") : t("orders.complete");
      case "CANCELLED":
        if (order.reason === "buyer-cancelled") return tAttempt("cancelledTitle");
        return isFree(order) ? tAttempt("freeFailed") : t("orders.failed");
      case "REFUNDED":
        return t("orders.refunded");
    }
  };
  return <ResultText text={text()} />;
}

export function ResultExplanation(
  props: StandingProps & { readonly chart: IndexedChart | undefined },
): JSX.Element {
  const { t } = useI18n();
  return (
    <Switch>
      <Match when={props.order.status === "CONFIRMED"}>
        <Show when={props.late}>
          <p>{t(reasonKey(props.order.reason))}</p>
        </Show>
        <p>{isComplete(props.order) ? t("orders.completeText") : t("orders.ticketsComing")}</p>
      </Match>
      <Match when={props.late}>
        {(stage) => <LateText order={props.order} stage={stage()} chart={props.chart} />}
      </Match>
      <Match when={props.order.status === "CANCELLED" || props.order.status === "REFUNDED"}>
        <Unpaid order={props.order} />
      </Match>
      <Match when={props.pending?.kind}>{(kind) => <PendingText order={props.order} kind={kind()} />}</Match>
    </Switch>
  );
}

interface PendingTextProps {
  readonly order: OrderView;
  readonly kind: PendingStage["kind"];
}

function PendingText(props: PendingTextProps): JSX.Element {
  const { t } = useI18n();
  const tAttempt = useWords(ATTEMPT_WORDS);
  const text = (): string => {
    switch (props.kind) {
      case "challenged":
        return t("orders.challengeText");
      case "cancelling":
        return tAttempt("cancellingText");
      case "ending":
        return tAttempt("endingText");
      case "confirming":
      case "retry":
        return isFree(props.order) ? tAttempt("freePendingText") : t("orders.pendingText");
    }
  };
  return (
    <Show when={props.kind === "retry"} fallback={<p>{text()}</p>}>
      <FailedAttempt order={props.order} />
    </Show>
  );
}

/** Why the attempt failed, what is true of its money, and that the seats are still there. */
function FailedAttempt(props: { readonly order: OrderView }): JSX.Element {
  const { t, localMoment } = useI18n();
  const tAttempt = useWords(ATTEMPT_WORDS);
  const code = () => props.order.payment.declineCode;
  return (
    <>
      <p>{t(reasonKey(code()))}</p>
      <p class="text-muted">
        {isRefusedByProvider(code()) ? t("orders.noMoney") : tAttempt("keptVoided")}{" "}
        {tAttempt("keptText", { time: localMoment(props.order.deadline).time })}
      </p>
    </>
  );
}

/** Why, and what may be said of the money; where some has come after all, late-result.tsx tells what became of it. */
function Unpaid(props: { readonly order: OrderView }): JSX.Element {
  const { t } = useI18n();
  const tAttempt = useWords(ATTEMPT_WORDS);
  const isSo = (truth: UnpaidTruth): boolean => unpaidTruth(props.order) === truth;
  return (
    <Show when={!isFree(props.order)} fallback={<UnbookedFree order={props.order} />}>
      <p>{t(reasonKey(props.order.reason))}</p>
      <p class="text-muted">
        <Switch>
          <Match when={isSo("refused")}>
            {t("orders.noMoney")} {t("orders.seatsBack")}
            <Show when={blamesCard(props.order.reason)}> {t("orders.otherCard")}</Show>
          </Match>
          <Match when={isSo("goes-back")}>{tAttempt("goesBack")}</Match>
          <Match when={isSo("may-earn-seats")}>
            {tAttempt("mayEarnSeats")} {tAttempt("noNeedToPay")}
          </Match>
        </Switch>
      </p>
    </Show>
  );
}

function UnbookedFree(props: { readonly order: OrderView }): JSX.Element {
  const { t } = useI18n();
  const tAttempt = useWords(ATTEMPT_WORDS);
  return (
    <>
      <p>
        {props.order.reason === "buyer-cancelled"
          ? t("orders.reason_buyer_cancelled")
          : tAttempt("freeFailedText")}
      </p>
      <p class="text-muted">{t("orders.seatsBack")}</p>
    </>
  );
}
