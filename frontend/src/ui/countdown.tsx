import { createEffect, createSignal, on, onCleanup, type JSX } from "solid-js";
import { useI18n } from "../i18n/i18n.tsx";
import { cn } from "./cn.ts";
import { formatTimeLeft, passedMark, secondsLeft } from "./countdown.ts";

const TICK_MS = 250;
const URGENT_SECONDS = 60;

export interface CountdownProps {
  /** epoch ms, by the server's clock */
  readonly until: number;
  readonly serverNow: () => number;
  readonly class?: string;
  readonly testId?: string;
  /** called once for each `until` that is reached */
  readonly onEnd?: () => void;
}

/** Time left as `m:ss`. Screen readers hear it at 5 min, 1 min, 20 s and at the end, not every second. */
export function Countdown(props: CountdownProps): JSX.Element {
  const { t } = useI18n();
  const [seconds, setSeconds] = createSignal(secondsLeft(props.until, props.serverNow()));
  const [announcement, setAnnouncement] = createSignal("");

  const announce = (mark: number): void => {
    if (mark === 0) setAnnouncement(t("common.timeOver"));
    else if (mark < 60_000) setAnnouncement(t("common.secondsLeft", { n: mark / 1_000 }));
    else setAnnouncement(t("common.minutesLeft", { n: mark / 60_000 }));
  };

  createEffect(
    on(
      () => props.until,
      (until) => {
        let previousLeftMs = until - props.serverNow();
        let ended = false;
        const look = (): void => {
          const leftMs = until - props.serverNow();
          setSeconds(secondsLeft(until, props.serverNow()));
          const mark = passedMark(previousLeftMs, leftMs);
          if (mark !== undefined) announce(mark);
          previousLeftMs = leftMs;
          if (leftMs > 0 || ended) return;
          ended = true;
          clearInterval(timer);
          props.onEnd?.();
        };
        const timer = setInterval(look, TICK_MS);
        look();
        onCleanup(() => clearInterval(timer));
      },
    ),
  );

  return (
    <span class={cn("inline-flex", props.class)} data-testid={props.testId}>
      <span
        role="timer"
        translate="no"
        aria-label={t("common.timeLeft")}
        class={cn("font-bold tabular-nums", seconds() <= URGENT_SECONDS && "text-bad")}
      >
        {formatTimeLeft(seconds())}
      </span>
      <span class="sr-only" aria-live="polite">
        {announcement()}
      </span>
    </span>
  );
}
