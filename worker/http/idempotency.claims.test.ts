// DESIGN §5 while a key is claimed: requests at the same time, requests that crashed or were slow, and how long a
// record lives. A crash is staged by the record it would leave.

import { createExecutionContext, createScheduledController, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { uuidv7 } from "uuidv7";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import { orderRequestSchema, orderViewSchema } from "../../shared/contracts/orders.schema.ts";
import type { HoldId } from "../../shared/domain/brand.ts";
import worker from "../index.ts";
import { orderIdOf } from "../orders/order-id.ts";
import { placeOrder } from "../orders/place-order.ts";
import {
  codeOf,
  countRows,
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
import { fingerprintOf } from "./idempotency.ts";
import { claimKey, findReply, LEASE_MS, RETENTION_MS, type Claim } from "./idempotency.store.ts";

const MINUTE_MS = 60_000;

const scopeOf = ({ buyerId }: Basket): string => `${buyerId} POST /api/orders`;

/** Claims the basket's key as a request at `now` would. */
async function claim(basket: Basket, { key, token, now }: Claimant): Promise<Claim> {
  const fingerprint = await fingerprintOf(orderRequestSchema.parse(basket.body));
  const result = await claimKey(testDeps().db, { scope: scopeOf(basket), key, fingerprint, token, now });
  expect(result.kind).toBe("claimed");
  return { scope: scopeOf(basket), key, token };
}

interface Claimant {
  readonly key: string;
  readonly token: string;
  readonly now: number;
}

/** What is written for the basket's hold; each must be one. */
async function written({ body }: Basket): Promise<readonly number[]> {
  const order = await env.DB.prepare("SELECT id FROM orders WHERE hold_id = ?")
    .bind(body.holdId)
    .first<string>("id");
  const rows = (table: string): Promise<number> => countRows(table, "order_id", order ?? "none");
  return [
    await countRows("orders", "hold_id", body.holdId),
    await rows("order_items"),
    await rows("payments"),
    await rows("payment_attempts"),
  ];
}

const place = (basket: Basket, by: Claim): ReturnType<typeof placeOrder> =>
  placeOrder(testDeps(), {
    request: basket.body,
    buyerId: basket.buyerId,
    claim: by,
    origin: "http://jari.test",
  });

afterEach(() => {
  vi.useRealTimers();
});
afterAll(quiesce);

describe("while the key is claimed", () => {
  test("twenty requests at once make one order, one payment and one attempt", async () => {
    const basket = await fillBasket();
    const key = uuidv7();
    const answers = await Promise.all(Array.from({ length: 20 }, () => placeBasket(basket, key)));
    const done = answers.filter((a) => a.status === 201);
    expect(done.filter((a) => a.headers.get("idempotency-replayed") === null)).toHaveLength(1);
    expect(new Set(done.map((a) => a.text)).size).toBe(1);
    for (const answer of answers.filter((a) => a.status !== 201)) {
      expect([answer.status, codeOf(answer)]).toEqual([409, "request-in-flight"]);
      expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    }
    expect(await written(basket)).toEqual([1, 1, 1, 1]);
    expect((await placeBasket(basket, key)).text).toBe(done[0]?.text);
  });

  test("twenty keys for one hold make one order: the other nineteen are refused", async () => {
    const basket = await fillBasket();
    const answers = await Promise.all(Array.from({ length: 20 }, () => placeBasket(basket, uuidv7())));
    const refused = answers.filter((a) => a.status !== 201).map(codeOf);
    expect(refused).toEqual(Array.from({ length: 19 }, () => "hold-paying"));
    expect(await written(basket)).toEqual([1, 1, 1, 1]);
  });

  test("a live claim is 409 with Retry-After, and another payload is 422 even then", async () => {
    const basket = await fillBasket();
    const key = uuidv7();
    await claim(basket, { key, token: "elsewhere", now: Date.now() });
    const answer = await placeBasket(basket, key);
    expect([answer.status, codeOf(answer)]).toEqual([409, "request-in-flight"]);
    expect(answer.headers.get("retry-after")).toBe("1");
    const other = { ...basket, body: { ...basket.body, holdId: uuidv7() } };
    expect(codeOf(await placeBasket(other, key))).toBe("idempotency-key-reused");
    expect(await written(basket)).toEqual([0, 0, 0, 0]);
  });
});

describe("a crashed claim", () => {
  test("is taken over once its lease has ended", async () => {
    const basket = await fillBasket();
    const key = uuidv7();
    await claim(basket, { key, token: "crashed", now: Date.now() - LEASE_MS });
    const answer = await placeBasket(basket, key);
    expect([answer.status, answer.headers.get("idempotency-replayed")]).toEqual([201, null]);
    expect(await written(basket)).toEqual([1, 1, 1, 1]);
  });

  test("whose hold was PAYING already is taken over as the same order", async () => {
    const basket = await fillBasket();
    const { eventId, holdId } = basket.body;
    const key = uuidv7();
    const crashed = await claim(basket, { key, token: "crashed", now: Date.now() - LEASE_MS });
    const orderId = await orderIdOf(crashed, holdId);
    const seats = env.EVENT_SEATS.getByName(eventId);
    const { buyerId } = basket;
    await seats.submit({ kind: "start-paying", holdId: holdId as HoldId, buyerId, orderId });
    expect(json(await placeBasket(basket, key), orderViewSchema)).toMatchObject({
      orderId,
      status: "PENDING",
    });
    expect(await written(basket)).toEqual([1, 1, 1, 1]);
  });

  test("is not taken over by another payload", async () => {
    const basket = await fillBasket();
    const key = uuidv7();
    await claim(basket, { key, token: "crashed", now: Date.now() - LEASE_MS });
    const other = { ...basket, body: orderBody(basket.body.eventId, basket.body.holdId, "tok_declined") };
    expect(codeOf(await placeBasket(other, key))).toBe("idempotency-key-reused");
  });
});

/** The reply of an outcome; none if it was refused. */
const replyOf = (outcome: unknown): unknown =>
  typeof outcome === "object" && outcome !== null && "reply" in outcome ? outcome.reply : undefined;

describe("a slow request whose claim was taken over", () => {
  async function twoClaims(): Promise<{ basket: Basket; slow: Claim; fast: Claim }> {
    const basket = await fillBasket();
    const key = uuidv7();
    const now = Date.now();
    const slow = await claim(basket, { key, token: "slow", now: now - LEASE_MS });
    return { basket, slow, fast: await claim(basket, { key, token: "fast", now }) };
  }

  test("comes last: it makes no second order and answers with the first one's reply", async () => {
    const { basket, slow, fast } = await twoClaims();
    const first = await place(basket, fast);
    expect(await place(basket, slow)).toEqual({ reply: first.reply, stored: true });
    expect(await written(basket)).toEqual([1, 1, 1, 1]);
  });

  test("comes first: it writes nothing, and whoever has the claim makes the order", async () => {
    const { basket, slow, fast } = await twoClaims();
    await expect(place(basket, slow)).rejects.toMatchObject({ refusal: { code: "request-in-flight" } });
    expect(await written(basket)).toEqual([0, 0, 0, 0]);
    const { reply } = await place(basket, fast);
    expect(await findReply(testDeps().db, fast)).toEqual(reply);
    expect(await written(basket)).toEqual([1, 1, 1, 1]);
  });

  test("comes at the same moment: there is one order all the same", async () => {
    const { basket, slow, fast } = await twoClaims();
    const late = place(basket, slow).catch((error: unknown) => error);
    const winner = await place(basket, fast);
    expect(winner.stored).toBe(true);
    expect([winner.reply, undefined]).toContainEqual(replyOf(await late));
    expect(await written(basket)).toEqual([1, 1, 1, 1]);
  });
});

describe("retention", () => {
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

  function travel(ms: number): void {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ms });
  }

  test("an order's reply is replayed for fourteen days", async () => {
    const key = uuidv7();
    const { basket, text } = await buy(key);
    travel(RETENTION_MS - MINUTE_MS);
    const answer = await placeBasket(basket, key);
    expect([answer.status, answer.text]).toEqual([201, text]);
  });

  test("then the key is new: it places another order for other seats, and never answers for the old one", async () => {
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

  test("then the same order again is answered by the order as it stands now, and not placed twice", async () => {
    const key = uuidv7();
    const { basket, orderId, text } = await buy(key);
    travel(RETENTION_MS + MINUTE_MS);
    const answer = await placeBasket(basket, key);
    expect(answer.headers.get("idempotency-replayed")).toBeNull();
    expect(answer.text).not.toBe(text);
    expect(json(answer, orderViewSchema)).toMatchObject({ orderId, status: "CONFIRMED" });
    expect(await written(basket)).toEqual([1, 1, 1, 1]);
  });

  test("the scheduled handler purges what has expired and keeps the rest", async () => {
    const [oldKey, youngKey] = [uuidv7(), uuidv7()];
    const now = Date.now();
    const basket = await fillBasket();
    await claim(basket, { key: oldKey, token: "old", now: now - RETENTION_MS - MINUTE_MS });
    await claim(basket, { key: youngKey, token: "young", now: now - RETENTION_MS + MINUTE_MS });
    const ctx = createExecutionContext();
    await worker.scheduled(createScheduledController({ cron: "* * * * *" }), env, ctx);
    await waitOnExecutionContext(ctx);
    expect(await countRows("idempotency_records", "key", oldKey)).toBe(0);
    expect(await countRows("idempotency_records", "key", youngKey)).toBe(1);
  });
});
