// Webhooks at the public door: who is believed, and how little. A webhook only makes us ask the provider, once.

import { createHmac } from "node:crypto";
import { createExecutionContext, createScheduledController, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { uuidv7 } from "uuidv7";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { orderViewSchema, type OrderView } from "../../shared/contracts/orders.schema.ts";
import worker from "../index.ts";
import { codeOf, fillBasket, orderBody, placeBasket, quiesce } from "../testing/baskets.ts";
import { readOrder } from "../testing/buying.ts";
import { Client, json, type Answer } from "../testing/client.ts";
import { setOrder } from "../testing/late-money.ts";

const PATH = "/api/payments/webhooks/sandbox";
const MINUTE_MS = 60_000;

interface Webhook {
  readonly key: string;
  readonly id: string;
  readonly at?: number;
  readonly secret?: string;
  readonly body?: string;
  /** instead of the signature that the rest would have */
  readonly signature?: string;
}

/** Delivers a webhook that claims `authorized`, signed as the company signs. */
function deliver({
  key,
  id,
  at = Date.now(),
  secret = env.SANDBOX_SECRET,
  body,
  signature,
}: Webhook): Promise<Answer> {
  const data = { id: "sbx_1", key, status: "authorized" };
  const text = body ?? JSON.stringify({ type: "payment.authorized", data });
  const timestamp = String(Math.floor(at / 1_000));
  const signed = createHmac("sha256", secret).update(`${id}.${timestamp}.${text}`).digest("base64");
  const headers = {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": signature ?? `v1,${signed}`,
  };
  // The client sends JSON of what it is given: the very text that was signed.
  return new Client().post(PATH, JSON.parse(text), headers);
}

/** One order that waits for its buyer at the bank, so that nothing but a webhook can move it. */
const world = { client: new Client(), orderId: "", key: "" };

const view = (): Promise<OrderView> => readOrder(world.client, world.orderId);

/** Checks that webhooks have caused: those done, and those still to be. */
async function checks(): Promise<readonly (number | null)[]> {
  const prefix = `${world.orderId}:PAYMENT_HINT:sandbox:`;
  const count = (table: string, column: string): Promise<number | null> =>
    env.DB.prepare(`SELECT count(*) AS n FROM ${table} WHERE instr(${column}, ?) = 1`)
      .bind(prefix)
      .first<number>("n");
  return [await count("inbox", "message_id"), await count("outbox", "id")];
}

beforeAll(async () => {
  const basket = await fillBasket();
  world.client = basket.client;
  const body = orderBody(basket.body.eventId, basket.body.holdId, "tok_challenge");
  const placed = json(await placeBasket({ ...basket, body }, uuidv7()), orderViewSchema);
  world.orderId = placed.orderId;
  world.key = `${placed.orderId}:1`;
  await vi.waitUntil(async () => (await view()).payment.redirectUrl !== undefined, { timeout: 9_000 });
  await quiesce();
});

afterEach(() => {
  vi.useRealTimers();
});
afterAll(quiesce);

describe("a webhook that is refused", () => {
  test.each<[string, (hook: Webhook) => Webhook]>([
    ["signed with another secret", (h) => ({ ...h, secret: "another-secret-of-thirty-two-bytes" })],
    ["without a signature that is one", (h) => ({ ...h, signature: "v1,AAAA" })],
    ["with an empty signature", (h) => ({ ...h, signature: "" })],
    ["signed for something else", (h) => ({ ...h, signature: `v1,${btoa("x".repeat(32))}` })],
    ["of six minutes ago", (h) => ({ ...h, at: Date.now() - 6 * MINUTE_MS })],
    ["of six minutes from now", (h) => ({ ...h, at: Date.now() + 6 * MINUTE_MS })],
    ["that says nothing", (h) => ({ ...h, body: "{}" })],
    ["under an id that is too long", (h) => ({ ...h, id: "m".repeat(180) })],
  ])("%s, asks nothing and changes no order", async (_, change) => {
    const [before, asked] = [await view(), await checks()];
    const answer = await deliver(change({ key: world.key, id: uuidv7() }));
    expect([answer.status, codeOf(answer)]).toEqual([400, "webhook-refused"]);
    expect(await checks()).toEqual(asked);
    expect(await view()).toEqual({ ...before, serverTime: expect.any(Number) });
  });

  test("without any header, or for another company, is refused too", async () => {
    expect(codeOf(await new Client().post(PATH, {}))).toBe("webhook-refused");
    expect(codeOf(await new Client().post("/api/payments/webhooks/nobody", {}))).toBe("invalid-input");
  });

  test("does not say why: what was wrong is for our log", async () => {
    const forged = await deliver({ key: world.key, id: uuidv7(), signature: "v1,AAAA" });
    const old = await deliver({ key: world.key, id: uuidv7(), at: Date.now() - 6 * MINUTE_MS });
    expect(forged.text).toBe(old.text);
  });
});

describe("a webhook that is genuine", () => {
  test("makes us ask the company, and is not believed itself", async () => {
    const [done] = await checks();
    expect((await deliver({ key: world.key, id: uuidv7() })).status).toBe(204);
    await vi.waitUntil(async () => (await checks())[0] === (done ?? 0) + 1, { timeout: 4_500 });
    // It claimed `authorized`; the company, asked, says that the buyer has yet to approve.
    expect(await view()).toMatchObject({ status: "PENDING", payment: { status: "REQUESTED" } });
  });

  test("delivered often, at once or later, asks once", async () => {
    const [done] = await checks();
    const hook = { key: world.key, id: uuidv7() };
    const answers = await Promise.all(Array.from({ length: 10 }, () => deliver(hook)));
    // Of two that want to keep it at once one is told to come again: by then it is known.
    expect(answers.map((a) => a.status)).toContain(204);
    for (const answer of answers.filter(({ status }) => status !== 204))
      expect(codeOf(answer)).toBe("unavailable");
    expect((await deliver(hook)).status).toBe(204);
    await vi.waitUntil(async () => (await checks())[0] === (done ?? 0) + 1, { timeout: 4_500 });
    const { version } = await view();
    // Signed anew, as the company does when it tries again.
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 2 * MINUTE_MS });
    expect((await deliver(hook)).status).toBe(204);
    vi.useRealTimers();
    await quiesce();
    expect(await checks()).toEqual([(done ?? 0) + 1, 0]);
    expect((await view()).version).toBe(version);
  });

  test("of our own capture asks nothing, and writes nothing, while that is what the order waits for", async () => {
    const captured = (): Webhook => ({
      key: world.key,
      id: uuidv7(),
      body: JSON.stringify({
        type: "payment.captured",
        data: { id: "sbx_1", key: world.key, status: "captured" },
      }),
    });
    const [done] = await checks();
    await setOrder(world.orderId, "status = 'CONFIRMED'");
    const { version } = await view();
    expect((await deliver(captured())).status).toBe(204);
    expect(await checks()).toEqual([done, 0]);
    expect((await view()).version).toBe(version);
    // Of an order whose seats are not sold it would be news.
    await setOrder(world.orderId, "status = 'PENDING'");
    expect((await deliver(captured())).status).toBe(204);
    await vi.waitUntil(async () => (await checks())[0] === (done ?? 0) + 1, { timeout: 4_500 });
  });

  test("for an attempt that we do not know is taken, and leaves nothing behind", async () => {
    const rows = async (): Promise<unknown> =>
      env.DB.prepare("SELECT (SELECT count(*) FROM outbox) AS o, (SELECT count(*) FROM inbox) AS i").first();
    const before = await rows();
    const answer = await deliver({ key: `${uuidv7()}:1`, id: uuidv7() });
    expect([answer.status, answer.text]).toEqual([204, ""]);
    expect(await rows()).toEqual(before);
  });

  test("under the longest id that is taken becomes a message that a queue can carry and the sweep can read", async () => {
    const [done] = await checks();
    expect((await deliver({ key: world.key, id: "m".repeat(120) })).status).toBe(204);
    await vi.waitUntil(async () => (await checks())[0] === (done ?? 0) + 1, { timeout: 4_500 });
    const ctx = createExecutionContext();
    await worker.scheduled(createScheduledController({ cron: "* * * * *" }), env, ctx);
    await waitOnExecutionContext(ctx);
    expect(await checks()).toEqual([(done ?? 0) + 1, 0]);
    expect(await env.DB.prepare("SELECT count(*) AS n FROM parked_messages").first("n")).toBe(0);
  });
});
