// An event that has seen a day's trade: seats bought by two orders, a declined one, some held, some blocked.

import { env } from "cloudflare:workers";
import { expect, vi } from "vitest";
import { hold, order, readOrder } from "./buying.ts";
import { Client } from "./client.ts";
import { ORGANISER, publish } from "./events.ts";

export interface SoldEvent {
  readonly eventId: string;
  /** bought seats 3 and 4 */
  readonly pair: string;
  /** bought seat 10 */
  readonly single: string;
  /** wanted seat 20 */
  readonly declined: string;
}

/** Buys through the public API until everything is settled. */
export async function sellSome(): Promise<SoldEvent> {
  // With more attempts a declined order would keep its seats.
  const eventId = await publish({ limits: { maxPaymentAttempts: 1 } });
  const pair = await buy(eventId, [3, 4], "tok_success");
  const single = await buy(eventId, [10], "tok_success");
  const declined = await buy(eventId, [20], "tok_declined");
  await hold(new Client(), eventId, [30, 31]);
  const blocked = { seats: [40], blocked: true };
  await new Client().post(`/ops/events/${eventId}/seats`, blocked, ORGANISER);
  return { eventId, pair, single, declined };
}

/** Buys `seats` and waits until the order is settled: its id. */
export async function buy(eventId: string, seats: readonly number[], token: string): Promise<string> {
  const buyer = new Client();
  const { holdId } = await hold(buyer, eventId, seats);
  const { orderId } = await order(buyer, eventId, holdId, token);
  const settled = token === "tok_success" ? "CAPTURED" : "FAILED";
  await vi.waitFor(
    async () => {
      expect((await readOrder(buyer, orderId)).payment.status).toBe(settled);
      const { unsettled, counts } = await env.EVENT_SEATS.getByName(eventId).overview();
      expect([unsettled, counts.held]).toEqual([[], 0]);
    },
    { timeout: 15_000, interval: 50 },
  );
  return orderId;
}
