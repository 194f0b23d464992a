import { createSignal, createEffect, onCleanup, Match, Switch, type JSX } from "solid-js";
import type { EventView } from "../../../shared/contracts/catalog.schema.ts";
import type { FeedStatus } from "../feed/feed.ts";
import { useI18n } from "../i18n/i18n.tsx";
import { Countdown } from "../ui/countdown.tsx";
import type { SaleState } from "./sale-state.ts";

/** A reconnect that succeeds at once is nobody's business. */
const TELL_AFTER_MS = 1_500;

export interface EventBannerProps {
  readonly event: EventView;
  readonly sale: SaleState;
  readonly feedStatus: FeedStatus;
  readonly serverNow: () => number;
  readonly onOpen: () => void;
}

/** What stands between the buyer and a seat: no connection, or no sale. Lies over the map's edge; nothing moves. */
export function EventBanner(props: EventBannerProps): JSX.Element {
  const { t, dateTime } = useI18n();
  const isOffline = createDelayed(() => props.feedStatus === "offline", TELL_AFTER_MS);
  const when = (at: number): string => dateTime(at, props.event.timeZone);
  return (
    <Switch>
      <Match when={isOffline()}>
        <Strip>{t("event.offline")}</Strip>
      </Match>
      <Match when={props.sale === "opens-soon"}>
        <Strip>
          <span class="flex flex-wrap items-baseline justify-center gap-x-2">
            <strong>{t("event.opensIn")}</strong>
            <Countdown
              until={props.event.saleOpensAt}
              serverNow={props.serverNow}
              onEnd={() => props.onOpen()}
              class="text-xl"
              testId="sale-countdown"
            />
          </span>
          <span class="block text-muted">{t("event.opensAt", { when: when(props.event.saleOpensAt) })}</span>
          <span class="block text-muted max-lg:hidden">{t("event.browse")}</span>
        </Strip>
      </Match>
      <Match when={props.sale === "closed" || props.sale === "ended"}>
        <Strip>
          <strong class="block">{t("event.closedTitle")}</strong>
          <span class="text-muted">{t("event.closedText", { when: when(props.event.saleClosesAt) })}</span>
        </Strip>
      </Match>
    </Switch>
  );
}

function Strip(props: { readonly children: JSX.Element }): JSX.Element {
  return (
    <div
      role="status"
      class="pointer-events-none mx-auto w-fit max-w-full rounded-control border border-line-strong bg-surface px-4 py-2 text-center text-sm"
    >
      {props.children}
    </div>
  );
}

/** True once `source` has been true for `ms`; false at once. */
function createDelayed(source: () => boolean, ms: number): () => boolean {
  const [value, setValue] = createSignal(false);
  createEffect(() => {
    if (!source()) {
      setValue(false);
      return;
    }
    const timer = setTimeout(() => setValue(true), ms);
    onCleanup(() => clearTimeout(timer));
  });
  return value;
}
