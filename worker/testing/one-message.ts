// A message alone in its batch, and what it came to.

import type { Deps } from "../deps.ts";
import { advanceOrders, type OrderMessage } from "../orders/order.consumer.ts";
import type { HandlerEnding } from "../orders/order-runner.ts";
import { moveMoney, type MoneyMessage } from "../payments/move-money.ts";
import { settlePayments, type PaymentMessage } from "../payments/payment.consumer.ts";
import { applyOutcomes, type OutcomeMessage } from "../reservations/reservation.consumer.ts";

type Came = "handled" | "unanswered";

/** Throws what the message failed of. */
async function ended(endings: Promise<readonly HandlerEnding[]>): Promise<Came> {
  const [ending] = await endings;
  if (ending === undefined) throw new Error("no ending");
  if (ending.kind === "failed") throw ending.error;
  return ending.kind;
}

export const settlePayment = (deps: Deps, message: PaymentMessage): Promise<Came> =>
  ended(settlePayments(deps, [message]));

export const moveMoneyOf = (deps: Deps, message: MoneyMessage): Promise<Came> =>
  ended(moveMoney(deps, [message]));

export const advanceOrder = (deps: Deps, message: OrderMessage): Promise<Came> =>
  ended(advanceOrders(deps, [message]));

export const applyOutcome = (deps: Deps, message: OutcomeMessage): Promise<Came> =>
  ended(applyOutcomes(deps, [message]));
