import { createMemo, createSignal, Match, Show, Switch, type JSX } from "solid-js";
import type { OfferAnswer, OrderView } from "../../../shared/contracts/orders.schema.ts";
import type { Result } from "../../../shared/domain/result.ts";
import type { IndexedChart } from "../catalog/seat-name.ts";
import type { Failure } from "../http/failure.ts";
import { serverNow } from "../http/server-clock.ts";
import { useI18n } from "../i18n/i18n.tsx";
import { useWords } from "../i18n/words.ts";
import { ButtonLink } from "../ui/button.tsx";
import { Card, CardContent } from "../ui/card.tsx";
import { Working } from "../ui/states.tsx";
import type { FollowedTimeline } from "./follow-timeline.ts";
import { lateStage, type LateStage } from "./late-money.ts";
import { LateMoments, LateText } from "./late-result.tsx";
import { LATE_WORDS, STAGE_TITLES, STAGE_WORK } from "./late-words.ts";
import { OfferPanel } from "./offer-panel.tsx";
import { OfflineNotice, Pending } from "./pending-result.tsx";
import { ResultText } from "./result-text.tsx";
import { blamesCard, challengeUrl, isAwaited, isComplete, reasonKey } from "./order-state.ts";

interface ResultProps {
  readonly order: OrderView;
}

interface OrderResultProps extends ResultProps {
  readonly offline: boolean;
  readonly leavingForChallenge: boolean;
  readonly chart: IndexedChart | undefined;
  readonly timeline: FollowedTimeline;
  readonly onAnswer: (answer: OfferAnswer) => Promise<Result<undefined, Failure>>;
}

/** How the order stands, in one sentence and what follows from it. The first thing on its page. */
export function OrderResult(props: OrderResultProps): JSX.Element {
  const challenge = createMemo(() => challengeUrl(props.order, location.href));
  const [overAt, setOverAt] = createSignal(0);
  const late = createMemo(() => lateStage(props.order, Math.max(overAt(), serverNow())));
  let heading: HTMLHeadingElement | undefined;
  return (
    <Card>
      {/* about as tall in every state: what is below stays where it is when the result comes */}
      <CardContent class="flex min-h-66 flex-col gap-4 sm:py-8">
        <div role="status" class="flex flex-col gap-3">
          <h1
            ref={(element) => (heading = element)}
            tabindex="-1"
            class="text-3xl font-extrabold"
            data-testid="order-result"
            data-status={props.order.status}
            data-late={late()?.kind}
          >
            <Heading order={props.order} late={late()} isChallenged={challenge() !== undefined} />
          </h1>
          <Explanation
            order={props.order}
            late={late()}
            chart={props.chart}
            isChallenged={challenge() !== undefined}
          />
        </div>
        <Show when={late()}>
          {(stage) => (
            <LateProgress
              {...props}
              stage={stage()}
              onAnswered={() => heading?.focus()}
              onOver={(takesFocus) => {
                setOverAt(Number.POSITIVE_INFINITY);
                if (takesFocus) heading?.focus();
              }}
            />
          )}
        </Show>
        <Show when={props.order.status === "PENDING"}>
          <Pending
            order={props.order}
            offline={props.offline}
            challenge={challenge()}
            leaving={props.leavingForChallenge}
          />
        </Show>
        <NextSteps order={props.order} late={late()} />
      </CardContent>
    </Card>
  );
}
interface StandingProps extends ResultProps {
  readonly late: LateStage | undefined;
  readonly isChallenged: boolean;
}

function Heading(props: StandingProps): JSX.Element {
  const { t } = useI18n();
  const tLate = useWords(LATE_WORDS);
  const text = (): string => {
    const { order, late } = props;
    const title = late && STAGE_TITLES[late.kind];
    if (title !== undefined) return tLate(title);
    if (late?.kind === "returned") return late.by === "voided" ? tLate("voidedTitle") : t("orders.refunded");
    switch (order.status) {
      case "PENDING":
        return props.isChallenged ? t("orders.challenge") : t("orders.pending");
      case "CONFIRMED":
        return t("orders.complete");
      case "CANCELLED":
        return t("orders.failed");
      case "REFUNDED":
        return t("orders.refunded");
    }
  };
  return <ResultText text={text()} />;
}

function Explanation(props: StandingProps & { readonly chart: IndexedChart | undefined }): JSX.Element {
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
        <Refusal order={props.order} />
      </Match>
      <Match when={props.isChallenged}>
        <p>{t("orders.challengeText")}</p>
      </Match>
      <Match when={props.order.status === "PENDING"}>
        <p>{t("orders.pendingText")}</p>
      </Match>
    </Switch>
  );
}

type LateProgressProps = Omit<OrderResultProps, "leavingForChallenge"> & {
  readonly stage: LateStage;
  readonly onAnswered: () => void;
  readonly onOver: (takesFocus: boolean) => void;
};

/** What there is to choose or to wait for, and when all of it happened. */
function LateProgress(props: LateProgressProps): JSX.Element {
  const tLate = useWords(LATE_WORDS);
  const offer = () => (props.stage.kind === "offered" ? props.stage : undefined);
  const work = () => STAGE_WORK[props.stage.kind];
  const isLoading = (): boolean => props.timeline.failure() === undefined;
  return (
    <>
      <Show when={offer()}>
        {(open) => (
          <OfferPanel
            offer={open()}
            chart={props.chart}
            onAnswer={props.onAnswer}
            onAnswered={props.onAnswered}
            onOver={props.onOver}
          />
        )}
      </Show>
      <Show when={work()}>
        {(key) => <Working text={tLate(key())} class="rounded-control bg-sunken px-4 py-3 text-ink" />}
      </Show>
      <Show when={props.offline}>
        <OfflineNotice />
      </Show>
      <LateMoments
        order={props.order}
        stage={props.stage}
        steps={props.timeline.steps()}
        isLoading={isLoading()}
      />
    </>
  );
}

/** Why, and that no money was taken: where it was, late-result.tsx tells what became of it. */
function Refusal(props: ResultProps): JSX.Element {
  const { t } = useI18n();
  return (
    <>
      <p>{t(reasonKey(props.order.reason))}</p>
      <p class="text-muted">
        {t("orders.noMoney")} {t("orders.seatsBack")}
        <Show when={blamesCard(props.order.reason)}> {t("orders.otherCard")}</Show>
      </p>
    </>
  );
}

/** Nothing, while the buyer has to choose or to wait. */
function NextSteps(props: ResultProps & { readonly late: LateStage | undefined }): JSX.Element {
  const { t } = useI18n();
  const eventPath = (): string => `/events/${props.order.eventId}`;
  const sameSeats = (): string =>
    `${eventPath()}?seats=${props.order.seats.map((each) => each.seat).join(",")}`;
  return (
    <Show when={!isAwaited(props.order)}>
      <div class="flex flex-wrap gap-2 pt-1">
        <Show
          when={props.order.status === "CONFIRMED"}
          fallback={
            <>
              <Show when={props.late === undefined}>
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
