// The order consumer: how a payment ended, or that late money has lost its offer, moves the order on. It makes no outside
// call: what the messages mean is all in the domain.

import type { MessageOf } from "../../shared/contracts/messages.schema.ts";
import { advance } from "../../shared/domain/advance-order.ts";
import type { OrderInput } from "../../shared/domain/order-input.ts";
import type { Order } from "../../shared/domain/order.ts";
import type { Deps } from "../deps.ts";
import { runOrders, type HandlerEnding } from "./order-runner.ts";

export type OrderMessage = MessageOf<"PAYMENT_SUCCESS" | "PAYMENT_FAILED" | "SEATS_LOST">;

/** Applies each message to its order, once. */
export function advanceOrders(
  deps: Deps,
  messages: readonly OrderMessage[],
): Promise<readonly HandlerEnding[]> {
  return runOrders(deps, messages, async ({ message, order }) => {
    const input = inputOf(message);
    return {
      inputs: [input],
      processed: { outcome: outcomeOf(order, advance(order, input).order, message) },
    };
  });
}

function inputOf(message: OrderMessage): OrderInput {
  switch (message.type) {
    case "PAYMENT_SUCCESS":
      return { kind: "payment-succeeded", attempt: message.attempt ?? 1 };
    case "PAYMENT_FAILED":
      return { kind: "payment-failed", attempt: message.attempt ?? 1, code: message.code };
    case "SEATS_LOST":
      return { kind: "seats-lost", instead: null };
  }
}

/** The state that the order came to, and why; for a failure that leaves it PENDING, that of the attempt. */
function outcomeOf(before: Order, { status, reason }: Order, message: OrderMessage): string {
  if (message.type === "PAYMENT_FAILED" && status === "PENDING") return `${status}:${message.code}`;
  return reason === null || reason === before.reason ? status : `${status}:${reason}`;
}
