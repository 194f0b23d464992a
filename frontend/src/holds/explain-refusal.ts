// Says what happened to a click that failed, and offers the nearest equal seats with one tap.

import { toast } from "solid-sonner";
import type { Failure } from "../http/failure.ts";
import { isNetworkFailure } from "../http/failure.ts";
import type { I18n } from "../i18n/i18n.tsx";
import type { SeatWords } from "../seat-map/seat-words.ts";

/** Long enough to read two seats' names and decide. */
const OFFER_MS = 12_000;

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
    toast.error(text);
    return;
  }
  const taken = failure.seats?.map(words.name).join(" · ");
  const alternatives = failure.alternatives ?? [];
  const added = alternatives.filter((seat) => !kept.includes(seat));
  if (added.length === 0) {
    toast.error(text, taken === undefined ? {} : { description: taken });
    return;
  }
  const names = added.map(words.name).join(" · ");
  toast.error(text, {
    description: t("holds.alternatives", { seats: names }),
    duration: OFFER_MS,
    action: { label: t("holds.take"), onClick: () => take(alternatives) },
  });
}
