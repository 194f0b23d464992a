// Owns what the sandbox company does with a payment: what each token means and which change may follow which.
// Promises: pure, time is an argument; a repeat of a command changes nothing; money captured is never more than
// authorized, money refunded never more than captured. Refuses everything else, with the payment as it stands.

import { ok, refuse, type Result } from "../../shared/domain/result.ts";

/** How long the bank thinks about `tok_slow`. */
export const SLOW_MS = 3_000;
/** From the first void that found nothing until the lost money of `tok_late_success` turns up. */
export const LATE_AFTER_MS = 5_000;
/** When the lost money turns up if nobody ever asked for a void. */
export const LATE_ALTERNATIVE_MS = 10 * 60_000;
/** How long the buyer may take to answer a challenge. */
export const CHALLENGE_TTL_MS = 15 * 60_000;

/** How long after it was declined `tok_reversed_decline` is approved after all. */
export const REVERSED_AFTER_MS = 15_000;

export const DUPLICATING_TOKEN = "tok_duplicate_webhooks";

/** `lost`: the bank has the request, the company's own front end does not know of it yet. */
export type SandboxStatus =
  | "pending"
  | "challenge"
  | "lost"
  | "authorized"
  | "declined"
  | "captured"
  | "voided"
  | "refunded";

export type SandboxDeclineCode =
  | "card_declined"
  | "insufficient_funds"
  | "challenge_refused"
  | "challenge_expired";

export interface Authorization {
  /** the merchant's idempotency key */
  readonly key: string;
  /** the merchant's own reference */
  readonly orderId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly token: string;
  readonly returnUrl: string;
}

export interface SandboxPayment extends Authorization {
  readonly id: string;
  readonly status: SandboxStatus;
  readonly declineCode: SandboxDeclineCode | null;
  /** stands in the challenge page's form, so that no other page can answer for the buyer */
  readonly challengeSecret: string;
  readonly refundedMinor: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** when the payment changes by itself; epoch ms */
  readonly dueAt: number | null;
  /** the trace that the last command about it belonged to (W3C Trace Context) */
  readonly traceparent: string | null;
}

export type WebhookType =
  | "payment.authorized"
  | "payment.declined"
  | "payment.captured"
  | "payment.voided"
  | "payment.refunded";

export interface Movement {
  readonly kind: "authorize" | "capture" | "void" | "refund";
  readonly amountMinor: number;
  readonly refundKey?: string;
}

/** A change of one payment with the money it moves and the news it makes; absent when it makes none. */
export interface Step {
  readonly payment: SandboxPayment;
  readonly movement?: Movement;
  readonly announce?: WebhookType;
}

export type SandboxAction =
  | { readonly kind: "capture" }
  | { readonly kind: "void" }
  | { readonly kind: "refund"; readonly amountMinor: number; readonly refundKey: string }
  | { readonly kind: "approve" }
  | { readonly kind: "refuse" }
  /** its own time has come */
  | { readonly kind: "due" };

export type SandboxRefusal =
  | { readonly code: "wrong_status"; readonly payment: SandboxPayment }
  | { readonly code: "refund_exceeds_captured"; readonly leftMinor: number };

/** Opens a payment as its token says. `answered: false`: the merchant gets no reply to this call. */
export function openPayment(
  authorization: Authorization,
  minted: Pick<SandboxPayment, "id" | "challengeSecret" | "traceparent">,
  now: number,
): { readonly step: Step; readonly answered: boolean } {
  const fresh: SandboxPayment = {
    ...authorization,
    ...minted,
    status: "pending",
    declineCode: null,
    refundedMinor: 0,
    createdAt: now,
    updatedAt: now,
    dueAt: null,
  };
  switch (authorization.token) {
    case "tok_success":
    case DUPLICATING_TOKEN:
      return { step: authorized(fresh, now), answered: true };
    case "tok_insufficient_funds":
      return { step: declined(fresh, "insufficient_funds", now), answered: true };
    case "tok_challenge":
      return { step: waiting(fresh, "challenge", now + CHALLENGE_TTL_MS), answered: true };
    case "tok_slow":
      return { step: waiting(fresh, "pending", now + SLOW_MS), answered: true };
    case "tok_timeout": {
      // Without its webhook too: only a query finds this money.
      const { payment, movement } = authorized(fresh, now);
      return { step: movement === undefined ? { payment } : { payment, movement }, answered: false };
    }
    case "tok_reversed_decline": {
      const { payment, announce } = declined(fresh, "card_declined", now);
      const reversed: SandboxPayment = { ...payment, dueAt: now + REVERSED_AFTER_MS };
      return {
        step: announce === undefined ? { payment: reversed } : { payment: reversed, announce },
        answered: true,
      };
    }
    case "tok_late_success":
      return { step: waiting(fresh, "lost", now + LATE_ALTERNATIVE_MS), answered: false };
    default:
      // tok_declined, and whatever no bank has ever heard of
      return { step: declined(fresh, "card_declined", now), answered: true };
  }
}

