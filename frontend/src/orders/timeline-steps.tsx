import type { Translator } from "@solid-primitives/i18n";
import { For, Show, type JSX } from "solid-js";
import type { TimelineStep } from "../../../shared/contracts/timeline.schema.ts";
import { seatNames, type IndexedChart } from "../catalog/seat-name.ts";
import { serverNow } from "../http/server-clock.ts";
import { useI18n } from "../i18n/i18n.tsx";
import { Badge } from "../ui/badge.tsx";
import { cn } from "../ui/cn.ts";
import { reasonKey } from "./order-state.ts";
import {
  outcomeKey,
  releaseKey,
  stepKind,
  type SteppedOrder,
  type StepModule,
  type TimelineKey,
} from "./timeline-words.ts";

/** The word beside it says the same: colour only helps. */
const DOTS: Readonly<Record<StepModule, string>> = {
  seats: "border-accent bg-accent",
  order: "border-ink bg-ink",
  payment: "border-level-5 bg-level-5",
  ticket: "border-good bg-good",
};

export interface TimelineStepsProps {
  /** oldest first */
  readonly steps: readonly TimelineStep[];
  readonly of: SteppedOrder;
  readonly chart: IndexedChart | undefined;
  readonly words: Translator<Readonly<Record<TimelineKey, string>>>;
}

/** Each step with its time, where the viewer is; the day above the first step of another day than the one before. */
export function TimelineSteps(props: TimelineStepsProps): JSX.Element {
  const { localMoment } = useI18n();
  const dayOf = (at: number): string => localMoment(at).date;
  const told = () => props.steps.filter((step) => stepKind(step, props.of) !== undefined);
  const newDay = (step: TimelineStep, i: number): string | undefined => {
    const before = told()[i - 1]?.at ?? serverNow();
    return dayOf(step.at) === dayOf(before) ? undefined : dayOf(step.at);
  };
  return (
    <ol>
      <For each={told()}>
        {(step, i) => (
          <li
            class="relative pb-5 pl-8 before:absolute before:top-3 before:bottom-[-0.4rem] before:left-[0.4375rem] before:w-0.5 before:bg-line last:pb-0 last:before:hidden"
            data-step={step.kind}
          >
            <Show when={newDay(step, i())}>{(day) => <p class="pb-1 text-sm font-semibold">{day()}</p>}</Show>
            <Step {...props} step={step} />
          </li>
        )}
      </For>
    </ol>
  );
}

function Step(props: TimelineStepsProps & { readonly step: TimelineStep }): JSX.Element {
  const { localMoment } = useI18n();
  const t = (key: TimelineKey): string => props.words(key);
  const kind = () => stepKind(props.step, props.of);
  return (
    <Show when={kind()}>
      {(known) => (
        <div class="relative">
          <span
            aria-hidden="true"
            class={cn(
              "absolute top-[0.2rem] -left-8 size-4 rounded-full border-[0.1875rem]",
              DOTS[known().module],
              known().undoes && "bg-surface",
            )}
          />
          <p class="flex flex-wrap items-baseline gap-x-2 text-sm text-muted">
            <time datetime={new Date(props.step.at).toISOString()} class="tabular-nums">
              {localMoment(props.step.at).time}
            </time>
            <span>{t(`module_${known().module}`)}</span>
          </p>
          <p class="flex flex-wrap items-center gap-x-2 gap-y-1 font-semibold">
            {t(known().title)}
            <Show when={known().undoes}>
              <Badge tone="warn">{t("undone")}</Badge>
            </Show>
          </p>
          <Details {...props} />
        </div>
      )}
    </Show>
  );
}

/** Which seats, until when, what was answered, why: whatever the step has of them. */
function Details(props: TimelineStepsProps & { readonly step: TimelineStep }): JSX.Element {
  const i18n = useI18n();
  const lines = (): readonly string[] => {
    const { step, words: t } = props;
    const seats = (list: readonly number[]): string => seatNames(props.chart, list, i18n);
    const until = (at: number): string => t("until", { time: i18n.localMoment(at).time });
    switch (step.kind) {
      case "seats-held":
      case "seats-offered":
        return [seats(step.seats), until(step.until)];
      case "seats-sold":
      case "seats-gone":
        return [seats(step.seats)];
      case "seats-released": {
        const why = releaseKey(step.reason);
        return [seats(step.seats), ...(why === undefined ? [] : [t(why)])];
      }
      case "hold-extended":
        return [until(step.until)];
      case "payment-started":
        return [until(step.deadline)];
      case "attempt-started":
        return [t("nthAttempt", { n: step.attempt }), until(step.deadline)];
      case "attempt-failed":
        return [t("nthAttempt", { n: step.attempt }), i18n.t(reasonKey(step.code))];
      case "provider-asked":
        return [t("answer", { answer: t(outcomeKey(step.outcome)) })];
      case "provider-silent":
        return [t("times", { n: step.times })];
      case "order-cancelled":
        return step.reason === undefined ? [] : [i18n.t(reasonKey(step.reason))];
      case "money-returned":
        return props.of.payment === "VOIDED" ? [t("neverCharged")] : [];
      case "money-captured":
        return step.late ? [t("capturedLate")] : [];
      case "given-up":
      case "order-placed":
      case "order-confirmed":
      case "paid-late":
      case "tickets-issued":
        return [];
    }
  };
  return <For each={lines()}>{(line) => <p class="text-muted">{line}</p>}</For>;
}
