// DELETE /api/orders/:orderId: the buyer wants no more of a PENDING order. Where no attempt to pay is open, it is
// CANCELLED and its seats are free at once; else the wish is kept, and the attempt is ended first (S2).

import type { Message, MessageOf } from "../../shared/contracts/messages.schema.ts";
import type { Deps } from "../deps.ts";
import { RefusalError } from "../http/problem.ts";
import { pendingMessages } from "../outbox/order-messages.ts";
import { applyOutcomes } from "../reservations/reservation.consumer.ts";
import { changeOrder } from "./change-order.ts";
import { orderView } from "./order-view.ts";
import { findOrder, type OrderRow } from "./orders.store.ts";

const TRIES = 5;

/** The order as it stands then: CANCELLED, or PENDING with the wish kept. Refuses one that was confirmed first. */
export async function giveUpOrder(deps: Deps, row: OrderRow): Promise<OrderRow> {
  let current = row;
  for (let tries = 0; tries < TRIES; tries++) {
    if (current.status === "CONFIRMED" || current.status === "REFUNDED") {
      throw new RefusalError({ code: "order-ended", order: orderView(current, deps.clock.now()) });
    }
    if (current.status === "CANCELLED") return current;
    const entry = `${current.id}:GIVE_UP:1`;
    const written = await changeOrder(deps, { row: current, inputs: [{ kind: "give-up" }], entry });
    if (written !== undefined) {
      await releaseAtOnce(deps, written);
      return written;
    }
    const found = await findOrder(deps.db, row.id);
    if (found === undefined) break;
    current = found;
  }
  throw new RefusalError({ code: "unavailable" });
}

/** Nobody else need wait for the queue. If this fails, the message is sent again until it is handled. */
async function releaseAtOnce(deps: Deps, row: OrderRow): Promise<void> {
  const messages = pendingMessages(row, deps.clock.now()).filter(isCancellation);
  if (messages.length > 0) await applyOutcomes(deps, messages);
}

function isCancellation(message: Message): message is MessageOf<"ORDER_CANCELLED"> {
  return message.type === "ORDER_CANCELLED";
}
