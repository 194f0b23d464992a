// The payment consumer: asks the provider how a payment stands, for a first request, a webhook, a quiet hold or a buyer
// who gave up. It may run as often as one likes: what it does depends only on what is recorded and on what the provider
// answers.

import pLimit from "p-limit";
import type { MessageOf } from "../../shared/contracts/messages.schema.ts";
import type { Order } from "../../shared/domain/order.ts";
import { attemptOf } from "../../shared/domain/order.ts";
import type { EndingCause } from "../../shared/domain/payment.ts";
import type { Deps } from "../deps.ts";
import {
  runOrders,
  type HandlerEnding,
  type HandlerResult,
  type MessageWithOrder,
} from "../orders/order-runner.ts";
import { inMessage } from "../platform/message-spans.ts";
import { askProvider } from "./ask-provider.ts";

export type PaymentMessage = MessageOf<"PAYMENT_REQUEST" | "PAYMENT_CHECK" | "PAYMENT_HINT">;

/** How soon a provider that did not answer is asked again, and how often before that is left to the hold's alarm. */
export const ASK_AGAIN_S = [2, 3, 5, 8] as const;

/** Calls to a provider at once, of one batch of messages. */
export const CALLS_AT_ONCE = 32;

/** Finds out how the payment of each message's order stands, as far as the provider can tell now. */
export function settlePayments(
  deps: Deps,
  messages: readonly PaymentMessage[],
): Promise<readonly HandlerEnding[]> {
  const limit = pLimit(CALLS_AT_ONCE);
  return runOrders(deps, messages, (found) =>
    limit(() => inMessage(found.message, () => settle(deps, found))),
  );
}

async function settle(deps: Deps, found: MessageWithOrder<PaymentMessage>): Promise<HandlerResult> {
  const { message, order, charge, isPending, write } = found;
  const attempt = message.attempt ?? (message.type === "PAYMENT_REQUEST" ? 1 : order.attempt);
  if (!order.attempts.some(({ number }) => number === attempt)) return {};
  const ending = endingOf(order, attempt, message);
  const { outcome, inputs, summary, isNews } = await askProvider(deps, {
    order,
    charge,
    attempt,
    ending,
    write,
  });
  // No answer is no news: the message stays in the outbox, and is asked again soon and then by the sweep.
  if (outcome?.status === "unknown") return { providerTimeout: true, askAgain: true };
  // What is known already is written down only where the message waits for that.
  if (!isNews && !isPending) return {};
  return { inputs, processed: { outcome: summary } };
}

/**
 * Why the attempt is to be ended if it is still open. The authority's clock decides when its time is up: a check has the
 * time at which the authority asked for it. One that was being voided is voided, whoever asks.
 */
function endingOf(order: Order, number: number, message: PaymentMessage): EndingCause | undefined {
  if (order.closing === "buyer") return "cancellation";
  const isTimeUp = message.type === "PAYMENT_CHECK" && message.at >= order.deadline;
  if (order.closing === "time" || isTimeUp) return "deadline";
  return attemptOf(order, number).outcome === "voiding" ? "cancellation" : undefined;
}
