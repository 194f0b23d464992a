// DESIGN §5, the Idempotency-Key, rule by rule. What happens while a claim is open is in idempotency.claims.test.ts.

import { env } from "cloudflare:workers";
import { Hono } from "hono";
import { uuidv7 } from "uuidv7";
import { afterAll, describe, expect, test, vi } from "vitest";
import { orderViewSchema } from "../../shared/contracts/orders.schema.ts";
import { problemSchema } from "../../shared/contracts/problem.schema.ts";
import type { BuyerId } from "../../shared/domain/brand.ts";
import {
  codeOf,
  countRows,
  fillBasket,
  orderBody,
  placeBasket,
  quiesce,
  testDeps,
} from "../testing/baskets.ts";
import { readOrder } from "../testing/buying.ts";
import { Client, json, type Answer } from "../testing/client.ts";
import type { AppEnv } from "./app-env.ts";
import { fingerprintOf, idempotent } from "./idempotency.ts";
import { claimKey } from "./idempotency.store.ts";
import { onError, RefusalError, type AnyRefusal } from "./problem.ts";

const recordCount = (key: string): Promise<number> => countRows("idempotency_records", "key", key);

/** A route whose work is refused with whatever comes next, and how often it was done. */
function refusingApp(refusals: AnyRefusal[]): {
  done: { times: number };
  send: (key: string) => Response | Promise<Response>;
} {
  const done = { times: 0 };
  const app = new Hono<AppEnv>();
  app.onError(onError);
  app.use(async (c, next) => {
    c.set("deps", testDeps());
    c.set("buyerId", "00000000-0000-7000-8000-000000000001" as BuyerId);
    await next();
  });
  app.post("/", (c) =>
    idempotent(c, {
      route: "POST /test",
      payload: {},
      work: async () => {
        done.times += 1;
        const refusal = refusals.shift();
        if (refusal !== undefined) throw new RefusalError(refusal);
        return { reply: { status: 201, body: "{}" }, stored: false };
      },
    }),
  );
  const send = (key: string): Response | Promise<Response> =>
    app.request("/", { method: "POST", headers: { "idempotency-key": key } }, env);
  return { done, send };
}

afterAll(quiesce);

describe("the key", () => {
  test("is required: without it 400, and nothing is ordered", async () => {
    const basket = await fillBasket();
    const headless: Record<string, string>[] = [{}, { "idempotency-key": "" }, { "idempotency-key": "   " }];
    for (const headers of headless) {
      const answer = await basket.client.post("/api/orders", basket.body, headers);
      expect([answer.status, codeOf(answer)]).toEqual([400, "idempotency-key-missing"]);
    }
    expect(await countRows("orders", "hold_id", basket.body.holdId)).toBe(0);
  });

  test.each([
    ["too long", "k".repeat(256)],
    ["too long in quotes", `"${"k".repeat(256)}"`],
    ["empty quotes", '""'],
    ["one quote", '"key'],
    ["a control character", "a\tb"],
    ["a space", "a b"],
    ["an escape", String.raw`"a\"b"`],
    ["Latin-1", "schlüssel"],
    ["two keys in one header", "a, b"],
    ["parameters", '"key";v=1'],
  ])("malformed (%s) is 400", async (_, key) => {
    const answer = await placeBasket({ client: new Client(), body: orderBody(uuidv7(), uuidv7()) }, key);
    expect([answer.status, codeOf(answer)]).toEqual([400, "idempotency-key-malformed"]);
  });

  test("is the same in quotes and bare, up to 255 characters", async () => {
    const basket = await fillBasket();
    const key = uuidv7().padEnd(255, "~");
    const first = await placeBasket(basket, `"${key}"`);
    expect(first.status).toBe(201);
    expect(first.headers.get("idempotency-replayed")).toBeNull();
    const again = await placeBasket(basket, key);
    expect([again.status, again.headers.get("idempotency-replayed")]).toEqual([201, "true"]);
    expect(await recordCount(key)).toBe(1);
  });

  test("has the buyer for its scope: another's same key is another key", async () => {
    const key = uuidv7();
    const [mine, yours] = [await fillBasket(), await fillBasket()];
    const orders = [await placeBasket(mine, key), await placeBasket(yours, key)].map((a) =>
      json(a, orderViewSchema),
    );
    expect(orders.map((o) => o.holdId)).toEqual([mine.body.holdId, yours.body.holdId]);
    expect(orders[0]?.orderId).not.toBe(orders[1]?.orderId);
  });

  test("has the route for its scope: used on another route it is new here", async () => {
    const basket = await fillBasket();
    const key = uuidv7();
    const scope = `${basket.buyerId} POST /api/others`;
    const request = { scope, key, fingerprint: "other", token: "t", now: Date.now() };
    expect(await claimKey(testDeps().db, request)).toMatchObject({ kind: "claimed" });
    expect((await placeBasket(basket, key)).status).toBe(201);
  });
});

