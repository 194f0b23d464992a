// A message alone in its batch, and what it came to.

import type { Deps } from "../deps.ts";
import { advanceOrders, type OrderNewsMessage } from "../orders/advance-order.ts";
import type { Ending } from "../orders/apply-to-orders.ts";
import { finishPayments, type FinishMessage } from "../payments/finish-payment.ts";
import { settlePayments, type SettleMessage } from "../payments/settle-payment.ts";
import { applyOutcomes, type OutcomeMessage } from "../reservations/apply-outcome.ts";

/** Throws what the message failed of. */
async function ended(endings: Promise<readonly Ending[]>): Promise<"settled" | "unanswered"> {
  const [ending] = await endings;
  if (ending === undefined) throw new Error("no ending");
  if (ending.kind === "failed") throw ending.error;
  return ending.kind === "handled" ? "settled" : "unanswered";
}

export const settlePayment = (deps: Deps, message: SettleMessage): Promise<"settled" | "unanswered"> =>
  ended(settlePayments(deps, [message]));

export const finishPayment = (deps: Deps, message: FinishMessage): Promise<unknown> =>
  ended(finishPayments(deps, [message]));

export const advanceOrder = (deps: Deps, message: OrderNewsMessage): Promise<unknown> =>
  ended(advanceOrders(deps, [message]));

export const applyOutcome = (deps: Deps, message: OutcomeMessage): Promise<unknown> =>
  ended(applyOutcomes(deps, [message]));
