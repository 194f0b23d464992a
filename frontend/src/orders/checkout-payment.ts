// The payment of a checkout: which request goes out under which record, and where its answer leads.

import { useNavigate } from "@solidjs/router";
import { onCleanup, type Accessor } from "solid-js";
import type { EventView } from "../../../shared/contracts/catalog.schema.ts";
import type { OrderRequest, OrderView } from "../../../shared/contracts/orders.schema.ts";
import type { Feed } from "../feed/feed.ts";
import type { Failure } from "../http/failure.ts";
import { serverNow } from "../http/server-clock.ts";
import { useI18n } from "../i18n/i18n.tsx";
import { checkoutRecords } from "./browser-records.ts";
import { errorsOfIssues, type BuyerFormState } from "./buyer-form.ts";
import { changedStart, type ChangedStart } from "./changed-start.ts";
import type { PayableScene } from "./checkout-step.ts";
import { handOver } from "./handover.ts";
import { dismissPaymentToast, toastPaying, toastUnpaid } from "./payment-toast.tsx";
import { createPayment, type Payment } from "./use-payment.ts";

export interface CheckoutPaymentOptions {
  readonly scene: PayableScene;
  readonly form: BuyerFormState;
  readonly feed: Feed;
  /** the event as the buyer has seen it last */
  readonly event: Accessor<EventView>;
  readonly isFree: Accessor<boolean>;
  readonly askForHold: () => Promise<unknown>;
  readonly onChanged: (changed: ChangedStart) => void;
}

export function createCheckoutPayment(options: CheckoutPaymentOptions): Payment<OrderRequest> {
  const { scene, form, feed, isFree } = options;
  const { t, problem } = useI18n();
  const navigate = useNavigate();
  const { eventId, holdId } = scene.basket;
  let isPlaced = false;
  // The order's page takes the toast over; any other page has no use for it.
  onCleanup(() => isPlaced || dismissPaymentToast());
  const onPlaced = (order: OrderView): void => {
    isPlaced = true;
    toastPaying(isFree() ? t("checkout.freePlaced") : t("checkout.placed"));
    handOver({ ...scene, event: options.event(), order });
    navigate(`/orders/${order.orderId}`, { replace: true });
  };
  const onRefused = (failure: Failure): void => {
    const changed = changedStart(failure, options.event());
    if (changed === undefined) toastUnpaid(problem(failure));
    else {
      // The question stands above the button: a toast would only say it twice.
      dismissPaymentToast();
      options.onChanged(changed);
    }
    if (failure.code === "invalid-input") form.setErrors(errorsOfIssues(failure.issues ?? []));
    // The refusal may be because of the hold: an order of another tab's, or the end of its time.
    void options.askForHold();
  };
  return createPayment({
    path: "/api/orders",
    record: {
      freeze: (request) => checkoutRecords.freeze(holdId, request),
      renew: (refusedKey) => checkoutRecords.renew(holdId, refusedKey),
      placed: (order) => checkoutRecords.placed(holdId, order.orderId),
    },
    sent: scene.record.request,
    trace: {
      eventId,
      holdId,
      // The feed knows it best, but a press that is resumed comes before the feed does.
      serverNow: () => (feed.status() === "live" ? feed.serverNow() : serverNow()),
    },
    onStart: () => toastPaying(t("checkout.sending")),
    onTraced: feed.linger,
    onPlaced,
    onRefused,
    onUnknown: () => toastUnpaid(t("checkout.lostTitle")),
  });
}

/** What the buyer asks for: a total of 0 names no card. */
export function toOrderRequest(options: CheckoutPaymentOptions): OrderRequest {
  const { scene, form, event, isFree } = options;
  const { eventId, holdId } = scene.basket;
  return {
    eventId,
    eventVersion: event().version,
    holdId,
    buyer: form.buyer(),
    ...(!isFree() && { payment: { provider: "sandbox", token: form.token() } }),
  };
}
