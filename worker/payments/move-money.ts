// The second phase of a payment. Seats sold: tickets are issued, and the authorized money is captured. No seats: it is
// voided, or refunded where the provider has already taken it (S3).

import pLimit from "p-limit";
import type { MessageOf } from "../../shared/contracts/messages.schema.ts";
import { advance } from "../../shared/domain/advance-order.ts";
import type { OrderInput } from "../../shared/domain/order-input.ts";
import { attemptOf, type Order } from "../../shared/domain/order.ts";
import type { ProviderOutcome } from "../../shared/domain/payment.ts";
import type { Deps } from "../deps.ts";
import {
  runOrders,
  type Charge,
  type HandlerEnding,
  type HandlerResult,
  type MessageWithOrder,
} from "../orders/order-runner.ts";
import { inMessage } from "../platform/message-spans.ts";
import { attemptKey } from "./attempt-key.ts";
import { CALLS_AT_ONCE } from "./payment.consumer.ts";
import { providerOf } from "./payment-provider.ts";

export type MoneyMessage = MessageOf<"SEATS_SOLD" | "CAPTURE_REQUEST" | "REFUND_REQUEST">;

/** Takes or returns the money of each message's order, once; asks again where the provider did not answer. */
export function moveMoney(deps: Deps, messages: readonly MoneyMessage[]): Promise<readonly HandlerEnding[]> {
  const limit = pLimit(CALLS_AT_ONCE);
  return runOrders(deps, messages, (found) =>
    limit(() =>
      inMessage(found.message, () =>
        found.message.type === "SEATS_SOLD"
          ? afterSale(deps, found, found.message.seats)
          : moveBack(deps, found, found.message),
      ),
    ),
  );
}

/**
 * Tickets and the capture are one write. Where the provider does not answer, the tickets are issued all the same, and
 * the order keeps a CAPTURE_REQUEST until it has.
 */
async function afterSale(
  deps: Deps,
  { order, charge }: MessageWithOrder<MoneyMessage>,
  seats: readonly number[],
): Promise<HandlerResult> {
  const sold: OrderInput = { kind: "seats-sold", seats };
  const { order: after, effects } = advance(order, sold);
  // O3. It is told again until the order is settled.
  if (order.status === "PENDING") return {};
  if (effects.length === 0) return { processed: {} };
  const isToCapture = effects.some(
    (effect) => effect.kind === "enqueue" && effect.type === "CAPTURE_REQUEST",
  );
  if (!isToCapture) return { inputs: [sold], processed: { outcome: after.status } };
  const outcome = await call(deps, { order, charge, attempt: order.attempt }, "capture");
  if (!isMoved(outcome)) {
    return { inputs: [sold], processed: { outcome: after.status }, providerTimeout: true };
  }
  return {
    inputs: [sold, { kind: "money-moved", attempt: order.attempt, purpose: "capture", outcome }],
    processed: { outcome: `${after.status}:${outcome.status}` },
  };
}

async function moveBack(
  deps: Deps,
  { order, charge }: MessageWithOrder<MoneyMessage>,
  { type, attempt = 1 }: MessageOf<"CAPTURE_REQUEST" | "REFUND_REQUEST">,
): Promise<HandlerResult> {
  const purpose = type === "CAPTURE_REQUEST" ? "capture" : "return";
  const outcome = await outcomeOf(deps, { order, charge, attempt }, purpose);
  // The money is where it should be, and whatever put it there tells of it in the timeline.
  if (outcome === undefined) return { processed: {} };
  if (outcome.status === "unknown") return { providerTimeout: true, askAgain: true };
  return {
    inputs: [{ kind: "money-moved", attempt, purpose, outcome }],
    processed: { outcome: outcome.status.toUpperCase() },
  };
}

interface Money {
  readonly order: Order;
  readonly charge: Charge;
  readonly attempt: number;
}

/** What the provider says, or nothing where the money is already where it should be. */
async function outcomeOf(
  deps: Deps,
  money: Money,
  purpose: "capture" | "return",
): Promise<ProviderOutcome | undefined> {
  const { status } = attemptOf(money.order, money.attempt);
  if (purpose === "capture") return status === "CAPTURED" ? undefined : call(deps, money, "capture");
  if (status === "AUTHORIZED") {
    const outcome = await call(deps, money, "void");
    // Taken already, by a capture whose answer was lost: then it is given back like any other.
    if (outcome.status !== "captured") return outcome;
  } else if (status !== "CAPTURED") {
    return undefined;
  }
  return call(deps, money, "refund");
}

function call(
  { payments }: Deps,
  { order, charge, attempt: number }: Money,
  what: "capture" | "void" | "refund",
): Promise<ProviderOutcome> {
  const { provider: name, providerPaymentId } = attemptOf(order, number);
  const provider = providerOf(payments, name);
  const key = attemptKey(charge.orderId, number);
  const ref = { key, providerPaymentId: providerPaymentId ?? undefined };
  if (what !== "refund") return provider[what](ref);
  return provider.refund({ ...ref, amountMinor: charge.amountMinor, refundKey: `${key}:refund` });
}

/** Whether the provider has done it, or cannot: the money was moved without us. */
function isMoved({ status }: ProviderOutcome): boolean {
  return status === "captured" || status === "voided" || status === "refunded";
}
