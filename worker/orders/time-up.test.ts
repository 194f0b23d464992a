// The end of the time to pay. It is the authority's clock that says so, and what the provider has said before is not
// forgotten for it (O13, P10, S2).

import { uuidv7 } from "uuidv7";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import type { HoldId } from "../../shared/domain/brand.ts";
import { recoverOrder } from "../reservations/recover-order.ts";
import { declined, giveUp, pay, payAgain, type Payer } from "../testing/attempts.ts";
import { codeOf, quiesce, testDeps } from "../testing/baskets.ts";
import { readOrder, seatStates } from "../testing/buying.ts";
import { depsWith } from "../testing/chosen-provider.ts";
import { faultyProvider, type FaultyProvider } from "../testing/faulty-provider.ts";
import { travel } from "../testing/idempotency.ts";
import { becomes, nothingLeft } from "../testing/late-money.ts";
import { findOrder, type OrderRow } from "./orders.store.ts";

const HOUR_MS = 3_600_000;

let provider: FaultyProvider | undefined;
afterEach(() => {
  vi.useRealTimers();
  provider?.stop();
});
afterAll(quiesce);

async function rowOf(orderId: string): Promise<OrderRow> {
  return (await findOrder(testDeps().db, orderId)) as OrderRow;
}

/** What the authority asks when the deadline of an attempt is over by its clock. */
async function quietAt({ orderId, eventId }: Pick<Payer, "orderId" | "eventId">, at: number) {
  const { holdId, buyerId, fence, deadline } = await rowOf(orderId);
  const quiet = {
    id: uuidv7(),
    type: "HOLD_QUIET",
    orderId,
    eventId,
    holdId: holdId as HoldId,
    buyerId,
  } as const;
  return { ...quiet, fence, deadline, payingSince: 0, at };
}

describe("an order whose last attempt has failed when its time is up", () => {
  test("ends for the reason of the decline and frees its seats, and the provider is not asked (O13)", async () => {
    const payer = await declined({ limits: { paymentTtlMs: 3_000 } });
    await nothingLeft(payer);
    provider = faultyProvider();
    await becomes(
      payer,
      { status: "CANCELLED", reason: "card-declined", payment: { attemptsLeft: 0 } },
      15_000,
    );
    await expect
      .poll(async () => (await seatStates(payer.buyer, payer.eventId)).seats, { timeout: 5_000 })
      .toEqual([]);
    expect(provider.calls).toEqual([]);
    expect(codeOf(await pay(payer, 2, "tok_success"))).toBe("order-ended");
  });

  test("takes no attempt after the deadline by the authority's clock, though nobody has ended it yet (P10)", async () => {
    const payer = await declined();
    travel(HOUR_MS);
    expect(codeOf(await pay(payer, 2, "tok_success"))).toBe("hold-expired");
    vi.useRealTimers();
    expect(await readOrder(payer.buyer, payer.orderId)).toMatchObject({
      status: "PENDING",
      payment: { attempt: 1 },
    });
    await giveUp(payer);
  });

  test("is not ended by a nudge of the attempt before: that one's deadline is no longer the order's", async () => {
    const payer = await declined();
    const stale = await quietAt(payer, Date.now() + HOUR_MS);
    await payAgain(payer, 2, "tok_declined");
    await becomes(payer, { payment: { status: "FAILED", attempt: 2 } });
    await nothingLeft(payer);
    await recoverOrder(depsWith({}), stale);
    expect(await readOrder(payer.buyer, payer.orderId)).toMatchObject({ status: "PENDING" });
    const timeUp = await quietAt(payer, Date.now() + HOUR_MS);
    await recoverOrder(depsWith({}), timeUp);
    expect(await readOrder(payer.buyer, payer.orderId)).toMatchObject({
      status: "CANCELLED",
      reason: "card-declined",
    });
    // What was lost with the queues of that run is sent again.
    await recoverOrder(testDeps(), timeUp);
    await nothingLeft(payer);
  });

  test("is left alone by a nudge before the deadline", async () => {
    const payer = await declined();
    await recoverOrder(depsWith({}), await quietAt(payer, Date.now()));
    expect(await readOrder(payer.buyer, payer.orderId)).toMatchObject({ status: "PENDING" });
    await giveUp(payer);
  });
});
