// The buyer's answer to seats that were set aside for money that came late. The authority decides, by its own clock;
// SEATS_SOLD or SEATS_LOST, which it sends itself, moves the order on.

import type { OfferAnswer } from "../../shared/contracts/orders.schema.ts";
import type { BuyerId, HoldId } from "../../shared/domain/brand.ts";
import { askSeats } from "../catalog/configure-seats.ts";
import type { Deps } from "../deps.ts";
import { RefusalError, unwrap } from "../http/problem.ts";
import { noteOfferAnswer, type OrderRow } from "../orders/orders.store.ts";

/** Takes or declines the offer of `order`. Safe to repeat; throws the refusal where there is none, or it has ended. */
export async function answerOffer(deps: Deps, order: OrderRow, answer: OfferAnswer): Promise<void> {
  const { offer } = order;
  if (offer === null) throw new RefusalError({ code: "offer-not-found" });
  const claim = { holdId: offer.holdId as HoldId, buyerId: order.buyerId as BuyerId };
  const kind = answer === "accepted" ? "accept-offer" : "decline-offer";
  unwrap(await askSeats(deps, order.eventId, (seats) => seats.settle({ kind, ...claim })));
  await noteOfferAnswer(deps.db, order.id, answer);
}
