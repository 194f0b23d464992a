// The sandbox company on our port: its words become ours, and whatever is not an answer becomes `unknown`. A
// repeat is safe: every call carries its key, and the company answers a repeat with what it did first.

import { z } from "zod";
import type { DeclineCode, ProviderOutcome } from "../../../shared/domain/payment.ts";
import type { AttemptRef, AuthorizeRequest, PaymentProvider, RefundRequest } from "../payment-provider.ts";
import { callSandbox, type SandboxCall, type SandboxNamespace, type SandboxReply } from "./sandbox-client.ts";
import { readSandboxWebhook } from "./sandbox-webhook.ts";

/** No answer after this long is the outcome `unknown`. */
export const PROVIDER_TIMEOUT_MS = 2_000;

export interface SandboxOptions {
  readonly namespace: SandboxNamespace;
  /** the webhooks' HMAC secret, as the company has it */
  readonly secret: string;
  readonly timeoutMs?: number;
}

const paymentSchema = z.object({
  id: z.string(),
  status: z.enum(["pending", "challenge", "authorized", "declined", "captured", "voided", "refunded"]),
  declineCode: z.string().optional(),
  redirectUrl: z.url().optional(),
});

const refusalSchema = z.object({ error: z.string(), payment: paymentSchema.optional() });

type SandboxPaymentView = z.infer<typeof paymentSchema>;

const DECLINES: Readonly<Record<string, DeclineCode>> = {
  card_declined: "card-declined",
  insufficient_funds: "insufficient-funds",
  challenge_refused: "challenge-failed",
  challenge_expired: "challenge-failed",
};

/** The provider to put into Deps. None of its methods throws. */
export function sandboxPayments(options: SandboxOptions): PaymentProvider {
  const call = (rest: Pick<SandboxCall, "path" | "template" | "body" | "idempotencyKey">) =>
    callSandbox(options.namespace, { timeoutMs: options.timeoutMs ?? PROVIDER_TIMEOUT_MS, ...rest });

  const query = async ({ key }: AttemptRef): Promise<ProviderOutcome> =>
    toOutcome(await call({ path: `/v1/payments?key=${encodeURIComponent(key)}`, template: "/v1/payments" }));

  /** Posts to the payment itself, whose id an unanswered attempt has yet to learn. */
  const act = async (
    ref: AttemptRef,
    verb: "capture" | "void" | "refund",
    body: object,
  ): Promise<ProviderOutcome> => {
    let id = ref.providerPaymentId;
    if (id === undefined) {
      const found = await query(ref);
      if (!("providerPaymentId" in found) || found.providerPaymentId === undefined) return found;
      id = found.providerPaymentId;
    }
    const path = `/v1/payments/${encodeURIComponent(id)}/${verb}`;
    return toOutcome(await call({ path, template: `/v1/payments/{id}/${verb}`, body }));
  };

  return {
    name: "sandbox",

    async authorize({ key, orderId, amountMinor, currency, token, returnUrl }: AuthorizeRequest) {
      const body = { orderId, amountMinor, currency, token, returnUrl };
      return toOutcome(
        await call({ path: "/v1/payments", template: "/v1/payments", idempotencyKey: key, body }),
      );
    },

    query,

    capture: (ref) => act(ref, "capture", {}),

    async void(ref) {
      if (ref.providerPaymentId !== undefined) return act(ref, "void", {});
      return toOutcome(await call({ path: "/v1/void", template: "/v1/void", body: { key: ref.key } }));
    },

    /** `refunded` for a part of the money too: this refund is done. A query says `captured` until all is back. */
    async refund(request: RefundRequest) {
      const { refundKey, amountMinor } = request;
      const outcome = await act(request, "refund", { refundKey, amountMinor });
      return outcome.status === "captured" ? { ...outcome, status: "refunded" } : outcome;
    },

    readWebhook: async (headers, body, now) => readSandboxWebhook(options.secret, headers, body, now),
  };
}

function toOutcome(reply: SandboxReply): ProviderOutcome {
  if (!reply.answered) return { status: "unknown", cause: reply.cause };
  if (reply.status < 300) {
    const payment = paymentSchema.safeParse(reply.body);
    return payment.success ? paymentOutcome(payment.data) : { status: "unknown", cause: "unreadable" };
  }
  const refusal = refusalSchema.safeParse(reply.body);
  if (!refusal.success) return { status: "unknown", cause: `status ${reply.status}` };
  return refusalOutcome(refusal.data.error, refusal.data.payment);
}

function paymentOutcome(payment: SandboxPaymentView): ProviderOutcome {
  const providerPaymentId = payment.id;
  switch (payment.status) {
    case "declined":
      return {
        status: "declined",
        providerPaymentId,
        code: DECLINES[payment.declineCode ?? ""] ?? "provider-error",
      };
    case "challenge":
      return payment.redirectUrl === undefined
        ? { status: "unknown", cause: "challenge without a page" }
        : { status: "challenge", providerPaymentId, redirectUrl: payment.redirectUrl };
    case "pending":
    case "authorized":
    case "captured":
    case "voided":
    case "refunded":
      return { status: payment.status, providerPaymentId };
  }
}

/** A refused command says where the payment stands, if it says more than no. */
function refusalOutcome(error: string, payment: SandboxPaymentView | undefined): ProviderOutcome {
  if (payment !== undefined) return paymentOutcome(payment);
  switch (error) {
    case "not_found":
      return { status: "not-found" };
    case "key_voided":
      return { status: "voided" };
    case "invalid_request":
    case "refund_exceeds_captured":
      // The company has looked at it and moved nothing.
      return { status: "declined", code: "provider-error" };
    default:
      // A reused key above all: a payment does exist under it, so nothing may be concluded.
      return { status: "unknown", cause: error };
  }
}
