// docs/idempotency.md, rule by rule: what a crash leaves behind, and how long a key lives. A crash is staged by the
// record it would leave.

import { createExecutionContext, createScheduledController, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { uuidv7 } from "uuidv7";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import { orderViewSchema } from "../../shared/contracts/orders.schema.ts";
import worker from "../index.ts";
import {
  codeOf,
  fillBasket,
  orderBody,
  placeBasket,
  quiesce,
  testDeps,
  type Basket,
} from "../testing/baskets.ts";
import { hold, readOrder } from "../testing/buying.ts";
import { json } from "../testing/client.ts";
import { publish } from "../testing/events.ts";
import { claim, recordCount, routeOf, travel, written } from "../testing/idempotency.ts";
import { fingerprintOf } from "./idempotency.ts";
import { claimKey, completeClaim, LEASE_MS, RETENTION_MS, type Claim } from "./idempotency.store.ts";
import { RefusalError } from "./problem.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

afterEach(() => {
  vi.useRealTimers();
});
afterAll(quiesce);

describe("a request that crashed, or seemed to", () => {
  test("I24 a crashed request keeps its key until its lease ends, then the same request takes it over and is carried out", async () => {
    const basket = await fillBasket();
    const key = uuidv7();
    await claim(basket, { key, token: "crashed", now: Date.now() - LEASE_MS + MINUTE_MS / 6 });
    expect(codeOf(await placeBasket(basket, key))).toBe("request-in-flight");
    travel(MINUTE_MS / 6);
    const answer = await placeBasket(basket, key);
    expect([answer.status, answer.headers.get("idempotency-replayed")]).toEqual([201, null]);
    expect(await written(basket)).toEqual([1, 1, 1, 1]);
  });

  test("I25 a crashed request leaves its key to its own payload: any other is 422, after the lease too", async () => {
    const basket = await fillBasket();
    const key = uuidv7();
    await claim(basket, { key, token: "crashed", now: Date.now() - LEASE_MS });
    const other = { ...basket, body: orderBody(basket.body.eventId, basket.body.holdId, "tok_declined") };
    expect(codeOf(await placeBasket(other, key))).toBe("idempotency-key-reused");
    expect(await written(basket)).toEqual([0, 0, 0, 0]);
  });

  /** Takes `slow`'s claim over as a request after its lease would. */
  async function takeOver(slow: Claim): Promise<Claim> {
    const now = Date.now() + LEASE_MS;
    const request = { ...slow, fingerprint: await fingerprintOf({}), token: "fast", now };
    expect(await claimKey(testDeps().db, request)).toMatchObject({ kind: "claimed" });
    return { ...slow, token: "fast" };
  }

  test("I26 a request that was only slow answers as whoever took its key over, or 409 while that is under way", async () => {
    const { db } = testDeps();
    const reply = { status: 201, body: '{"order":1}' };
    const refusal = new RefusalError({ code: "hold-not-found" });
    const overtaken = routeOf(async (slow) => {
      await db.batch([completeClaim(db, await takeOver(slow), reply)]);
      throw refusal;
    });
    const answer = await overtaken(uuidv7());
    expect([answer.status, await answer.text()]).toEqual([201, reply.body]);
    expect(answer.headers.get("idempotency-replayed")).toBe("true");
    const underWay = routeOf(async (slow) => {
      await takeOver(slow);
      throw refusal;
    });
    const told = await underWay(uuidv7());
    expect([told.status, await told.json()]).toMatchObject([409, { code: "request-in-flight" }]);
  });
});

describe("how long a key lives", () => {
  /** The basket, ordered, paid and SOLD. */
  async function buy(key: string): Promise<{ basket: Basket; orderId: string; text: string }> {
    const basket = await fillBasket();
    const answer = await placeBasket(basket, key);
    const { orderId } = json(answer, orderViewSchema);
    await vi.waitFor(
      async () => expect((await readOrder(basket.client, orderId)).payment.status).toBe("CAPTURED"),
      { timeout: 9_000, interval: 50 },
    );
    return { basket, orderId, text: answer.text };
  }

  test("I27 an order's reply is replayed for fourteen days", async () => {
    const key = uuidv7();
    const { basket, text } = await buy(key);
    travel(14 * DAY_MS - MINUTE_MS);
    const answer = await placeBasket(basket, key);
    expect([answer.status, answer.text]).toEqual([201, text]);
  });

  test("I28 after that the key is new: it places another order for other seats, and never answers for the old one", async () => {
    const key = uuidv7();
    const { basket, orderId } = await buy(key);
    travel(RETENTION_MS + MINUTE_MS);
    const eventId = await publish();
    const { holdId } = await hold(basket.client, eventId, [7]);
    const answer = await placeBasket({ ...basket, body: orderBody(eventId, holdId) }, key);
    expect(answer.status, answer.text).toBe(201);
    const order = json(answer, orderViewSchema);
    expect(order).toMatchObject({ eventId, holdId, status: "PENDING" });
    expect(order.orderId).not.toBe(orderId);
    expect(await written(basket)).toEqual([1, 1, 1, 1]);
  });

  test("I29 after that the same order again is not placed twice: its answer is the order as it stands now", async () => {
    const key = uuidv7();
    const { basket, orderId, text } = await buy(key);
    travel(RETENTION_MS + MINUTE_MS);
    const answer = await placeBasket(basket, key);
    expect(answer.headers.get("idempotency-replayed")).toBeNull();
    expect(answer.text).not.toBe(text);
    expect(json(answer, orderViewSchema)).toMatchObject({ orderId, status: "CONFIRMED" });
    expect(await written(basket)).toEqual([1, 1, 1, 1]);
  });

  test("I30 the minute's work forgets the keys that have expired and keeps the rest", async () => {
    const [oldKey, youngKey] = [uuidv7(), uuidv7()];
    const now = Date.now();
    const basket = await fillBasket();
    await claim(basket, { key: oldKey, token: "old", now: now - RETENTION_MS - MINUTE_MS });
    await claim(basket, { key: youngKey, token: "young", now: now - RETENTION_MS + MINUTE_MS });
    const ctx = createExecutionContext();
    await worker.scheduled(createScheduledController({ cron: "* * * * *" }), env, ctx);
    await waitOnExecutionContext(ctx);
    expect([await recordCount(oldKey), await recordCount(youngKey)]).toEqual([0, 1]);
  });
});