/** What `action` does to `payment` at `now`. */
export function stepPayment(
  payment: SandboxPayment,
  action: SandboxAction,
  now: number,
): Result<Step, SandboxRefusal> {
  switch (action.kind) {
    case "capture":
      return capture(payment, now);
    case "void":
      return voidPayment(payment, now);
    case "refund":
      return refund(payment, action, now);
    case "approve":
      return payment.status === "challenge" ? ok(authorized(payment, now)) : wrongStatus(payment);
    case "refuse":
      return payment.status === "challenge"
        ? ok(declined(payment, "challenge_refused", now))
        : wrongStatus(payment);
    case "due":
      return ok(due(payment, now));
  }
}

/** A void by key that found nothing: the lost money now turns up after `LATE_AFTER_MS`. A later one never delays it. */
export function voidMissed(payment: SandboxPayment, now: number): SandboxPayment {
  const dueAt = Math.min(payment.dueAt ?? Infinity, now + LATE_AFTER_MS);
  return { ...payment, dueAt };
}

/** Whether a repeat under the same key asks for the same thing. */
export function sameAuthorization(payment: SandboxPayment, repeat: Authorization): boolean {
  return (
    payment.amountMinor === repeat.amountMinor &&
    payment.currency === repeat.currency &&
    payment.orderId === repeat.orderId &&
    payment.token === repeat.token
  );
}

function capture(payment: SandboxPayment, now: number): Result<Step, SandboxRefusal> {
  if (payment.status === "captured") return ok({ payment });
  if (payment.status !== "authorized") return wrongStatus(payment);
  return ok({
    payment: { ...payment, status: "captured", updatedAt: now },
    movement: { kind: "capture", amountMinor: payment.amountMinor },
    announce: "payment.captured",
  });
}

function voidPayment(payment: SandboxPayment, now: number): Result<Step, SandboxRefusal> {
  const voided: SandboxPayment = { ...payment, status: "voided", dueAt: null, updatedAt: now };
  switch (payment.status) {
    case "voided":
      return ok({ payment });
    case "pending":
    case "challenge":
      return ok({ payment: voided, announce: "payment.voided" });
    case "authorized":
      return ok({
        payment: voided,
        movement: { kind: "void", amountMinor: payment.amountMinor },
        announce: "payment.voided",
      });
    case "lost":
    case "declined":
    case "captured":
    case "refunded":
      return wrongStatus(payment);
  }
}

function refund(
  payment: SandboxPayment,
  action: { readonly amountMinor: number; readonly refundKey: string },
  now: number,
): Result<Step, SandboxRefusal> {
  if (payment.status !== "captured" && payment.status !== "refunded") return wrongStatus(payment);
  const leftMinor = payment.amountMinor - payment.refundedMinor;
  if (action.amountMinor > leftMinor) return refuse({ code: "refund_exceeds_captured", leftMinor });
  const refundedMinor = payment.refundedMinor + action.amountMinor;
  const status = refundedMinor === payment.amountMinor ? "refunded" : "captured";
  return ok({
    payment: { ...payment, status, refundedMinor, updatedAt: now },
    movement: { kind: "refund", amountMinor: action.amountMinor, refundKey: action.refundKey },
    announce: "payment.refunded",
  });
}

function due(payment: SandboxPayment, now: number): Step {
  if (payment.dueAt === null || payment.dueAt > now) return { payment };
  if (payment.status === "challenge") return declined(payment, "challenge_expired", now);
  const isReversed = payment.status === "declined" && payment.token === "tok_reversed_decline";
  if (payment.status === "pending" || payment.status === "lost" || isReversed) {
    return authorized({ ...payment, declineCode: null }, now);
  }
  return { payment: { ...payment, dueAt: null } };
}

function waiting(payment: SandboxPayment, status: SandboxStatus, dueAt: number): Step {
  return { payment: { ...payment, status, dueAt } };
}

function authorized(payment: SandboxPayment, now: number): Step {
  return {
    payment: { ...payment, status: "authorized", dueAt: null, updatedAt: now },
    movement: { kind: "authorize", amountMinor: payment.amountMinor },
    announce: "payment.authorized",
  };
}

function declined(payment: SandboxPayment, declineCode: SandboxDeclineCode, now: number): Step {
  return {
    payment: { ...payment, status: "declined", declineCode, dueAt: null, updatedAt: now },
    announce: "payment.declined",
  };
}

function wrongStatus(payment: SandboxPayment): Result<Step, SandboxRefusal> {
  return refuse({ code: "wrong_status", payment });
}
