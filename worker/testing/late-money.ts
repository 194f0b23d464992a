// Money that comes after its order was cancelled, without waiting for a deadline: the order is cancelled by hand, and
// then the real provider authorizes and announces it.

import { env } from "cloudflare:workers";
import { uuidv7 } from "uuidv7";
import { expect, vi } from "vitest";
import type { OrderView } from "../../shared/contracts/orders.schema.ts";
import type { BuyerId, HoldId } from "../../shared/domain/brand.ts";
import { releaseSeats } from "../reservations/reservation.consumer.ts";
import { startSession, testDeps } from "./baskets.ts";
import { hold, readOrder } from "./buying.ts";
import { Client } from "./client.ts";
import { ORGANISER, publish } from "./events.ts";
import { brokenDeps, LOSING, placeWith } from "./saga.ts";
import { findWholeOrder } from "./whole-order.ts";

export interface LateOrder {
  readonly buyer: Client;
  readonly buyerId: BuyerId;
  readonly eventId: string;
  readonly orderId: string;
  readonly holdId: HoldId;
}

interface LateTerms {
  /** what the buyer ordered; the theatre's first row is seats 0 to 8 */
  readonly seats?: readonly number[];
  /** what the organiser has taken out of the sale by the time that the money comes */
  readonly blocked?: readonly number[];
  readonly limits?: { readonly holdMaxMs?: number };
}

/** An order that was cancelled for want of an answer, and whose money then comes. */
export async function payLate({ blocked = [1], ...terms }: LateTerms): Promise<LateOrder> {
  const late = await cancelledForTime(terms);
  if (blocked.length > 0) await takeOut(late.eventId, blocked);
  await approveLate(late.orderId, 1);
  return late;
}

/** An order that was cancelled for want of an answer, and whose seats are free again. */
export async function cancelledForTime({ seats = [0, 1], limits = {} }: LateTerms): Promise<LateOrder> {
  const eventId = await publish({ limits });
  const buyer = new Client();
  const buyerId = await startSession(buyer);
  const holdId = (await hold(buyer, eventId, seats)).holdId as HoldId;
  const orderId = await placeWith(brokenDeps(LOSING), { eventId, holdId, buyerId, key: uuidv7() });
  await cancelByHand(orderId);
  return { buyer, buyerId, eventId, orderId, holdId };
}

/** The provider approves an attempt after all, and says so by webhook. */
export async function approveLate(orderId: string, attempt: number): Promise<void> {
  const { db, payments } = testDeps();
  const whole = await findWholeOrder(db, orderId);
  if (whole === undefined) throw new Error("no order");
  const { amountMinor, currency, returnUrl } = whole.payment;
  const outcome = await payments.sandbox.authorize({
    key: `${orderId}:${attempt}`,
    orderId,
    token: "tok_success",
    amountMinor,
    currency,
    returnUrl,
  });
  expect(outcome.status).toBe("authorized");
}

/** Takes seats out of the sale, as soon as nobody has them; or puts them back. */
export async function takeOut(eventId: string, seats: readonly number[], blocked = true): Promise<void> {
  await vi.waitFor(
    async () => {
      const path = `/ops/events/${eventId}/seats`;
      const answer = await new Client().send("POST", path, { seats, blocked }, ORGANISER);
      expect(answer.status, answer.text).toBe(204);
    },
    { timeout: 20_000, interval: 100 },
  );
}

/** The buyer's view of the order, once it is as expected. */
export function becomes(
  { buyer, orderId }: Pick<LateOrder, "buyer" | "orderId">,
  expected: object,
  timeout = 10_000,
): Promise<OrderView> {
  return vi.waitFor(
    async () => {
      const now = await readOrder(buyer, orderId);
      expect(now).toMatchObject(expected);
      return now;
    },
    { timeout, interval: 100 },
  );
}

/** Waits until neither the worker nor the seat authority has a message of the order left to send. */
export async function nothingLeft({
  eventId,
  orderId,
}: Pick<LateOrder, "eventId" | "orderId">): Promise<void> {
  await vi.waitFor(
    async () => {
      const left = await env.DB.prepare("SELECT id FROM outbox WHERE order_id = ? AND body ->> 'at' < ?")
        .bind(orderId, Date.now() + 60_000)
        .all();
      expect(left.results).toEqual([]);
      expect((await env.EVENT_SEATS.getByName(eventId).overview()).unsettled).toEqual([]);
    },
    { timeout: 10_000, interval: 100 },
  );
}

/** Changes the order by hand. */
export async function setOrder(orderId: string, assignments: string): Promise<void> {
  const query = `UPDATE orders SET version = version + 1, ${assignments} WHERE id = ?`;
  const { meta } = await env.DB.prepare(query).bind(orderId).run();
  expect(meta.changes).toBe(1);
}

async function cancelByHand(orderId: string): Promise<void> {
  const deps = testDeps();
  const whole = await findWholeOrder(deps.db, orderId);
  if (whole === undefined) throw new Error("no order");
  await setOrder(
    orderId,
    "status = 'CANCELLED', reason = 'payment-deadline', payment_status = 'FAILED', attempt_outcome = 'not-found', decline_code = 'payment-deadline', closing = 'time', owed = '[]', due_at = NULL",
  );
  const released = await releaseSeats(deps, { ...whole.order, orderId }, "payment-deadline");
  expect(released).toEqual({ ok: true, value: "RELEASED" });
}
