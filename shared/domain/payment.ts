// Owns what a provider's answer means for one attempt of a payment: REQUESTED → AUTHORIZED → CAPTURED → REFUNDED, or
// FAILED, VOIDED. Money's own state beats our record of it: a success after a failure is believed, and then either
// earns its seats or goes back (S3). Promises the same change for the same record and answer, however often it comes.

export const PAYMENT_STATUSES = [
  "REQUESTED",
  "AUTHORIZED",
  "CAPTURED",
  "REFUNDED",
  "FAILED",
  "VOIDED",
] as const;
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

/** Why money did not move, in words that hold for every provider. */
export const DECLINE_CODES = [
  "card-declined",
  "insufficient-funds",
  "challenge-failed",
  "payment-cancelled", // we asked to cancel it before its deadline, or it was cancelled without us
  "payment-deadline", // no answer in time; we asked to cancel it
  "provider-error",
] as const;
export type DeclineCode = (typeof DECLINE_CODES)[number];

/**
 * What a provider says of one attempt. `unknown` is no answer at all: money may or may not have moved, and only
 * a later query can tell. `not-found` is an answer: the provider has never seen the key.
 */
export type ProviderOutcome =
  | { readonly status: "authorized"; readonly providerPaymentId: string }
  | { readonly status: "captured"; readonly providerPaymentId: string }
  | { readonly status: "pending"; readonly providerPaymentId: string }
  | { readonly status: "challenge"; readonly providerPaymentId: string; readonly redirectUrl: string }
  | { readonly status: "declined"; readonly providerPaymentId?: string; readonly code: DeclineCode }
  | { readonly status: "voided"; readonly providerPaymentId?: string }
  | { readonly status: "refunded"; readonly providerPaymentId: string }
  | { readonly status: "not-found" }
  | { readonly status: "unknown"; readonly cause: string };

/** One try of an order's payment, with a key of its own at the provider. */
export interface Attempt {
  /** 1 for the first; grows by one with each */
  readonly number: number;
  /** who moves the money; `none` where the order costs nothing */
  readonly provider: string;
  readonly status: PaymentStatus;
  /** the provider's last word; `created` before the first, `voiding` once we have asked to void it */
  readonly outcome: ProviderOutcome["status"] | "created" | "voiding";
  /** why it failed */
  readonly declineCode: DeclineCode | null;
  readonly providerPaymentId: string | null;
  /** where the buyer must approve it */
  readonly redirectUrl: string | null;
  /** what the provider's form gave; forgotten once the attempt is no longer REQUESTED */
  readonly token: string | null;
}

/** Why we end an attempt that is still open: its time is up, or the buyer wants no more of it. */
export type EndingCause = "deadline" | "cancellation";

export type PaymentChange =
  /** nothing new; ask again later */
  | { readonly kind: "wait"; readonly redirectUrl: string | null }
  /** already recorded, or no news of this attempt */
  | { readonly kind: "none" }
  | { readonly kind: "succeeded"; readonly to: "AUTHORIZED" | "CAPTURED" }
  | { readonly kind: "failed"; readonly to: "FAILED" | "VOIDED"; readonly code: DeclineCode };

/**
 * What `outcome` changes in an attempt that is recorded as `status`. `ending`: the provider has been asked to void the
 * attempt, so "never seen" has become a final answer (S2). An authorization of an attempt that was given up is no
 * change: it is captured or voided first (P7), and the answer to that is what counts.
 */
export function decidePayment(
  status: PaymentStatus,
  outcome: ProviderOutcome,
  ending: EndingCause | undefined,
): PaymentChange {
  if (status === "REFUNDED" || status === "CAPTURED") return { kind: "none" };
  if (outcome.status === "captured") return { kind: "succeeded", to: "CAPTURED" };
  if (status !== "REQUESTED") return { kind: "none" };
  const endedCode: DeclineCode = ending === "deadline" ? "payment-deadline" : "payment-cancelled";
  switch (outcome.status) {
    case "authorized":
      return { kind: "succeeded", to: "AUTHORIZED" };
    case "declined":
      return { kind: "failed", to: "FAILED", code: outcome.code };
    case "voided":
      return { kind: "failed", to: "VOIDED", code: endedCode };
    case "not-found":
      return ending === undefined
        ? { kind: "wait", redirectUrl: null }
        : { kind: "failed", to: "FAILED", code: endedCode };
    case "challenge":
      return { kind: "wait", redirectUrl: outcome.redirectUrl };
    case "pending":
    case "unknown":
      return { kind: "wait", redirectUrl: null };
    case "refunded":
      // Taken and given back without us: terminal, and no money is left to pay for the seats.
      return { kind: "failed", to: "VOIDED", code: "payment-cancelled" };
  }
}

export type ProviderCall = "authorize" | "query" | "capture" | "void" | "refund";

export interface CallPlan {
  readonly attempt: Attempt;
  readonly ending: EndingCause | undefined;
  /** whether money that comes after the attempt was given up is to go back, whatever the seats */
  readonly isUnwanted: boolean;
  /** the last call and its answer; nothing before the first */
  readonly heard?: { readonly call: ProviderCall; readonly outcome: ProviderOutcome };
}

/**
 * The next call that finds out how an attempt stands, or nothing where its last answer is enough. Authorize at first,
 * query from then on; void what is still open when the attempt ends (S2). Money that was authorized after the attempt
 * was given up is captured before anything is built on it, for a void of ours may still be on its way (P7); or it is
 * voided where it is unwanted.
 */
export function nextCall({ attempt, ending, isUnwanted, heard }: CallPlan): ProviderCall | undefined {
  const { status, outcome, token } = attempt;
  if (heard === undefined) {
    if (status === "CAPTURED" || status === "REFUNDED") return undefined;
    if (outcome === "voiding") return "void";
    const isFirst = status === "REQUESTED" && outcome === "created" && token !== null;
    return isFirst && ending === undefined ? "authorize" : "query";
  }
  if (heard.call !== "query") return undefined;
  const answer = heard.outcome.status;
  if (status === "REQUESTED") {
    const isOpen = answer === "pending" || answer === "challenge" || answer === "not-found";
    if (ending !== undefined) return isOpen ? "void" : undefined;
    // Our request never arrived. The same key makes a repeat harmless.
    return answer === "not-found" && token !== null ? "authorize" : undefined;
  }
  const isGivenUp = status === "FAILED" || status === "VOIDED";
  if (!isGivenUp || answer !== "authorized") return undefined;
  return isUnwanted ? "void" : "capture";
}

/** Whether the attempt has ended without money, as far as we know. */
export function hasFailed({ status }: Pick<Attempt, "status">): boolean {
  return status === "FAILED" || status === "VOIDED";
}

/**
 * Whether the provider itself has said that it took no money. Where we only asked to cancel, and it has never seen the
 * attempt or confirmed the void, an approval may still come (S3).
 */
export function isRefusedByProvider(code: DeclineCode | null | undefined): boolean {
  return code !== null && code !== undefined && code !== "payment-deadline" && code !== "payment-cancelled";
}
