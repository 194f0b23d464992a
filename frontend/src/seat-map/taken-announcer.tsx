import { createSignal, onCleanup, type JSX } from "solid-js";
import { useI18n } from "../i18n/i18n.tsx";

/** Often enough to be true, seldom enough to be borne by somebody who is listening to something else. */
const BATCH_MS = 8_000;

export interface TakenAnnouncer {
  /** `count` seats in view were taken. */
  readonly note: (count: number) => void;
  readonly region: () => JSX.Element;
}

/** Says politely, in batches, how many of the seats in view were taken. */
export function createTakenAnnouncer(): TakenAnnouncer {
  const { t } = useI18n();
  const [text, setText] = createSignal("");
  let taken = 0;
  const timer = setInterval(() => {
    setText(taken === 0 ? "" : t("seatMap.takenInView", { n: taken }));
    taken = 0;
  }, BATCH_MS);
  onCleanup(() => clearInterval(timer));
  return {
    note(count) {
      taken += count;
    },
    region: () => (
      <p class="sr-only" aria-live="polite">
        {text()}
      </p>
    ),
  };
}
