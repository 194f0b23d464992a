// "What happened": every step of the order with its time, for whoever wants to know. Closed, it asks for nothing.

import { For, Match, Show, Switch, type JSX } from "solid-js";
import type { IndexedChart } from "../catalog/seat-name.ts";
import type { Failure } from "../http/failure.ts";
import { serverNow } from "../http/server-clock.ts";
import en from "../i18n/en/timeline.ts";
import { useI18n } from "../i18n/i18n.tsx";
import ko from "../i18n/ko/timeline.ts";
import { useWords } from "../i18n/words.ts";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import type { FollowedTimeline } from "./follow-timeline.ts";
import { TimelineSteps } from "./timeline-steps.tsx";
import type { SteppedOrder } from "./timeline-words.ts";

const WORDS = { ko, en };
const SKELETON_STEPS = [1, 2, 3, 4, 5];

export interface OrderTimelineProps {
  readonly timeline: FollowedTimeline;
  readonly of: SteppedOrder;
  readonly chart: IndexedChart | undefined;
  readonly onToggle: (isOpen: boolean) => void;
}

export function OrderTimeline(props: OrderTimelineProps): JSX.Element {
  const t = useWords(WORDS);
  const { localMoment } = useI18n();
  const steps = () => props.timeline.steps();
  return (
    <Card data-testid="timeline">
      <details class="group" onToggle={(e) => props.onToggle(e.currentTarget.open)}>
        <summary class="flex min-h-11 cursor-pointer list-none items-center gap-4 rounded-card px-5 py-4 sm:px-6 [&::-webkit-details-marker]:hidden">
          <span class="flex grow flex-col">
            <h2 class="text-lg font-bold">{t("heading")}</h2>
            <span class="text-sm text-muted">{t("lead")}</span>
          </span>
          <Chevron />
        </summary>
        <div class="flex flex-col gap-4 border-t border-line px-5 py-5 sm:px-6">
          <Switch>
            <Match when={steps()}>
              {(known) => (
                <>
                  <TimelineSteps steps={known()} of={props.of} chart={props.chart} words={t} />
                  <p class="text-sm text-muted">{t("zone", { zone: localMoment(serverNow()).zone })}</p>
                </>
              )}
            </Match>
            <Match when={props.timeline.failure() === undefined}>
              <LoadingSteps text={t("loading")} />
            </Match>
          </Switch>
          <Show when={props.timeline.failure()}>
            {(failure) => (
              <FailedSteps title={t("errorTitle")} failure={failure()} onRetry={props.timeline.reload} />
            )}
          </Show>
        </div>
      </details>
    </Card>
  );
}

function Chevron(): JSX.Element {
  return (
    <svg
      viewBox="0 0 24 24"
      class="size-5 shrink-0 fill-none stroke-muted stroke-2 transition-transform duration-150 group-open:rotate-180"
      aria-hidden="true"
    >
      <path stroke-linecap="round" stroke-linejoin="round" d="M6 9l6 6 6-6" />
    </svg>
  );
}

function LoadingSteps(props: { readonly text: string }): JSX.Element {
  return (
    <>
      <p role="status" class="sr-only">
        {props.text}
      </p>
      <div aria-hidden="true" class="flex flex-col gap-5">
        <For each={SKELETON_STEPS}>
          {() => (
            <div class="flex flex-col gap-1.5 pl-8">
              <Skeleton class="h-4 w-24" />
              <Skeleton class="w-3/5" />
            </div>
          )}
        </For>
      </div>
    </>
  );
}

/** Below what is known already, or in its place. */
function FailedSteps(props: {
  readonly title: string;
  readonly failure: Failure;
  readonly onRetry: () => void;
}): JSX.Element {
  const { t, problem } = useI18n();
  return (
    <div role="alert" class="flex flex-col items-start gap-2">
      <p class="font-bold">{props.title}</p>
      <p class="text-muted">{problem(props.failure)}</p>
      <Button onClick={() => props.onRetry()}>{t("common.retry")}</Button>
    </div>
  );
}
