// The buyer's answer to seats that were set aside for money that came late. The authority decides, by its own clock;
// SEATS_SOLD or SEATS_LOST, which it sends itself, moves the order on.

import type { OfferAnswer } from "../../shared/contracts/orders.schema.ts";
import { callSeatAuthority } from "../catalog/call-seat-authority.ts";
import type { Deps } from "../deps.ts";
import { RefusalError, unwrap } from "../http/problem.ts";
import { changeOrder } from "../orders/change-order.ts";
import { orderOf } from "../orders/order-row.ts";
import { findOrder, type OrderRow } from "../orders/orders.store.ts";

const TRIES = 5;

/** Takes or declines the offer of `order`. Safe to repeat; throws the refusal where there is none, or it has ended. */
export async function answerOffer(deps: Deps, row: OrderRow, answer: OfferAnswer): Promise<void> {
  const { offer, buyerId, eventId } = orderOf(row);
  if (offer === null) throw new RefusalError({ code: "offer-not-found" });
  const kind = answer === "accepted" ? "accept-offer" : "decline-offer";
  const { holdId } = offer;
  unwrap(await callSeatAuthority(deps, eventId, (seats) => seats.settle({ kind, holdId, buyerId })));
  let current: OrderRow | undefined = row;
  // What the seats' own message made of the order meanwhile is read again; the answer is noted beside it.
  for (let tries = 0; tries < TRIES && current !== undefined; tries++) {
    if (
      (await changeOrder(deps, { row: current, inputs: [{ kind: "offer-answered", answer }] })) !== undefined
    )
      return;
    current = await findOrder(deps.db, row.id);
  }
}
