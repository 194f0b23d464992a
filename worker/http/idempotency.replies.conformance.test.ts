// docs/idempotency.md, rule by rule: what the first request, its repeats and requests at the same moment are told.

import { env } from "cloudflare:workers";
import { uuidv7 } from "uuidv7";
import { afterAll, describe, expect, test, vi } from "vitest";
import { orderViewSchema } from "../../shared/contracts/orders.schema.ts";
import type { Refused } from "../../shared/contracts/to-problem.ts";
import { problemSchema } from "../../shared/contracts/problem.schema.ts";
import { codeOf, fillBasket, orderBody, placeBasket, quiesce, type Basket } from "../testing/baskets.ts";
import { readOrder } from "../testing/buying.ts";
import { json, type Answer } from "../testing/client.ts";
import { claim, recordCount, routeOf, written } from "../testing/idempotency.ts";
import { movements } from "../testing/provider-ledger.ts";
import { RefusalError, type AnyRefusal } from "./problem.ts";

const SETTLED = { timeout: 15_000, interval: 50 };
const CROWD = 200;

const replayed = (answer: Answer): string | null => answer.headers.get("idempotency-replayed");

/** A route refused with `refusal` the first time and done the second, and how often it did its work. */
function refusedOnce(refusal: AnyRefusal): { times: () => number; send: ReturnType<typeof routeOf> } {
  let times = 0;
  const send = routeOf(async () => {
    times += 1;
    if (times === 1) throw new RefusalError(refusal);
    return { reply: { status: 201, body: "{}" }, stored: false };
  });
  return { times: () => times, send };
}

type Told = readonly [code: AnyRefusal["code"], status: number, retryAfter: string | null];

/** What is told of each refusal, none of which may be kept: the next attempt does the work. */
function passing(...codes: readonly Refused["code"][]): Promise<readonly Told[]> {
  return Promise.all(
    codes.map(async (code) => {
      const { times, send } = refusedOnce({ code });
      const key = uuidv7();
      const first = await send(key);
      expect(await recordCount(key), code).toBe(0);
      expect([(await send(key)).status, times()], code).toEqual([201, 2]);
      const problem = problemSchema.parse(await first.json());
      return [problem.code, first.status, first.headers.get("retry-after")] as const;
    }),
  );
}

/** `CROWD` requests at one moment, the baskets taking turns. */
function crowd(key: string, ...baskets: readonly [Basket, ...Basket[]]): Promise<readonly Answer[]> {
  return Promise.all(
    Array.from({ length: CROWD }, (_, i) => placeBasket(baskets[i % baskets.length] ?? baskets[0], key)),
  );
}

/** Of the answers to one payload: at most one fresh 201, others replayed alike, and 409 with a time to come back. */
function freshOf(answers: readonly Answer[]): readonly Answer[] {
  const done = answers.filter((a) => a.status === 201);
  expect(new Set(done.map((a) => a.text)).size).toBeLessThanOrEqual(1);
  expect(done.map(replayed).filter((mark) => mark !== null && mark !== "true")).toEqual([]);
  for (const answer of answers.filter((a) => a.status !== 201)) {
    expect([answer.status, codeOf(answer)]).toEqual([409, "request-in-flight"]);
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
  }
  return done.filter((a) => replayed(a) === null);
}

/** The PAYMENT_REQUEST messages of the order, sent or to be sent. */
async function paymentRequests(orderId: string): Promise<readonly unknown[]> {
  const prefix = `${orderId}:PAYMENT_REQUEST`;
  const { results } = await env.DB.prepare(
    `SELECT id FROM outbox WHERE id BETWEEN ?1 AND ?2
      UNION SELECT message_id FROM inbox WHERE message_id BETWEEN ?1 AND ?2`,
  )
    .bind(`${prefix}:`, `${prefix};`)
    .all();
  return results;
}

/** One order with one seat, one payment, one attempt, one PAYMENT_REQUEST; charged once by the provider's books. */
async function chargedOnce(basket: Basket, orderId: string): Promise<void> {
  expect(await written(basket)).toEqual([1, 1, 1, 1]);
  expect(await paymentRequests(orderId)).toHaveLength(1);
  await vi.waitFor(
    async () => expect((await readOrder(basket.client, orderId)).payment.status).toBe("CAPTURED"),
    SETTLED,
  );
  expect((await movements(orderId)).map(({ kind }) => kind)).toEqual(["authorize", "capture"]);
  expect(await paymentRequests(orderId)).toHaveLength(1);
}

afterAll(quiesce);

