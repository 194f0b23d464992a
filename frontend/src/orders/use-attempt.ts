// One more payment for an order whose last one failed: sent under a key of its own, which is the same in every tab.

import type { AttemptRequest, OrderView } from "../../../shared/contracts/orders.schema.ts";
import type { Failure } from "../http/failure.ts";
import { useI18n } from "../i18n/i18n.tsx";
import { useWords } from "../i18n/words.ts";
import { ATTEMPT_WORDS } from "./attempt-words.ts";
import { attemptId, attemptRecords } from "./browser-records.ts";
import { orderInProblem } from "./order-state.ts";
import { toastPaying, toastUnpaid } from "./payment-toast.tsx";
import { createPayment, type Payment } from "./use-payment.ts";

export interface AttemptOptions {
  readonly orderId: string;
  readonly attempt: number;
  /** the order as an answer has it, whether it granted the payment or refused it */
  readonly onAnswer: (order: OrderView) => void;
  /** refused without a word of how the order stands now */
  readonly onDoubt: () => void;
}

/** What was sent for it before this page was loaded, here or in another tab. */
export function sentAttempt(orderId: string, attempt: number): AttemptRequest | undefined {
  return attemptRecords.find(attemptId(orderId, attempt))?.request;
}

export function createAttempt(options: AttemptOptions): Payment<AttemptRequest> {
  const { orderId, attempt } = options;
  const { t, problem } = useI18n();
  const tAttempt = useWords(ATTEMPT_WORDS);
  const id = attemptId(orderId, attempt);

  const onRefused = (failure: Failure): void => {
    const order = orderInProblem(failure);
    toastUnpaid(problem(failure));
    if (order === undefined) options.onDoubt();
    else options.onAnswer(order);
  };
  return createPayment<AttemptRequest>({
    path: `/api/orders/${encodeURIComponent(orderId)}/payments`,
    record: {
      freeze: (request) => attemptRecords.freeze(id, request),
      renew: (refusedKey) => attemptRecords.renew(id, refusedKey),
      // The request stays with its key: a tab that presses later repeats it, and is answered the same.
      placed: () => Promise.resolve(),
    },
    sent: sentAttempt(orderId, attempt),
    onStart: () => toastPaying(tAttempt("sending")),
    onPlaced: options.onAnswer,
    onRefused,
    onUnknown: () => toastUnpaid(t("checkout.lostTitle")),
  });
}
