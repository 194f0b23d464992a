// The port to whoever moves the money. Two phases, so that seats are sold before money is kept; wide enough for
// Stripe (captures later, can void) and Toss Payments (its confirm is the capture, so `authorize` may answer
// `captured`, and giving back is always a refund).
//
// Every call carries a key of its own and may be repeated: the provider answers a repeat with what it did first.
// No method throws for what a provider may do: no answer in time is the outcome `unknown`.

import type { PaymentProviderName } from "../../shared/contracts/orders.schema.ts";
import type { Currency } from "../../shared/domain/money.ts";
import type { ProviderOutcome } from "../../shared/domain/payment.ts";
import type { Result } from "../../shared/domain/result.ts";

/** One attempt, as we name it and, once it has answered, as the provider does. */
export interface AttemptRef {
  /** our key, new for every attempt; the provider's idempotency key, and how an unanswered attempt is found */
  readonly key: string;
  readonly providerPaymentId?: string | undefined;
}

export interface AuthorizeRequest extends AttemptRef {
  readonly orderId: string;
  readonly amountMinor: number;
  readonly currency: Currency;
  /** what the provider's form gave for the buyer's card */
  readonly token: string;
  /** where a challenge sends the buyer back to; absolute */
  readonly returnUrl: string;
}

export interface RefundRequest extends AttemptRef {
  readonly amountMinor: number;
  /** key of this refund, so that a repeat gives the money back once */
  readonly refundKey: string;
}

/** A webhook is a hint and no more: it names the attempt to query, and its id is used once. */
export interface WebhookHint {
  readonly webhookId: string;
  readonly attemptKey: string;
  /** the outcome that it tells of, in the words of `ProviderOutcome`; never believed, but news only if it is not known */
  readonly claims: string;
}

/** The provider of an attempt. Throws for a name that this version does not know. */
export function providerOf(
  payments: Readonly<Record<PaymentProviderName, PaymentProvider>>,
  name: string,
): AttemptProvider {
  if (name === NO_PAYMENT.name) return NO_PAYMENT;
  const provider = Object.values(payments).find((each) => each.name === name);
  if (provider === undefined) throw new Error(`unknown payment provider ${name}`);
  return provider;
}

const FREE = { providerPaymentId: "none" } as const;

/** Of an order that costs nothing: there is no money to move, so whatever is asked is done (M5). */
const NO_PAYMENT: AttemptProvider = {
  name: "none",
  authorize: async () => ({ status: "captured", ...FREE }),
  query: async () => ({ status: "captured", ...FREE }),
  capture: async () => ({ status: "captured", ...FREE }),
  void: async () => ({ status: "captured", ...FREE }),
  refund: async () => ({ status: "refunded", ...FREE }),
};

export type WebhookRefusal = "signature-missing" | "signature-invalid" | "too-old" | "malformed";

/** What can be asked about one attempt. */
export interface AttemptProvider {
  readonly name: string;
  authorize(request: AuthorizeRequest): Promise<ProviderOutcome>;
  query(ref: AttemptRef): Promise<ProviderOutcome>;
  capture(ref: AttemptRef): Promise<ProviderOutcome>;
  /**
   * Releases an authorization, never captured money: that is left alone, and answered `captured` (P7 stands on it). By
   * key alone it also forbids a later authorization under that key.
   */
  void(ref: AttemptRef): Promise<ProviderOutcome>;
  refund(request: RefundRequest): Promise<ProviderOutcome>;
}

export interface PaymentProvider extends AttemptProvider {
  readonly name: PaymentProviderName;
  /** Checks signature and time (`now`, epoch ms) of a webhook as it arrived, before anything in it is believed. */
  readWebhook(headers: Headers, body: string, now: number): Promise<Result<WebhookHint, WebhookRefusal>>;
}
