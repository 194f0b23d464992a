// Owns what a provider's answer means for a payment: REQUESTED → AUTHORIZED → CAPTURED → REFUNDED, or FAILED,
// VOIDED. Money's own state beats our record of it: a success after a failure is believed, and then either
// earns its seats or is returned (S3).

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
  "payment-cancelled",
  "payment-deadline",
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

export type PaymentChange =
  /** nothing new; ask again later */
  | { readonly kind: "wait"; readonly redirectUrl?: string }
  /** already recorded */
  | { readonly kind: "none" }
  /** authorized after it had been given up: to be captured before anything is built on it (P7), then decided again */
  | { readonly kind: "take" }
  | { readonly kind: "succeeded"; readonly to: "AUTHORIZED" | "CAPTURED" }
  | { readonly kind: "failed"; readonly to: "FAILED" | "VOIDED"; readonly code: DeclineCode };

/**
 * What `outcome` changes in a payment that is recorded as `status`. `pastDeadline`: the hold's deadline has
 * passed and the provider has been asked to void, so "never seen" has become a final answer (S2).
 */
export function decidePayment(
  status: PaymentStatus,
  outcome: ProviderOutcome,
  pastDeadline: boolean,
): PaymentChange {
  if (status === "REFUNDED" || status === "CAPTURED") return { kind: "none" };
  switch (outcome.status) {
    case "authorized":
      if (status === "AUTHORIZED") return { kind: "none" };
      // We asked to void it, and that request may still be on its way: only captured money cannot be voided any more.
      return status === "REQUESTED" ? { kind: "succeeded", to: "AUTHORIZED" } : { kind: "take" };
    case "captured":
      return { kind: "succeeded", to: "CAPTURED" };
    case "declined":
      return status === "REQUESTED" ? { kind: "failed", to: "FAILED", code: outcome.code } : { kind: "none" };
    case "voided":
      return status === "REQUESTED"
        ? { kind: "failed", to: "VOIDED", code: "payment-deadline" }
        : { kind: "none" };
    case "not-found":
      if (status !== "REQUESTED") return { kind: "none" };
      return pastDeadline ? { kind: "failed", to: "FAILED", code: "payment-deadline" } : { kind: "wait" };
    case "challenge":
      return status === "REQUESTED" ? { kind: "wait", redirectUrl: outcome.redirectUrl } : { kind: "none" };
    case "pending":
    case "unknown":
      return status === "REQUESTED" ? { kind: "wait" } : { kind: "none" };
    case "refunded":
      // Taken and given back without us: terminal, and no money is left to pay for the seats.
      return status === "REQUESTED"
        ? { kind: "failed", to: "VOIDED", code: "payment-cancelled" }
        : { kind: "none" };
  }
}
