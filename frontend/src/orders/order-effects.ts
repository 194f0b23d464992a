// What the order's page does by itself: it leads to the bank's page, and says how a payment has ended.

import { useLocation } from "@solidjs/router";
import { createEffect, createMemo, createSignal, on, onCleanup, type Accessor } from "solid-js";
import type { OrderView } from "../../../shared/contracts/orders.schema.ts";
import { useI18n } from "../i18n/i18n.tsx";
import { useWords } from "../i18n/words.ts";
import { readStored, writeStored } from "../ui/stored.ts";
import { ATTEMPT_WORDS } from "./attempt-words.ts";
import { challengeUrl, isAwaited, isFree } from "./order-state.ts";
import { dismissPaymentToast, toastPaid, toastPaying, toastUnpaid } from "./payment-toast.tsx";
import type { PendingStage } from "./pending-stage.ts";

/** Long enough to read where one is being taken. */
const READ_BEFORE_LEAVING_MS = 900;

/**
 * Takes the buyer to the bank's page, once for an attempt: whoever comes back, by the bank's link or the back button,
 * stays and finds a button.
 */
export function leaveForChallengeOnce(order: Accessor<OrderView>): Accessor<boolean> {
  const location_ = useLocation();
  const [leaving, setLeaving] = createSignal(false);
  const attemptAtFirst = order().payment.attempt;
  /** The bank's link leads to a new page, which may know nothing of what this tab has marked. */
  const isBack = (attempt: number): boolean =>
    attempt === attemptAtFirst && location_.query["returned"] !== undefined;
  createEffect(
    on(
      () => challengeUrl(order(), location.href),
      (url) => {
        const { orderId, payment } = order();
        const mark = `jari:challenged:${orderId}:${payment.attempt}`;
        if (url === undefined || isBack(payment.attempt) || readStored("session", mark) !== undefined) return;
        setLeaving(true);
        const timer = setTimeout(() => {
          writeStored("session", mark, "1");
          location.assign(url);
        }, READ_BEFORE_LEAVING_MS);
        onCleanup(() => {
          clearTimeout(timer);
          setLeaving(false);
        });
      },
    ),
  );
  return leaving;
}

/** Says how it ended to whoever saw it begin; an order that had ended before is no news, nor is an attempt. */
export function toastProgress(order: Accessor<OrderView>, pending: Accessor<PendingStage | undefined>): void {
  const { t } = useI18n();
  const tAttempt = useWords(ATTEMPT_WORDS);
  if (!isAwaited(order())) return;
  const sayPending = (free: boolean): void => {
    const kind = pending()?.kind;
    if (kind === "retry") toastUnpaid(t("orders.failed"));
    // An order that is being ended has its own words, and no payment to be waited for.
    else if (kind === "cancelling" || kind === "ending") dismissPaymentToast();
    else toastPaying(free ? tAttempt("freePending") : t("orders.toastPending"));
  };
  const say = (): void => {
    const free = isFree(order());
    const { status, reason } = order();
    if (status === "CONFIRMED") toastPaid(free ? tAttempt("freeComplete") : t("orders.complete"));
    else if (status === "REFUNDED") toastUnpaid(t("orders.refunded"));
    else if (status === "PENDING") sayPending(free);
    // The buyer's own doing is no failure to be told of.
    else if (reason === "buyer-cancelled") dismissPaymentToast();
    else toastUnpaid(free ? tAttempt("freeFailed") : t("orders.failed"));
  };
  if (order().status === "PENDING" && pending()?.kind !== "retry") say();
  const news = createMemo(() => {
    const { status, payment } = order();
    return status === "PENDING" ? `${payment.attempt} ${pending()?.kind ?? ""}` : status;
  });
  createEffect(on(news, say, { defer: true }));
  // "Payment failed" is no longer so once its money is here after all.
  createEffect(() => {
    if (order().status === "CANCELLED" && isAwaited(order())) dismissPaymentToast();
  });
  // Whoever leaves this page has read it.
  onCleanup(dismissPaymentToast);
}
