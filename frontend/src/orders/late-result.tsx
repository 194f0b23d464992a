// What has come of money that was late, or that lost its seats: which, why, and when.

import { For, Match, Show, Switch, type JSX } from "solid-js";
import type { OrderView } from "../../../shared/contracts/orders.schema.ts";
import type { TimelineStep } from "../../../shared/contracts/timeline.schema.ts";
import { seatNames, type IndexedChart } from "../catalog/seat-name.ts";
import { serverNow } from "../http/server-clock.ts";
import { useI18n } from "../i18n/i18n.tsx";
import { useWords } from "../i18n/words.ts";
import { Skeleton } from "../ui/skeleton.tsx";
import { lateMoments, type LateStage } from "./late-money.ts";
import { LATE_WORDS, MOMENT_NAMES } from "./late-words.ts";
import { reasonKey } from "./order-state.ts";

export interface LateProps {
  readonly order: OrderView;
  readonly stage: LateStage;
}

/** Why, and what is true of the money. */
export function LateText(props: LateProps & { readonly chart: IndexedChart | undefined }): JSX.Element {
  const i18n = useI18n();
  const t = useWords(LATE_WORDS);
  const chosen = (): string => {
    return seatNames(
      props.chart,
      props.order.seats.map((each) => each.seat),
      i18n,
    );
  };
  const why = (): string => {
    const { stage } = props;
    if (stage.kind === "returning" && stage.why === "declined") return t("returningDeclined");
    if (stage.kind === "returning" && stage.why === "lapsed") return t("returningLapsed");
    if (props.order.reason === "buyer-cancelled") return t("returningCancelled");
    return i18n.t(reasonKey(props.order.reason));
  };
  const amount = (): string => i18n.money(props.order.quote.totalMinor, props.order.quote.currency);
  return (
    <Switch>
      <Match when={props.stage.kind === "looking"}>
        <p>{t("lookingText")}</p>
      </Match>
      <Match when={props.stage.kind === "offered" || props.stage.kind === "confirming"}>
        <p>{t("offeredText", { seats: chosen() })}</p>
      </Match>
      <Match when={props.stage.kind === "returning"}>
        <p>{why()}</p>
      </Match>
      <Match when={props.stage.kind === "returned" && props.stage.by}>
        {(by) => (
          <>
            <p>{why()}</p>
            <p class="text-muted">
              {by() === "voided" ? t("voidedText") : t("refundedText", { amount: amount() })}
            </p>
          </>
        )}
      </Match>
    </Switch>
  );
}

/** When it happened, to the second, where the viewer is. What only the timeline knows keeps its place until it comes. */
export function LateMoments(
  props: LateProps & { readonly steps: readonly TimelineStep[] | undefined; readonly isLoading: boolean },
): JSX.Element {
  const t = useWords(LATE_WORDS);
  const { localMoment } = useI18n();
  const today = (): string => localMoment(serverNow()).date;
  return (
    <dl
      class="grid max-w-md grid-cols-[minmax(45%,1fr)_auto] gap-x-6 gap-y-1 border-l-2 border-line pl-4 text-sm"
      data-testid="late-moments"
    >
      <For each={lateMoments(props.stage, props.order, props.steps)}>
        {({ moment, at }) => (
          <Show when={at !== undefined || props.isLoading}>
            <dt class="text-muted">{t(MOMENT_NAMES[moment])}</dt>
            <dd class="text-right font-medium tabular-nums" data-moment={moment}>
              <Show when={at} fallback={<Skeleton class="w-20" />}>
                {(known) => (
                  <time datetime={new Date(known()).toISOString()}>
                    <Show when={localMoment(known()).date !== today()}>
                      <span class="inline-block">{localMoment(known()).date}</span>{" "}
                    </Show>
                    <span class="inline-block">{localMoment(known()).time}</span>
                  </time>
                )}
              </Show>
            </dd>
          </Show>
        )}
      </For>
    </dl>
  );
}