describe("the first request and its repeats", () => {
  test("I13 a key not seen before is carried out, and its answer is not marked as replayed", async () => {
    const basket = await fillBasket();
    const key = uuidv7();
    const first = await placeBasket(basket, key);
    expect([first.status, replayed(first)]).toEqual([201, null]);
    expect(json(first, orderViewSchema)).toMatchObject({ holdId: basket.body.holdId, status: "PENDING" });
    expect([await recordCount(key), await written(basket)]).toEqual([1, [1, 1, 1, 1]]);
  });

  test("I14 a repeat gets the first status, headers and bytes, marked, whatever has become of the order", async () => {
    const basket = await fillBasket();
    const key = uuidv7();
    const first = await placeBasket(basket, key);
    const { orderId } = json(first, orderViewSchema);
    await vi.waitFor(
      async () => expect((await readOrder(basket.client, orderId)).status).toBe("CONFIRMED"),
      SETTLED,
    );
    const again = await placeBasket(basket, key);
    expect([again.status, again.text, replayed(again)]).toEqual([first.status, first.text, "true"]);
    const headersOf = ({ headers }: Answer): unknown =>
      [...headers].filter(([name]) => name !== "idempotency-replayed");
    expect(headersOf(again)).toEqual(headersOf(first));
    expect(again.headers.get("content-type")).toBe("application/json");
  });

  test("I15 a refusal that would come again is kept as well, in the language it was first given in", async () => {
    const { client, body } = await fillBasket();
    const wrong = { ...body, holdId: uuidv7() };
    const send = (key: string, language: string): Promise<Answer> =>
      client.post("/api/orders", wrong, { "idempotency-key": key, "accept-language": language });
    const key = uuidv7();
    const first = await send(key, "ko");
    expect([first.status, codeOf(first), replayed(first)]).toEqual([404, "hold-not-found", null]);
    const again = await send(key, "en");
    expect([again.status, again.text, replayed(again)]).toEqual([404, first.text, "true"]);
    expect([codeOf(again), await recordCount(key)]).toEqual(["hold-not-found", 1]);
  });

  test("I16 after a refusal that is kept the corrected request needs a new key", async () => {
    const basket = await fillBasket();
    const key = uuidv7();
    const wrong = { ...basket, body: { ...basket.body, holdId: uuidv7() } };
    expect(codeOf(await placeBasket(wrong, key))).toBe("hold-not-found");
    expect(codeOf(await placeBasket(basket, key))).toBe("idempotency-key-reused");
    expect((await placeBasket(basket, uuidv7())).status).toBe(201);
  });

  test("I17 input that is not valid is refused before the key is taken, which serves the corrected request", async () => {
    const basket = await fillBasket();
    const key = uuidv7();
    const wrong = { ...basket, body: { ...basket.body, buyer: { name: "", email: "sky" } } };
    expect(codeOf(await placeBasket(wrong, key))).toBe("invalid-input");
    expect(await recordCount(key)).toBe(0);
    const answer = await placeBasket(basket, key);
    expect([answer.status, replayed(answer)]).toEqual([201, null]);
  });

  test("I18 refusals that depend on who asks or how often (401, 403, 429) are not kept", async () => {
    expect(await passing("unauthorized", "cross-site", "too-many-requests")).toEqual([
      ["unauthorized", 401, null],
      ["cross-site", 403, null],
      ["too-many-requests", 429, "5"],
    ]);
  });

  test("I19 failures of ours (5xx) are not kept: the next attempt does the work", async () => {
    expect(await passing("internal", "unavailable", "event-not-configured")).toEqual([
      ["internal", 500, null],
      ["unavailable", 503, "1"],
      ["event-not-configured", 503, "1"],
    ]);
    let times = 0;
    const send = routeOf(async () => {
      times += 1;
      if (times === 1) throw new Error("the database is away");
      return { reply: { status: 201, body: "{}" }, stored: false };
    });
    const key = uuidv7();
    expect([(await send(key)).status, (await send(key)).status]).toEqual([500, 201]);
  });
});

describe("requests at the same moment", () => {
  test("I20 while the first is under way its repeat is 409, says when to come back, and is not kept", async () => {
    const basket = await fillBasket();
    const key = uuidv7();
    await claim(basket, { key, token: "elsewhere", now: Date.now() });
    const answer = await placeBasket(basket, key);
    expect([answer.status, codeOf(answer)]).toEqual([409, "request-in-flight"]);
    expect(answer.headers.get("retry-after")).toBe("1");
    expect(answer.headers.get("link")).toBe('</docs>; rel="describedby"; type="text/html"');
    expect(await written(basket)).toEqual([0, 0, 0, 0]);
    expect(await passing("request-in-flight")).toEqual([["request-in-flight", 409, "1"]]);
  });

  test("I21 another payload is 422 even while the first is under way", async () => {
    const basket = await fillBasket();
    const key = uuidv7();
    await claim(basket, { key, token: "elsewhere", now: Date.now() });
    const other = { ...basket, body: { ...basket.body, holdId: uuidv7() } };
    expect(codeOf(await placeBasket(other, key))).toBe("idempotency-key-reused");
  });

  test("I22 two hundred at once make one order and one charge; whoever is told 409 gets the same bytes later", async () => {
    const basket = await fillBasket();
    const key = uuidv7();
    const answers = await crowd(key, basket);
    const [fresh, ...more] = freshOf(answers);
    expect([fresh?.status, more.length]).toEqual([201, 0]);
    const told = answers.filter((a) => a.status === 409);
    const later = await Promise.all(told.map(() => placeBasket(basket, key)));
    expect(later.filter((a) => a.status !== 201 || a.text !== fresh?.text || replayed(a) !== "true")).toEqual(
      [],
    );
    await chargedOnce(basket, json(fresh as Answer, orderViewSchema).orderId);
  });

  test("I23 of two payloads at once one is carried out once, and every request with the other is 422", async () => {
    const basket = await fillBasket();
    const { eventId, holdId } = basket.body;
    const baskets = [basket, { ...basket, body: orderBody(eventId, holdId, "tok_slow") }] as const;
    const answers = await crowd(uuidv7(), ...baskets);
    const byPayload = baskets.map((_, turn) => answers.filter((__, i) => i % baskets.length === turn));
    const winner = byPayload.findIndex((group) => group.some((a) => a.status === 201));
    const [fresh, ...more] = freshOf(byPayload[winner] ?? []);
    expect([fresh?.status, more.length]).toEqual([201, 0]);
    const losers = byPayload[1 - winner] ?? [];
    expect(losers.map(codeOf)).toEqual(Array.from(losers, () => "idempotency-key-reused"));
    await chargedOnce(basket, json(fresh as Answer, orderViewSchema).orderId);
  });
});
