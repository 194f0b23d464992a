import { createSignal, Show, type JSX } from "solid-js";
import { toast } from "solid-sonner";
import type { HoldView } from "../../../shared/contracts/holds.schema.ts";
import type { Feed } from "../feed/feed.ts";
import { useI18n } from "../i18n/i18n.tsx";
import { Button } from "../ui/button.tsx";
import { Countdown } from "../ui/countdown.tsx";

/** Less than this to be won is not worth a button. */
const WORTH_EXTENDING_MS = 15_000;

export interface HoldBarProps {
  readonly hold: HoldView;
  readonly feed: Feed;
  readonly onEnd: () => void;
}

/** How long the seats are kept, by the server's clock, and more time where there is more to be had. */
export function HoldBar(props: HoldBarProps): JSX.Element {
  const { t, problem } = useI18n();
  const [extending, setExtending] = createSignal(false);
  const extendable = (): boolean => props.hold.extendableUntil - props.hold.heldUntil > WORTH_EXTENDING_MS;

  const extend = async (): Promise<void> => {
    if (extending()) return;
    setExtending(true);
    const result = await props.feed.extend(props.hold.holdId);
    setExtending(false);
    if (result.ok) toast.success(t("checkout.extended"));
    else toast.error(problem(result.error));
  };

  return (
    <div class="flex min-h-11 flex-wrap items-center justify-between gap-x-4 gap-y-2">
      <p class="flex flex-wrap items-baseline gap-x-2">
        <span class="text-muted">{t("checkout.heldFor")}</span>
        <Countdown
          until={props.hold.heldUntil}
          serverNow={props.feed.serverNow}
          onEnd={props.onEnd}
          testId="hold-timer"
          class="text-xl"
        />
      </p>
      <Show when={extendable()} fallback={<p class="text-sm text-muted">{t("checkout.extendedFully")}</p>}>
        <Button
          size="sm"
          loading={extending()}
          loadingText={t("checkout.extending")}
          onClick={() => void extend()}
        >
          {t("checkout.extend")}
        </Button>
      </Show>
    </div>
  );
}
