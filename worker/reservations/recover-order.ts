// Rule S5. The authority says that a hold has been PAYING for long without a word: find out which step of its order
// was lost, and take it again. Every branch ends in something that is idempotent by itself.

import type { Message, MessageOf } from "../../shared/contracts/messages.schema.ts";
import { currentAttempt } from "../../shared/domain/order.ts";
import { hasFailed } from "../../shared/domain/payment.ts";
import { created, fieldsOf } from "../../tracing/messaging.ts";
import type { Deps } from "../deps.ts";
import { LEASE_MS } from "../http/idempotency.store.ts";
import { changeOrder } from "../orders/change-order.ts";
import { orderOf } from "../orders/order-row.ts";
import type { HandlerEnding } from "../orders/order-runner.ts";
import { abandonOrder, findOrder, type OrderRow } from "../orders/orders.store.ts";
import { pendingMessages } from "../outbox/order-messages.ts";
import { inMessage } from "../platform/message-spans.ts";
import { relay } from "../outbox/relay.ts";
import { logError, logInfo } from "../../tracing/log.ts";
import { releaseReason, releaseSeats, sellSeats } from "./reservation.consumer.ts";

/** How long an order that was never written may still come: a lease, and as long again for its second try. */
const ABANDON_AFTER_MS = 2 * LEASE_MS;

type HoldQuiet = MessageOf<"HOLD_QUIET">;

/** Takes the step that the order of each quiet hold waits for. */
export async function recoverOrders(
  deps: Deps,
  messages: readonly HoldQuiet[],
): Promise<readonly HandlerEnding[]> {
  return Promise.all(
    messages.map((message) =>
      inMessage(message, async (): Promise<HandlerEnding> => {
        await recoverOrder(deps, message).catch((error: unknown) => {
          // Not tried again from here: the event's alarm asks again as long as the hold is quiet.
          logError("reservations", "recovery failed", error, fieldsOf(message));
        });
        return { kind: "handled" };
      }),
    ),
  );
}

/** Takes the step that the order of a quiet hold waits for. */
export async function recoverOrder(deps: Deps, message: HoldQuiet): Promise<void> {
  const { db, clock } = deps;
  const row = await findOrder(db, message.orderId);
  const status = row?.status;
  logInfo("reservations", "quiet hold", { ...fieldsOf(message), status: status ?? "unwritten" });
  switch (row?.status) {
    case undefined:
      // Its request may only be slow, or come again once the lease of the crashed one has ended.
      if (clock.now() < message.payingSince + ABANDON_AFTER_MS) return;
      // The request crashed between the object and D1. Once given up, the order can never be written any more,
      // so no money can move for the seats that are released here (S1).
      if (await abandonOrder(db, message.orderId, clock.now()))
        await releaseSeats(deps, message, "abandoned");
      return;
    case "PENDING":
      return row && recoverPending(deps, row, message);
    case "CONFIRMED":
      await sellSeats(deps, message);
      return;
    case "CANCELLED":
    case "REFUNDED":
      if (row === undefined) return;
      await releaseSeats(deps, message, releaseReason(orderOf(row)));
      return sendAgain(deps, row);
  }
}

/** Asks the provider how an open attempt stands. Without one nobody need be asked, and the time to pay may be over. */
async function recoverPending(deps: Deps, row: OrderRow, message: HoldQuiet): Promise<void> {
  await sendAgain(deps, row);
  if (hasFailed(currentAttempt(orderOf(row)))) {
    // O13: by the authority's clock, and for the attempt that it knows.
    const isTimeUp = message.at >= message.deadline && message.fence >= row.fence;
    if (isTimeUp) await changeOrder(deps, { row, inputs: [{ kind: "time-up" }] });
    return;
  }
  const { id, orderId, eventId, at } = message;
  // Not by the outbox: if this one is lost too, the next alarm asks again. Its time is the authority's.
  const check = created<Message>({ id: `${id}:${at}`, type: "PAYMENT_CHECK", orderId, eventId, at });
  await relay(deps, [check]);
}

function sendAgain(deps: Deps, row: OrderRow): Promise<void> {
  return relay(deps, pendingMessages(row, deps.clock.now()));
}
