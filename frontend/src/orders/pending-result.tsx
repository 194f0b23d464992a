import { createEffect, createSignal, on, Show, type JSX } from "solid-js";
import type { OrderView } from "../../../shared/contracts/orders.schema.ts";
import { serverNow } from "../http/server-clock.ts";
import { useI18n } from "../i18n/i18n.tsx";
import { useWords } from "../i18n/words.ts";
import { Button } from "../ui/button.tsx";
import { Countdown } from "../ui/countdown.tsx";
import { Working } from "../ui/states.tsx";
import { ATTEMPT_WORDS } from "./attempt-words.ts";
import type { PendingStage } from "./pending-stage.ts";

interface PendingProps {
  readonly order: OrderView;
  readonly stage: PendingStage;
  readonly offline: boolean;
  readonly leaving: boolean;
}

/** Not a spinner with a promise: what is safe, until when, and that leaving does no harm. */
export function Pending(props: PendingProps): JSX.Element {
  const { t } = useI18n();
  const tAttempt = useWords(ATTEMPT_WORDS);
  const challenge = () => (props.stage.kind === "challenged" ? props.stage.url : undefined);
  const isWaiting = (): boolean => props.stage.kind !== "retry";
  const isEnding = (): boolean => props.stage.kind === "cancelling" || props.stage.kind === "ending";
  return (
    <div class="flex flex-col gap-4 empty:hidden">
      <Show when={challenge()}>
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
      <Show when={isWaiting() && !isEnding()}>
        <DueBy deadline={props.order.deadline} />
        <p class="text-sm text-muted">{t("orders.pendingLeave")}</p>
      </Show>
      <Show when={isEnding()}>
        <Working
          text={tAttempt("cancellingLeave")}
          class="rounded-control bg-sunken px-4 py-3 text-sm text-ink"
        />
      </Show>
      <Show when={props.offline}>
        <OfflineNotice />
      </Show>
    </div>
  );
}

/** Until when the payment is answered, or that it takes longer than that. Each attempt has a deadline of its own. */
function DueBy(props: { readonly deadline: number }): JSX.Element {
  const { t } = useI18n();
  const [isPast, setPast] = createSignal(props.deadline <= serverNow());
  createEffect(
    on(
      () => props.deadline,
      (deadline) => setPast(deadline <= serverNow()),
    ),
  );
  return (
    <p class="flex flex-wrap items-center gap-x-2.5 rounded-control bg-sunken px-4 py-3">
      <span class="spinner text-accent" aria-hidden="true" />
      <Show when={!isPast()} fallback={t("orders.pendingPast")}>
        <span>{t("orders.pendingUntil")}</span>
        <Countdown until={props.deadline} serverNow={serverNow} onEnd={() => setPast(true)} class="text-lg" />
      </Show>
    </p>
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
