// A crash between the object, which has given the next attempt its fence, and D1, which was to have the attempt: nothing
// is charged twice for it, and no seat is kept by it (S1, S4, S5).

import { env } from "cloudflare:workers";
import { uuidv7 } from "uuidv7";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import { declined, pay, type Payer } from "../testing/attempts.ts";
import { quiesce } from "../testing/baskets.ts";
import { readOrder, seatStates } from "../testing/buying.ts";
import { becomes, nothingLeft } from "../testing/late-money.ts";
import { movementKinds } from "../testing/provider-ledger.ts";

const PAID = { status: "CONFIRMED", payment: { status: "CAPTURED", attempt: 2 } };

afterEach(() => vi.restoreAllMocks());
afterAll(quiesce);

/** Asks for the second attempt while D1 takes nothing: the object has begun it, and no order knows. */
async function crash(payer: Payer, key: string): Promise<void> {
  const database = Object.getPrototypeOf(env.DB) as D1Database;
  vi.spyOn(database, "batch").mockRejectedValue(new Error("the worker died"));
  const answer = await pay(payer, 2, "tok_success", key);
  vi.restoreAllMocks();
  expect(answer.status, answer.text).toBeGreaterThanOrEqual(500);
  expect(await readOrder(payer.buyer, payer.orderId)).toMatchObject({
    status: "PENDING",
    payment: { attempt: 1 },
  });
}

describe("an attempt that the object has begun and D1 does not know", () => {
  test("is begun by whoever asks for it again under its key, and charged once (P10)", async () => {
    const payer = await declined();
    await nothingLeft(payer);
    const key = uuidv7();
    await crash(payer, key);
    expect((await pay(payer, 2, "tok_success", key)).status).toBe(201);
    await becomes(payer, PAID);
    expect(await movementKinds(payer.orderId)).toEqual(["authorize", "capture"]);
  });

  test("is begun by another tab under a key of its own, and charged once (P10)", async () => {
    const payer = await declined();
    await nothingLeft(payer);
    await crash(payer, uuidv7());
    expect((await pay(payer, 2, "tok_success")).status).toBe(201);
    await becomes(payer, PAID);
    expect(await movementKinds(payer.orderId)).toEqual(["authorize", "capture"]);
  });

  test("ends with its order where nobody asks again, and frees the seats whatever its fence (P3, O13)", async () => {
    const payer = await declined({ limits: { paymentTtlMs: 3_000 } });
    await nothingLeft(payer);
    await crash(payer, uuidv7());
    await becomes(payer, { status: "CANCELLED", reason: "card-declined", payment: { attempt: 1 } }, 15_000);
    await expect
      .poll(async () => (await seatStates(payer.buyer, payer.eventId)).seats, { timeout: 5_000 })
      .toEqual([]);
    expect(await movementKinds(payer.orderId)).toEqual([]);
  });
});

test("an attempt whose claim was taken over is not begun: whoever has the claim begins it, and answers for it", async () => {
  const payer = await declined();
  await nothingLeft(payer);
  const key = uuidv7();
  const database = Object.getPrototypeOf(env.DB) as D1Database;
  vi.spyOn(database, "batch").mockImplementationOnce(async function (this: D1Database, statements) {
    const takeOver = this.prepare("UPDATE idempotency_records SET claim_token = 'other' WHERE key = ?");
    await takeOver.bind(key).run();
    return this.batch(statements);
  });
  expect((await pay(payer, 2, "tok_success", key)).status).toBe(409);
  expect(await readOrder(payer.buyer, payer.orderId)).toMatchObject({ payment: { attempt: 1 } });
  await env.DB.prepare("UPDATE idempotency_records SET lease_until = 0 WHERE key = ?").bind(key).run();
  const begun = await pay(payer, 2, "tok_success", key);
  expect(begun.status).toBe(201);
  await becomes(payer, PAID);
  expect((await pay(payer, 2, "tok_success", key)).text).toBe(begun.text);
  expect(await movementKinds(payer.orderId)).toEqual(["authorize", "capture"]);
});
