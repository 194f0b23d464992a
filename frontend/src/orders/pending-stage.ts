// What a PENDING order waits for: the provider, the buyer, or its own end. Pure: `now` is an argument.

import type { OrderProgress } from "../../../shared/contracts/orders.schema.ts";
import { isFinalFailure } from "../../../shared/domain/order.ts";
import { hasFailed } from "../../../shared/domain/payment.ts";
import { challengeUrl } from "./order-state.ts";

export type PendingStage =
  /** how the payment ends is not known yet, and nobody pays again */
  | { readonly kind: "confirming" }
  /** the buyer is to approve the payment on the bank's page */
  | { readonly kind: "challenged"; readonly url: string }
  /** the buyer has given up, and the payment under way is being ended first */
  | { readonly kind: "cancelling" }
  /** the payment has failed and the seats are kept: `attempt` may follow, with another card */
  | { readonly kind: "retry"; readonly attempt: number; readonly until: number; readonly isLast: boolean }
  /** the payment has failed, no other may follow, and the order is about to be cancelled */
  | { readonly kind: "ending" };

export interface StageOptions {
  /** epoch ms, by the server's clock */
  readonly now: number;
  /** the page's own address, which the challenge's may be relative to */
  readonly base: string;
}

/** `undefined` once the order is decided. */
export function pendingStage(order: OrderProgress, { now, base }: StageOptions): PendingStage | undefined {
  if (order.status !== "PENDING") return undefined;
  if (order.cancelRequested === true) return { kind: "cancelling" };
  const { payment, deadline } = order;
  if (!hasFailed(payment)) {
    const url = challengeUrl(order, base);
    return url === undefined ? { kind: "confirming" } : { kind: "challenged", url };
  }
  const { attempt, attemptsLeft, declineCode } = payment;
  const isFinal = declineCode !== undefined && isFinalFailure(declineCode);
  if (attemptsLeft < 1 || isFinal || deadline <= now) return { kind: "ending" };
  return { kind: "retry", attempt: attempt + 1, until: deadline, isLast: attemptsLeft === 1 };
}
