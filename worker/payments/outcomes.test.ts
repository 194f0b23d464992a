// What becomes of an order for each way in which a payment can go, by the public API and the real sandbox provider.

import { afterAll, describe, expect, test, vi } from "vitest";
import { holdViewSchema } from "../../shared/contracts/holds.schema.ts";
import type { OrderView } from "../../shared/contracts/orders.schema.ts";
import { answerChallenge } from "../testing/attempts.ts";
import { quiesce } from "../testing/baskets.ts";
import { hold, order, seatStates, timelineOf } from "../testing/buying.ts";
import { Client, json } from "../testing/client.ts";
import { publish } from "../testing/events.ts";
import { becomes as orderBecomes, takeOut } from "../testing/late-money.ts";
import { movementKinds } from "../testing/provider-ledger.ts";

async function buy(
  token: string,
  limits: { paymentTtlMs?: number; maxPaymentAttempts?: number } = {},
): Promise<{ buyer: Client; eventId: string; placed: OrderView }> {
  const eventId = await publish({ limits });
  const buyer = new Client();
  const held = await hold(buyer, eventId, [0, 1]);
  return { buyer, eventId, placed: await order(buyer, eventId, held.holdId, token) };
}

function becomes(buyer: Client, orderId: string, expected: object, timeout = 12_000): Promise<OrderView> {
  return orderBecomes({ buyer, orderId }, expected, timeout);
}

/** Long enough that the provider is asked before it is over, on a busy machine too. */
const SHORT_TTL_MS = 4_000;

afterAll(quiesce);

