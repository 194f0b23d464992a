// Says what happened to a click that failed, and offers the nearest equal seats with one tap.

import { toast } from "solid-sonner";
import type { Failure } from "../http/failure.ts";
import { isNetworkFailure } from "../http/failure.ts";
import type { I18n } from "../i18n/i18n.tsx";
import type { SeatWords } from "../seat-map/seat-words.ts";

/** Long enough to read two seats' names and decide. */
const OFFER_MS = 12_000;
const TOAST_ID = "refusal";

export interface Refusal {
  readonly failure: Failure;
  /** what the buyer has now, and keeps */
  readonly kept: readonly number[];
  readonly take: (seats: readonly number[]) => void;
}

export function explainRefusal(
  { failure, kept, take }: Refusal,
  words: SeatWords,
  { t, problem }: I18n,
): void {
  const text = problem(failure);
  if (isNetworkFailure(failure) || failure.code !== "seats-taken") {
    toast.error(text, { id: TOAST_ID });
    return;
  }
  const alternatives = failure.alternatives ?? [];
  const added = alternatives.filter((seat) => !kept.includes(seat));
  if (added.length === 0) {
    toast.error(text, { id: TOAST_ID, description: failure.seats?.map(words.name).join(" · ") ?? "" });
    return;
  }
  let taken = false;
  const accept = (): void => {
    if (taken) return;
    taken = true;
    toast.dismiss(TOAST_ID);
    take(alternatives);
  };
  // The toaster puts its nodes in anew while they are being pressed, and then no click follows: the lifted pointer
  // counts as well. The click remains for the keyboard.
  const button = (
    <button
      type="button"
      class="min-h-11 shrink-0 rounded-control bg-accent px-3 text-sm font-semibold text-on-accent"
      onPointerUp={accept}
      onClick={accept}
    >
      {t("holds.take")}
    </button>
  );
  const names = added.map(words.name).join(" · ");
  toast.error(text, {
    id: TOAST_ID,
    description: t("holds.alternatives", { seats: names }),
    duration: OFFER_MS,
    action: button,
  });
}
