// Rule S5. The authority says that a hold has been PAYING for long without a word: find out which step of its order
// was lost, and take it again. Every branch ends in something that is idempotent by itself.

import type { Message, MessageOf } from "../../shared/contracts/messages.schema.ts";
import { created, fieldsOf } from "../../tracing/messaging.ts";
import type { Deps } from "../deps.ts";
import type { Ending } from "../orders/apply-to-orders.ts";
import { LEASE_MS } from "../http/idempotency.store.ts";
import { abandonOrder, findOrder } from "../orders/orders.store.ts";
import { inMessage } from "../platform/message-spans.ts";
import { relay, relayOrder } from "../outbox/relay.ts";
import { logError, logInfo } from "../../tracing/log.ts";
import { releaseSeats, sellSeats } from "./apply-outcome.ts";

/** How long an order that was never written may still come: a lease, and as long again for its second try. */
const ABANDON_AFTER_MS = 2 * LEASE_MS;

/** Takes the step that the order of each quiet hold waits for. */
export async function recoverOrders(
  deps: Deps,
  messages: readonly MessageOf<"HOLD_QUIET">[],
): Promise<readonly Ending[]> {
  return Promise.all(
    messages.map((message) =>
      inMessage(message, async (): Promise<Ending> => {
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
export async function recoverOrder(deps: Deps, message: MessageOf<"HOLD_QUIET">): Promise<void> {
  const { db, clock } = deps;
  const order = await findOrder(db, message.orderId);
  const status = order?.status;
  logInfo("reservations", "quiet hold", { ...fieldsOf(message), status: status ?? "unwritten" });
  switch (status) {
    case undefined:
      // Its request may only be slow, or come again once the lease of the crashed one has ended.
      if (clock.now() < message.payingSince + ABANDON_AFTER_MS) return;
      // The request crashed between the object and D1. Once given up, the order can never be written any more,
      // so no money can move for the seats that are released here (S1).
      if (await abandonOrder(db, message.orderId, clock.now()))
        await releaseSeats(deps, message, "abandoned");
      return;
    case "PENDING":
      return askAgain(deps, message);
    case "CONFIRMED":
      await sellSeats(deps, message);
      return;
    case "CANCELLED":
    case "REFUNDED":
      await releaseSeats(deps, message, "payment-failed");
      return relayOrder(deps, message.orderId);
  }
}

/** Sends again what the order waits for, and asks the provider how things stand. */
async function askAgain(deps: Deps, { id, orderId, eventId }: MessageOf<"HOLD_QUIET">): Promise<void> {
  const at = deps.clock.now();
  // Not by the outbox: if this one is lost too, the next alarm asks again.
  const check = created<Message>({ id: `${id}:${at}`, type: "PAYMENT_CHECK", orderId, eventId, at });
  await relayOrder(deps, orderId);
  await relay(deps, [check]);
}