describe("once done", () => {
  test("the stored status and body come back byte for byte, whatever has become of the order", async () => {
    const basket = await fillBasket();
    const key = uuidv7();
    const first = await placeBasket(basket, key);
    const { orderId } = json(first, orderViewSchema);
    await vi.waitFor(async () => expect((await readOrder(basket.client, orderId)).status).toBe("CONFIRMED"), {
      timeout: 10_000,
    });
    const again = await placeBasket(basket, key);
    expect([again.status, again.text]).toEqual([first.status, first.text]);
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    for (const name of ["content-type", "cache-control"])
      expect(again.headers.get(name)).toBe(first.headers.get(name));
  });

  test("members in another order are the same payload", async () => {
    const { client, body } = await fillBasket();
    const key = uuidv7();
    const first = await placeBasket({ client, body }, key);
    const { payment, buyer, holdId, eventId } = body;
    const turned = {
      payment: { token: payment.token, provider: payment.provider },
      ...{ buyer: { email: buyer.email, name: buyer.name }, holdId, eventId },
    };
    const again = await placeBasket({ client, body: turned }, key);
    expect([again.status, again.text]).toEqual([201, first.text]);
  });

  test("the fingerprint knows members by name and elements by place", async () => {
    const same = [
      { a: 1, b: { c: [1, 2], d: null } },
      { b: { d: null, c: [1, 2] }, a: 1 },
    ];
    const other = [{ a: 1, b: { c: [2, 1], d: null } }, { a: "1", b: { c: [1, 2], d: null } }, { a: 1 }];
    expect(new Set(await Promise.all(same.map(fingerprintOf))).size).toBe(1);
    expect(new Set(await Promise.all([...same, ...other].map(fingerprintOf))).size).toBe(4);
  });

  test("another payload is 422, and the first order stands", async () => {
    const basket = await fillBasket();
    const key = uuidv7();
    const first = await placeBasket(basket, key);
    const other = { ...basket.body, payment: { ...basket.body.payment, token: "tok_declined" } };
    const answer = await placeBasket({ ...basket, body: other }, key);
    expect([answer.status, codeOf(answer)]).toEqual([422, "idempotency-key-reused"]);
    expect(answer.headers.get("idempotency-replayed")).toBeNull();
    expect((await placeBasket(basket, key)).text).toBe(first.text);
  });

  test("a deterministic refusal is stored and replayed in its first words", async () => {
    const { client, body } = await fillBasket();
    const wrong = { ...body, holdId: uuidv7() };
    const send = (key: string, language: string): Promise<Answer> =>
      client.post("/api/orders", wrong, { "idempotency-key": key, "accept-language": language });
    const key = uuidv7();
    const first = await send(key, "ko");
    expect([first.status, codeOf(first)]).toEqual([404, "hold-not-found"]);
    const again = await send(key, "en");
    expect([again.status, again.text]).toEqual([404, first.text]);
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect(codeOf(again)).toBe("hold-not-found");
  });

  test.each([
    ["unauthorized", 401, null],
    ["cross-site", 403, null],
    ["too-many-requests", 429, "5"],
    ["internal", 500, null],
    ["unavailable", 503, "1"],
    ["event-not-configured", 503, "1"],
    ["request-in-flight", 409, "1"],
  ] as const)(
    "%s passes: not stored, and the next attempt does the work",
    async (code, status, retryAfter) => {
      const { done, send } = refusingApp([{ code }]);
      const key = uuidv7();
      const first = await send(key);
      expect(first.status).toBe(status);
      expect(first.headers.get("retry-after")).toBe(retryAfter);
      expect(problemSchema.parse(await first.json()).code).toBe(code);
      expect(await recordCount(key)).toBe(0);
      expect((await send(key)).status).toBe(201);
      expect(done.times).toBe(2);
    },
  );
});
