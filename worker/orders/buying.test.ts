// The whole way of one purchase through every module, by the public API, on the real runtime.

import { afterAll, describe, expect, test, vi } from "vitest";
import { quiesce } from "../testing/baskets.ts";
import { hold, order, readOrder, seatStates } from "../testing/buying.ts";
import { Client } from "../testing/client.ts";
import { publish } from "../testing/events.ts";

afterAll(quiesce);

describe("buying", () => {
  test("sells the seats of a paid order, captures the money and issues a ticket a seat", async () => {
    const eventId = await publish();
    const buyer = new Client();
    const held = await hold(buyer, eventId, [3, 4]);
    expect(held.quote?.totalMinor).toBe(2 * 140_000 + 2 * 2_000);
    const placed = await order(buyer, eventId, held.holdId, "tok_success");
    expect(placed.status).toBe("PENDING");
    const settled = await vi.waitFor(
      async () => {
        const now = await readOrder(buyer, placed.orderId);
        expect(now).toMatchObject({ status: "CONFIRMED", payment: { status: "CAPTURED" } });
        return now;
      },
      { timeout: 10_000, interval: 100 },
    );
    expect(settled.tickets.map((t) => t.seat)).toEqual([3, 4]);
    expect((await seatStates(buyer, eventId)).seats).toEqual([
      { seat: 3, state: "SOLD" },
      { seat: 4, state: "SOLD" },
    ]);
  });

  test("gives the seats back when the payment is declined and no other attempt may follow (O2)", async () => {
    const eventId = await publish({ limits: { maxPaymentAttempts: 1 } });
    const buyer = new Client();
    const held = await hold(buyer, eventId, [10]);
    const placed = await order(buyer, eventId, held.holdId, "tok_declined");
    await vi.waitFor(
      async () =>
        expect(await readOrder(buyer, placed.orderId)).toMatchObject({
          status: "CANCELLED",
          reason: "card-declined",
        }),
      { timeout: 10_000, interval: 100 },
    );
    await vi.waitFor(async () => expect((await seatStates(buyer, eventId)).seats).toEqual([]), {
      timeout: 5_000,
    });
  });
});
