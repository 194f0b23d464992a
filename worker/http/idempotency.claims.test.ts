// What an order's own claim goes through when requests crash or are slow (S4). What a caller may rely on is in the
// tests beside this one that docs/idempotency.md names. A crash is staged by the record it would leave.

import { env } from "cloudflare:workers";
import { uuidv7 } from "uuidv7";
import { afterAll, describe, expect, test } from "vitest";
import { orderViewSchema } from "../../shared/contracts/orders.schema.ts";
import type { HoldId } from "../../shared/domain/brand.ts";
import { orderIdOf } from "../orders/order-id.ts";
import { placeOrder } from "../orders/place-order.ts";
import { codeOf, fillBasket, placeBasket, quiesce, testDeps, type Basket } from "../testing/baskets.ts";
import { json } from "../testing/client.ts";
import { claim, routeOf, written } from "../testing/idempotency.ts";
import { completeClaim, findReply, LEASE_MS, type Claim } from "./idempotency.store.ts";

const place = (basket: Basket, by: Claim): ReturnType<typeof placeOrder> =>
  placeOrder(testDeps(), {
    request: basket.body,
    buyerId: basket.buyerId,
    claim: by,
    origin: "http://jari.test",
  });

afterAll(quiesce);

test("twenty keys for one hold make one order: the other nineteen are refused", async () => {
  const basket = await fillBasket();
  const answers = await Promise.all(Array.from({ length: 20 }, () => placeBasket(basket, uuidv7())));
  const refused = answers.filter((a) => a.status !== 201).map(codeOf);
  expect(refused).toEqual(Array.from({ length: 19 }, () => "hold-paying"));
  expect(await written(basket)).toEqual([1, 1, 1, 1]);
});

test("a crashed claim whose hold was PAYING already is taken over as the same order", async () => {
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

test("a failure after the commit is 500 once, and then the order that was placed: the key is not given back", async () => {
  const { db } = testDeps();
  const reply = { status: 201, body: '{"order":1}' };
  let times = 0;
  const send = routeOf(async (mine) => {
    times += 1;
    await db.batch([completeClaim(db, mine, reply)]);
    throw new Error("the connection was lost while the answer was on its way");
  });
  const key = uuidv7();
  expect((await send(key)).status).toBe(500);
  const again = await send(key);
  expect([again.status, await again.text(), times]).toEqual([201, reply.body, 1]);
  expect(again.headers.get("idempotency-replayed")).toBe("true");
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
    expect(await place(basket, slow)).toEqual({ reply: first.reply, stored: true, replayed: true });
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
