import { createSignal, Show, type JSX } from "solid-js";
import type { OrderView } from "../../../shared/contracts/orders.schema.ts";
import { serverNow } from "../http/server-clock.ts";
import { useI18n } from "../i18n/i18n.tsx";
import { Button } from "../ui/button.tsx";
import { Countdown } from "../ui/countdown.tsx";
import { Working } from "../ui/states.tsx";

/** Not a spinner with a promise: what is safe, until when, and that leaving does no harm. */
export function Pending(props: {
  readonly order: OrderView;
  readonly offline: boolean;
  readonly challenge: string | undefined;
  readonly leaving: boolean;
}): JSX.Element {
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
        <OfflineNotice />
      </Show>
    </div>
  );
}

/** News comes late, because it has to be asked for. */
export function OfflineNotice(): JSX.Element {
  const { t } = useI18n();
  return (
    <p class="text-sm font-medium text-warn" role="status">
      {t("orders.offline")}
    </p>
  );
}
