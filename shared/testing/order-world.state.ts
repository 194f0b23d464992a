// The state of an order's world in tests, and the one way to move its order.

import { advance } from "../domain/advance-order.ts";
import type { OrderEffect, OrderInput } from "../domain/order-input.ts";
import type { Order } from "../domain/order.ts";
import { buildOrder, nameOf } from "./orders.ts";

type Enqueue = Extract<OrderEffect, { kind: "enqueue" }>;
type Money =
  | "unseen"
  | "pending"
  | "challenge"
  | "declined"
  | "authorized"
  | "captured"
  | "voided"
  | "refunded";

export interface OrderWorld {
  order: Order;
  /** what is to be delivered, by name */
  readonly outbox: Map<string, Enqueue>;
  /** messages of the orders queue that have had their effect (S4) */
  readonly inbox: Set<string>;
  /** what the provider has of each attempt */
  readonly money: Map<number, Money>;
  /** the order's own seats, or those that its late money has got */
  seats: "held" | "free" | "sold" | "offered" | "refused";
  /** the buyer's next attempt, granted by the authority and not written down yet */
  granted: number | undefined;
  isOverdue: boolean;
  /** every input in turn, with what it did */
  readonly history: {
    readonly input: OrderInput;
    readonly effects: readonly OrderEffect[];
    readonly order: Order;
  }[];
}

export function newWorld(maxPaymentAttempts: number): OrderWorld {
  return {
    order: buildOrder({ maxPaymentAttempts }),
    outbox: new Map([["PAYMENT_REQUEST:1", { kind: "enqueue", type: "PAYMENT_REQUEST", attempt: 1 }]]),
    inbox: new Set(),
    money: new Map(),
    seats: "held",
    granted: undefined,
    isOverdue: false,
    history: [],
  };
}

export function feed(world: OrderWorld, input: OrderInput): void {
  const { order, effects } = advance(world.order, input);
  world.order = order;
  world.history.push({ input, effects, order });
  for (const effect of effects) {
    if (effect.kind === "enqueue") world.outbox.set(nameOf(effect.type, effect.attempt, effect.name), effect);
    if (effect.kind === "dequeue") world.outbox.delete(nameOf(effect.type, effect.attempt));
  }
}

export function moneyOf({ money }: OrderWorld, number: number): Money {
  return money.get(number) ?? "unseen";
}