// Side by side: most of the time is the provider taking its time.
describe.concurrent("a payment", () => {
  test("that the card has no money for cancels an order without another attempt, and says why (O2)", async () => {
    const { buyer, placed } = await buy("tok_insufficient_funds", { maxPaymentAttempts: 1 });
    await becomes(buyer, placed.orderId, { status: "CANCELLED", reason: "insufficient-funds" });
    expect(await movementKinds(placed.orderId)).toEqual([]);
  });

  test("that takes its time is confirmed by the provider's webhook", async () => {
    const { buyer, placed } = await buy("tok_slow");
    await becomes(buyer, placed.orderId, { status: "CONFIRMED", payment: { status: "CAPTURED" } });
  });

  test("whose answer was lost is found by asking, and charged once", async () => {
    const { buyer, placed } = await buy("tok_timeout");
    await becomes(buyer, placed.orderId, { status: "CONFIRMED", payment: { status: "CAPTURED" } });
    expect(await movementKinds(placed.orderId)).toEqual(["authorize", "capture"]);
  });

  test("that is announced again and again is charged once", async () => {
    const { buyer, placed } = await buy("tok_duplicate_webhooks");
    await becomes(buyer, placed.orderId, { status: "CONFIRMED", payment: { status: "CAPTURED" } });
    expect(await movementKinds(placed.orderId)).toEqual(["authorize", "capture"]);
  });

  test("that the buyer must approve waits for it, and goes on when it comes", async () => {
    const { buyer, placed } = await buy("tok_challenge");
    await becomes(buyer, placed.orderId, {
      status: "PENDING",
      payment: { redirectUrl: expect.stringContaining("/sandbox/challenge/") },
    });
    const reply = await answerChallenge({ buyer, orderId: placed.orderId }, "approve");
    expect(reply.status).toBe(303);
    expect(reply.headers.get("location")).toContain(`/orders/${placed.orderId}`);
    await becomes(buyer, placed.orderId, { status: "CONFIRMED", payment: { status: "CAPTURED" } });
  });

  test("that succeeds after all gets the same seats if they are still free (S3)", async () => {
    const { buyer, eventId, placed } = await buy("tok_late_success", { paymentTtlMs: SHORT_TTL_MS });
    await released(buyer, eventId, placed);
    const late = await becomes(
      buyer,
      placed.orderId,
      { status: "CONFIRMED", reason: "late-payment", payment: { status: "CAPTURED" } },
      20_000,
    );
    expect(late.tickets).toHaveLength(2);
    expect((await seatStates(buyer, eventId)).counts.sold).toBe(2);
    expect(await movementKinds(placed.orderId)).toEqual(["authorize", "capture"]);
  }, 50_000);

  test("that succeeds after all is offered other seats if its own are gone, and tells its way (P9)", async () => {
    const { buyer, eventId, placed } = await buy("tok_late_success", { paymentTtlMs: SHORT_TTL_MS });
    await released(buyer, eventId, placed);
    await vi.waitFor(() => hold(new Client(), eventId, [1]), { timeout: 5_000 });
    const { offer } = await becomes(buyer, placed.orderId, { offer: {} }, 20_000);
    expect(offer?.seats).toEqual([2, 3]);
    const answer = await buyer.post(`/api/orders/${placed.orderId}/offer`, { answer: "accepted" });
    expect(answer.status).toBe(200);
    await becomes(buyer, placed.orderId, { status: "CONFIRMED", reason: "late-payment-other-seats" });
    await becomes(buyer, placed.orderId, { payment: { status: "CAPTURED" } });
    expect(await movementKinds(placed.orderId)).toEqual(["authorize", "capture"]);
    const { steps } = await timelineOf(buyer, placed.orderId);
    expect(steps.filter((step) => step.kind !== "provider-asked")).toMatchObject([
      { kind: "seats-held", seats: [0, 1] },
      { kind: "payment-started" },
      { kind: "order-placed" },
      { kind: "provider-silent" },
      { kind: "order-cancelled", reason: "payment-deadline" },
      { kind: "seats-released", seats: [0, 1], reason: "payment-deadline" },
      { kind: "money-captured", late: true },
      { kind: "paid-late" },
      { kind: "seats-offered", seats: [2, 3], until: offer?.until },
      { kind: "seats-sold", seats: [2, 3] },
      { kind: "tickets-issued" },
    ]);
  }, 50_000);

  test("that succeeds after all goes back if nothing as good is free by then (S3)", async () => {
    const { buyer, eventId, placed } = await buy("tok_late_success", { paymentTtlMs: SHORT_TTL_MS });
    await takeOut(eventId, [2, 3, 4, 5, 6, 7, 8]);
    await becomes(buyer, placed.orderId, { status: "CANCELLED" }, 20_000);
    await vi.waitFor(
      async () => {
        const { status, reason } = json(
          await buyer.get(`/api/events/${eventId}/holds/${placed.holdId}`),
          holdViewSchema,
        );
        expect([status, reason]).toEqual(["RELEASED", "payment-deadline"]);
      },
      { timeout: 5_000 },
    );
    await vi.waitFor(() => hold(new Client(), eventId, [1]), { timeout: 5_000 });
    const returned = await becomes(
      buyer,
      placed.orderId,
      { status: "CANCELLED", reason: "late-payment-returned", payment: { status: "REFUNDED" } },
      20_000,
    );
    expect(returned.offer).toBeUndefined();
    expect(await movementKinds(placed.orderId)).toEqual(["authorize", "capture", "refund"]);
    const { steps } = await timelineOf(buyer, placed.orderId);
    expect(steps.filter((step) => step.kind !== "provider-asked").slice(-4)).toMatchObject([
      { kind: "money-captured", late: true },
      { kind: "paid-late" },
      { kind: "seats-gone", seats: [0, 1] },
      { kind: "money-returned" },
    ]);
  }, 50_000);
});

/** Waits until the order is CANCELLED and its seats are free again. */
async function released(buyer: Client, eventId: string, { orderId }: OrderView): Promise<void> {
  await becomes(buyer, orderId, { status: "CANCELLED", reason: "payment-deadline" }, 20_000);
  await vi.waitFor(async () => expect((await seatStates(buyer, eventId)).seats).toEqual([]), {
    timeout: 5_000,
  });
}
