import { Show, type JSX } from "solid-js";
import type { OfferAnswer, OrderView } from "../../../shared/contracts/orders.schema.ts";
import type { Result } from "../../../shared/domain/result.ts";
import type { IndexedChart } from "../catalog/seat-name.ts";
import type { Failure } from "../http/failure.ts";
import { useWords } from "../i18n/words.ts";
import { Card, CardContent } from "../ui/card.tsx";
import { Working } from "../ui/states.tsx";
import type { FollowedTimeline } from "./follow-timeline.ts";
import type { LateStage } from "./late-money.ts";
import { LateMoments } from "./late-result.tsx";
import { LATE_WORDS, STAGE_WORK } from "./late-words.ts";
import { NextSteps } from "./next-steps.tsx";
import { OfferPanel } from "./offer-panel.tsx";
import { OfflineNotice, Pending } from "./pending-result.tsx";
import type { PendingStage } from "./pending-stage.ts";
import { ResultExplanation, ResultHeading } from "./result-words.tsx";
import { ReturnedNotice } from "./returned-notice.tsx";

export interface OrderResultProps {
  readonly order: OrderView;
  /** present while the order is PENDING */
  readonly pending: PendingStage | undefined;
  readonly late: LateStage | undefined;
  readonly offline: boolean;
  readonly leavingForChallenge: boolean;
  readonly chart: IndexedChart | undefined;
  readonly timeline: FollowedTimeline;
  readonly headingRef: (heading: HTMLHeadingElement) => void;
  readonly onAnswer: (answer: OfferAnswer) => Promise<Result<undefined, Failure>>;
  /** a choice has been taken: what was pressed is gone, and the result is what there is to read */
  readonly onAnswered: () => void;
  /** the time to choose is over; `takesFocus`: where something there had it */
  readonly onOver: (takesFocus: boolean) => void;
  /** giving the order up, where that is possible */
  readonly children?: JSX.Element;
}

/** How the order stands, in one sentence and what follows from it. The first thing on its page. */
export function OrderResult(props: OrderResultProps): JSX.Element {
  return (
    <Card>
      {/* about as tall in every state: what is below stays where it is when the result comes */}
      <CardContent class="flex min-h-66 flex-col gap-4 sm:py-8">
        <div role="status" class="flex flex-col gap-3">
          <h1
            ref={(element) => props.headingRef(element)}
            tabindex="-1"
            class="text-3xl font-extrabold"
            data-testid="order-result"
            data-status={props.order.status}
            data-pending={props.pending?.kind}
            data-late={props.late?.kind}
          >
            <ResultHeading order={props.order} pending={props.pending} late={props.late} />
          </h1>
          <ResultExplanation
            order={props.order}
            pending={props.pending}
            late={props.late}
            chart={props.chart}
          />
        </div>
        <Show when={props.late}>{(stage) => <LateProgress {...props} stage={stage()} />}</Show>
        <Show when={props.pending}>
          {(stage) => (
            <Pending
              order={props.order}
              stage={stage()}
              offline={props.offline}
              leaving={props.leavingForChallenge}
            />
          )}
        </Show>
        <ReturnedNotice orderIds={props.order.returned ?? []} />
        <NextSteps order={props.order} isLate={props.late !== undefined} />
        {props.children}
      </CardContent>
    </Card>
  );
}

/** What there is to choose or to wait for, and when all of it happened. */
function LateProgress(props: OrderResultProps & { readonly stage: LateStage }): JSX.Element {
  const tLate = useWords(LATE_WORDS);
  const offer = () => (props.stage.kind === "offered" ? props.stage : undefined);
  const work = () => STAGE_WORK[props.stage.kind];
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
        isLoading={props.timeline.isLoading()}
      />
    </>
  );
}
