// What each step of an order's timeline is called, whose doing it is, and whether it undoes another. Pure: the
// dictionaries hold the words.

import type { AskCause, TimelineStep, TimelineStepKind } from "../../../shared/contracts/timeline.schema.ts";
import type { PaymentStatus, ProviderOutcome } from "../../../shared/domain/payment.ts";
import type { ReleaseReason } from "../../../shared/domain/hold.ts";
import type ko from "../i18n/ko/timeline.ts";

export type TimelineKey = keyof typeof ko;

/** Whose doing a step is; the modules holds and reservations are one to a buyer: the seats. */
export type StepModule = "seats" | "order" | "payment" | "ticket";

interface StepKind {
  readonly module: StepModule;
  readonly title: TimelineKey;
  /** gives back what an earlier step took */
  readonly undoes?: true;
}

const KINDS: Readonly<Record<Exclude<TimelineStepKind, "provider-asked">, StepKind>> = {
  "seats-held": { module: "seats", title: "seatsHeld" },
  "hold-extended": { module: "seats", title: "holdExtended" },
  "payment-started": { module: "seats", title: "paymentStarted" },
  "order-placed": { module: "order", title: "orderPlaced" },
  "attempt-started": { module: "payment", title: "attemptStarted" },
  "attempt-failed": { module: "payment", title: "attemptFailed" },
  "given-up": { module: "order", title: "givenUp" },
  "provider-silent": { module: "payment", title: "providerSilent" },
  "order-confirmed": { module: "order", title: "orderConfirmed" },
  "order-cancelled": { module: "order", title: "orderCancelled" },
  "paid-late": { module: "payment", title: "paidLate" },
  "seats-sold": { module: "seats", title: "seatsSold" },
  "seats-released": { module: "seats", title: "seatsReleased", undoes: true },
  "seats-offered": { module: "seats", title: "seatsOffered" },
  "seats-gone": { module: "seats", title: "seatsGone" },
  "tickets-issued": { module: "ticket", title: "ticketsIssued" },
  "money-captured": { module: "payment", title: "moneyCaptured" },
  "money-returned": { module: "payment", title: "moneyReturned", undoes: true },
};

const CAUSES: Readonly<Record<AskCause, TimelineKey>> = {
  order: "asked_order",
  webhook: "asked_webhook",
  quiet: "asked_quiet",
  late: "asked_late",
  "give-up": "asked_give_up",
};

/** Steps of money, which an order that costs nothing has no word of. */
const OF_MONEY: ReadonlySet<TimelineStepKind> = new Set<TimelineStepKind>([
  "attempt-started",
  "attempt-failed",
  "provider-asked",
  "provider-silent",
  "paid-late",
  "money-captured",
  "money-returned",
]);

/** The others whose words speak of a payment, and what they are called without one. */
const TITLES_IF_FREE: Readonly<Partial<Record<TimelineStepKind, TimelineKey>>> = {
  "payment-started": "seatsLocked",
  "order-confirmed": "orderConfirmedFree",
};

/** Answers that no request for money has: what had been asked for it without an answer was asked how it ended. */
const ENDS: ReadonlySet<string> = new Set<ProviderOutcome["status"]>([
  "not-found",
  "voided",
  "refunded",
  "unknown",
]);

const OUTCOMES: Readonly<Record<ProviderOutcome["status"], TimelineKey>> = {
  authorized: "outcome_authorized",
  captured: "outcome_captured",
  pending: "outcome_pending",
  challenge: "outcome_challenge",
  declined: "outcome_declined",
  voided: "outcome_voided",
  refunded: "outcome_refunded",
  "not-found": "outcome_not_found",
  unknown: "outcome_unknown",
};

const RELEASES: Readonly<Record<ReleaseReason, TimelineKey>> = {
  buyer: "released_buyer",
  expired: "released_expired",
  replaced: "released_replaced",
  "payment-failed": "released_payment_failed",
  "payment-deadline": "released_payment_deadline",
  "buyer-cancelled": "released_buyer_cancelled",
  "paid-late": "released_paid_late",
  "late-refused": "released_late_refused",
  "offer-declined": "released_offer_declined",
  "offer-lapsed": "released_offer_lapsed",
  abandoned: "released_abandoned",
};

/** What the steps are of: how its payment stands, and whether there was anything to pay. */
export interface SteppedOrder {
  readonly payment: PaymentStatus;
  readonly isFree: boolean;
}

/** What `step` is called, or `undefined` for one that is not told: newer than this page, or of money without any. */
export function stepKind(step: TimelineStep, { payment, isFree }: SteppedOrder): StepKind | undefined {
  if (isFree && OF_MONEY.has(step.kind)) return undefined;
  if (step.kind === "provider-asked") {
    if (!Object.hasOwn(CAUSES, step.cause)) return undefined;
    const isLate = step.cause === "order" && ENDS.has(step.outcome);
    return { module: "payment", title: isLate ? "asked_again" : CAUSES[step.cause] };
  }
  if (!Object.hasOwn(KINDS, step.kind)) return undefined;
  const kind = KINDS[step.kind];
  const titleIfFree = isFree ? TITLES_IF_FREE[step.kind] : undefined;
  if (titleIfFree !== undefined) return { ...kind, title: titleIfFree };
  if (step.kind !== "money-returned") return kind;
  if (payment === "VOIDED") return { ...kind, title: "moneyVoided" };
  return payment === "REFUNDED" ? { ...kind, title: "moneyRefunded" } : kind;
}

/** The key of what the provider answered; `outcome` is its word, and may be newer than this page. */
export function outcomeKey(outcome: string): TimelineKey {
  return isOutcome(outcome) ? OUTCOMES[outcome] : "outcome_unknown";
}

/** The key of why seats were given back. */
export function releaseKey(reason: ReleaseReason): TimelineKey | undefined {
  return Object.hasOwn(RELEASES, reason) ? RELEASES[reason] : undefined;
}

function isOutcome(text: string): text is ProviderOutcome["status"] {
  return Object.hasOwn(OUTCOMES, text);
}
