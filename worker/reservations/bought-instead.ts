import type { OrderId } from "../../shared/domain/brand.ts";
import type { Order } from "../../shared/domain/order.ts";
import type { Deps } from "../deps.ts";

/**
 * The same buyer's other order that has some of the seats of `order`, or is paying for them; null where there is none
 * (P12). Throws where the authority cannot answer.
 */
export function findBoughtInstead({ seats }: Pick<Deps, "seats">, order: Order): Promise<OrderId | null> {
  const { id: orderId, buyerId, eventId, seats: ordered } = order;
  return seats(eventId).boughtInstead({ orderId, buyerId, seats: ordered });
}
