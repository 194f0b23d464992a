// An attempt that is still open when its time is up: the money is made terminal first, and the authority's clock says when
// that is (S2, O2).

import { describe, expect, test } from "vitest";
import type { MessageOf } from "../../shared/contracts/messages.schema.ts";
import { findOrder, type OrderRow } from "../orders/orders.store.ts";
import { pendingMessages } from "../outbox/order-messages.ts";
import { testDeps } from "../testing/baskets.ts";
import { authorized, depsWith, placedOrder, standing } from "../testing/chosen-provider.ts";
import { advanceOrder, settlePayment } from "../testing/one-message.ts";

const HOUR_MS = 3_600_000;
const NEVER_SEEN = { status: "not-found" } as const;

async function rowOf(orderId: string): Promise<OrderRow> {
  return (await findOrder(testDeps().db, orderId)) as OrderRow;
}

/** The order's PAYMENT_FAILED, as it would be sent. */
async function failureOf(orderId: string): Promise<MessageOf<"PAYMENT_FAILED">> {
  const sent = pendingMessages(await rowOf(orderId), Date.now());
  return sent.find((message) => message.type === "PAYMENT_FAILED") as MessageOf<"PAYMENT_FAILED">;
}

describe("an open attempt at the deadline", () => {
  test("that turns out to be declined ends the order for the decline's own reason, whatever attempts are left", async () => {
    const { orderId, lateCheck } = await placedOrder();
    const deps = depsWith({ query: () => ({ status: "declined", code: "insufficient-funds" }) });
    await settlePayment(deps, lateCheck());
    await advanceOrder(deps, await failureOf(orderId));
    expect(await rowOf(orderId)).toMatchObject({ status: "CANCELLED", reason: "insufficient-funds" });
  });

  test("that nobody has seen is voided first, and ends the order for its deadline (S2)", async () => {
    const { orderId, lateCheck } = await placedOrder();
    const calls: string[] = [];
    const told = (what: string) => () => (calls.push(what), NEVER_SEEN);
    const deps = depsWith({ query: told("query"), void: told("void") });
    await settlePayment(deps, lateCheck());
    expect(calls).toEqual(["query", "void"]);
    await advanceOrder(deps, await failureOf(orderId));
    expect(await rowOf(orderId)).toMatchObject({ status: "CANCELLED", reason: "payment-deadline" });
  });

  test("is judged by when the authority asked, never by the clock of the worker that hears of it", async () => {
    const { orderId, check } = await placedOrder();
    const fast = { ...depsWith({ authorize: authorized }), clock: { now: () => Date.now() + HOUR_MS } };
    await settlePayment(fast, check());
    expect(await standing(orderId)).toMatchObject({ payment: "AUTHORIZED" });
    const other = await placedOrder();
    const slow = {
      ...depsWith({ query: () => NEVER_SEEN, void: () => NEVER_SEEN }),
      clock: { now: () => Date.now() - HOUR_MS },
    };
    await settlePayment(slow, other.lateCheck());
    expect(await standing(other.orderId)).toMatchObject({ payment: "FAILED" });
  });
});
