// A webhook says only that there may be something to ask, and what it claims is never believed. If it is news, it is kept
// in its order's outbox before it is answered, so that it survives whatever becomes of the queue; if it is not, nothing
// is written for it.

import type { MessageOf } from "../../shared/contracts/messages.schema.ts";
import type { PaymentStatus } from "../../shared/domain/payment.ts";
import { created } from "../../tracing/messaging.ts";
import type { Deps } from "../deps.ts";
import { RefusalError } from "../http/problem.ts";
import { enqueue, isPending, isProcessed } from "../outbox/order-messages.ts";
import { relay } from "../outbox/relay.ts";
import { orderOf } from "./order-row.ts";
import { findOrder, type OrderRow } from "./orders.store.ts";
import { updateOrders } from "./update-orders.ts";

export type PaymentHint = MessageOf<"PAYMENT_HINT">;

/** How long the answer to the first request may be on its way, and nothing need be asked beside it. */
const FIRST_ANSWER_MS = 5_000;

/** Sees to it that the provider is asked about the hint's attempt. Refuses, to be told again, where it cannot be kept. */
export async function notePaymentHint(
  deps: Deps,
  hint: PaymentHint,
): Promise<"noted" | "known" | "unknown order"> {
  const { db, clock, newId } = deps;
  const now = clock.now();
  const before = await findOrder(db, hint.orderId);
  if (before === undefined) return "unknown order";
  if (!isNews(before, hint, now)) return "known";
  const message = created(hint);
  const after = enqueue(before, [message]);
  const [written] = await updateOrders(db, { updates: [{ before, after }], writeId: newId(), now });
  if (written === undefined) throw new RefusalError({ code: "unavailable" });
  deps.background(relay(deps, [message]));
  return "noted";
}

/** What a payment has been through by the time that it has a status: told again, or late, it is no news. */
const CAME_BEFORE: Readonly<Partial<Record<PaymentStatus, readonly string[]>>> = {
  AUTHORIZED: ["pending", "challenge", "authorized"],
  CAPTURED: ["pending", "challenge", "authorized", "captured"],
  REFUNDED: ["pending", "challenge", "authorized", "captured", "refunded"],
};

/** Whether what a webhook tells of is neither known nor about to be written down by the message that asked for it. */
function isNews(row: OrderRow, { id, attempt: number, claims }: PaymentHint, now: number): boolean {
  if (isProcessed(row, id) || isPending(row, id)) return false;
  const order = orderOf(row);
  const attempt = order.attempts.find((each) => each.number === number);
  if (attempt === undefined || claims === attempt.outcome) return false;
  if (CAME_BEFORE[attempt.status]?.includes(claims) === true) return false;
  const isFirst =
    attempt.outcome === "created" && row.unanswered === 0 && now - row.updatedAt < FIRST_ANSWER_MS;
  // Sold seats are told of again and again, and their money asked for, until what came of it is written down.
  const isOwnCapture = claims === "captured" && order.status === "CONFIRMED" && number === order.attempt;
  return !isFirst && !isOwnCapture;
}
