import { createSignal, Show, type JSX } from "solid-js";
import { toast } from "solid-sonner";
import type { HoldView } from "../../../shared/contracts/holds.schema.ts";
import { useI18n } from "../i18n/i18n.tsx";
import { Button } from "../ui/button.tsx";
import { Countdown } from "../ui/countdown.tsx";
import type { Holds } from "./create-holds.ts";

/** Less than this to be won is not worth a button. */
const WORTH_EXTENDING_MS = 15_000;

export interface HoldTimerProps {
  readonly hold: HoldView;
  readonly serverNow: () => number;
  readonly extend: Holds["extend"];
}

export function HoldTimer(props: HoldTimerProps): JSX.Element {
  const { t, problem } = useI18n();
  const [isExtending, setExtending] = createSignal(false);
  const canExtend = (): boolean => props.hold.extendableUntil - props.hold.heldUntil > WORTH_EXTENDING_MS;

  const extend = async (): Promise<void> => {
    setExtending(true);
    const result = await props.extend();
    setExtending(false);
    if (result?.ok === true) toast.success(t("holds.extended"));
    else if (result !== undefined) toast.error(problem(result.error));
  };
  return (
    <div class="flex items-center gap-2">
      <p class="flex items-baseline gap-1.5 whitespace-nowrap">
        <span class="text-sm text-muted">{t("holds.timeLeft")}</span>
        <Countdown
          until={props.hold.heldUntil}
          serverNow={props.serverNow}
          testId="hold-timer"
          class="text-lg"
        />
      </p>
      <Show when={canExtend()}>
        <Button
          size="sm"
          loading={isExtending()}
          loadingText={t("holds.extending")}
          onClick={() => void extend()}
        >
          {t("holds.extend")}
        </Button>
      </Show>
    </div>
  );
}
