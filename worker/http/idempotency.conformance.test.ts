// docs/idempotency.md, rule by rule: the key, whom it belongs to, and what counts as the same request.

import { env } from "cloudflare:workers";
import { uuidv7 } from "uuidv7";
import { afterAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { orderViewSchema } from "../../shared/contracts/orders.schema.ts";
import {
  codeOf,
  countRows,
  fillBasket,
  orderBody,
  placeBasket,
  quiesce,
  type Basket,
} from "../testing/baskets.ts";
import { Client, json, type Answer } from "../testing/client.ts";
import { recordCount, routeOf } from "../testing/idempotency.ts";
import { fingerprintOf } from "./idempotency.ts";
import { RETENTION_MS } from "./idempotency.store.ts";

const DAY_MS = 86_400_000;
const LINK = '</docs>; rel="describedby"; type="text/html"';

/** The whole of visible ASCII but the two that a structured-field string escapes. */
const EVERY_CHARACTER = String.fromCharCode(...Array.from({ length: 94 }, (_, i) => 0x21 + i)).replaceAll(
  /["\\]/g,
  "",
);

const GOOD_KEYS = ["k", '"k"', "k".repeat(255), `"${"k".repeat(255)}"`, EVERY_CHARACTER, uuidv7()];

/** What each is, and it. */
const MALFORMED_KEYS: readonly (readonly [string, string])[] = [
  ["too long", "k".repeat(256)],
  ["too long in quotes", `"${"k".repeat(256)}"`],
  ["empty quotes", '""'],
  ["one quote", '"key'],
  ["a control character", "a\tb"],
  ["a space", "a b"],
  ["a space in quotes", '"a b"'],
  ["an escaped quote", String.raw`"a\"b"`],
  ["an escaped backslash", String.raw`"a\\b"`],
  ["beyond ASCII", "schlüssel"],
  ["Hangul", '"열쇠"'],
  ["a no-break space around it", "\u00a0key\u00a0"],
  ["nothing but a no-break space", "\u00a0"],
  ["a list", '"a", "b"'],
  ["parameters", '"key";v=1'],
];

/** POST /api/orders with this very text for its body. */
async function placeText(client: Client, text: string, key: string): Promise<Answer> {
  const headers = { "content-type": "application/json", "idempotency-key": key };
  const response = await client.raw("/api/orders", { method: "POST", headers, body: text });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** All the records there are. */
const records = (): Promise<number | null> =>
  env.DB.prepare("SELECT count(*) AS n FROM idempotency_records").first<number>("n");

/** A refusal's status, code and link. */
function refusalOf(answer: Answer): readonly unknown[] {
  return [answer.status, codeOf(answer), answer.headers.get("link")];
}

afterAll(quiesce);

describe("the key", () => {
  test("I1 without a key the answer is 400 with a link to the documentation, and nothing is ordered", async () => {
    const { client, body } = await fillBasket();
    const headless: Record<string, string>[] = [{}, { "idempotency-key": "" }, { "idempotency-key": " \t " }];
    for (const headers of headless) {
      const answer = await client.post("/api/orders", body, headers);
      expect(refusalOf(answer)).toEqual([400, "idempotency-key-missing", LINK]);
    }
    expect(await countRows("orders", "hold_id", body.holdId)).toBe(0);
  });

  test("I2 a structured-field string of up to 255 characters is a key, and is the same key without its quotes", async () => {
    const basket = await fillBasket();
    const key = uuidv7().padEnd(255, EVERY_CHARACTER);
    const first = await placeBasket(basket, `"${key}"`);
    expect(first.status).toBe(201);
    const again = await placeBasket(basket, key);
    expect([again.status, again.headers.get("idempotency-replayed")]).toEqual([201, "true"]);
    expect(await recordCount(key)).toBe(1);
  });

  test("I3 anything else is malformed: 400, never looked up; escapes, spaces and parameters too", async () => {
    const before = await records();
    for (const [what, key] of MALFORMED_KEYS) {
      const answer = await placeBasket({ client: new Client(), body: orderBody(uuidv7(), uuidv7()) }, key);
      expect(refusalOf(answer), what).toEqual([400, "idempotency-key-malformed", LINK]);
    }
    expect(await records()).toBe(before);
  });

  test("I4 two key headers are malformed, also where they agree", async () => {
    const { client, body } = await fillBasket();
    for (const key of ["a", '"a"']) {
      for (const second of [key, '"b"']) {
        const headers = new Headers({ "content-type": "application/json" });
        for (const each of [key, second]) headers.append("idempotency-key", each);
        const init = { method: "POST", headers, body: JSON.stringify(body) };
        const problem: unknown = await (await client.raw("/api/orders", init)).json();
        expect(problem).toMatchObject({ status: 400, code: "idempotency-key-malformed" });
      }
    }
  });

  test("I5 its format and how long it is kept are published, and the format is the one that is enforced", async () => {
    const { text } = await new Client().get("/openapi.json");
    const parameter = z.object({
      name: z.literal("idempotency-key"),
      required: z.literal(true),
      schema: z.object({ pattern: z.string(), description: z.string() }),
    });
    const order = z.object({ parameters: z.tuple([parameter]) });
    const document = z.object({ paths: z.object({ "/api/orders": z.object({ post: order }) }) });
    const [{ schema }] = document.parse(JSON.parse(text)).paths["/api/orders"].post.parameters;
    const pattern = new RegExp(schema.pattern, "u");
    expect(GOOD_KEYS.filter((key) => !pattern.test(key))).toEqual([]);
    expect(MALFORMED_KEYS.filter(([, key]) => pattern.test(key))).toEqual([]);
    expect(schema.description).toContain(`${RETENTION_MS / DAY_MS} days`);
    const nobody = { client: new Client(), body: orderBody(uuidv7(), uuidv7()) };
    for (const key of GOOD_KEYS) expect(codeOf(await placeBasket(nobody, key))).toBe("event-not-found");
  });

  test("I6 keys are compared letter by letter, and are never read as SQL or as a pattern", async () => {
    const basket = await fillBasket();
    const key = `key-${uuidv7()}`;
    expect((await placeBasket(basket, key)).status).toBe(201);
    const others = [key.toUpperCase(), "%", key.replaceAll("-", "_"), "x')/**/OR/**/1=1--", `${key};--`];
    for (const other of others) {
      const answer = await placeBasket(basket, other);
      expect([codeOf(answer), answer.headers.get("idempotency-replayed")], other).toEqual([
        "hold-paying",
        null,
      ]);
      expect(await recordCount(other)).toBe(1);
    }
  });

  test("I7 another buyer's same key is another key, and tells nothing of the first", async () => {
    const key = uuidv7();
    const [mine, yours] = [await fillBasket(), await fillBasket()];
    const first = json(await placeBasket(mine, key), orderViewSchema);
    const spy = await placeBasket({ client: new Client(), body: mine.body }, key);
    expect([codeOf(spy), spy.headers.get("idempotency-replayed")]).toEqual(["hold-not-found", null]);
    const second = json(await placeBasket(yours, key), orderViewSchema);
    expect([first.holdId, second.holdId]).toEqual([mine.body.holdId, yours.body.holdId]);
    expect(second.orderId).not.toBe(first.orderId);
  });

  test("I8 the same key on another route is another key", async () => {
    const key = uuidv7();
    for (const route of ["POST /one", "POST /two"]) {
      const reply = { status: 201, body: JSON.stringify({ route }) };
      const answer = await routeOf(async () => ({ reply, stored: false }), route)(key);
      expect([await answer.text(), answer.headers.get("idempotency-replayed")]).toEqual([reply.body, null]);
    }
    expect(await recordCount(key)).toBe(2);
  });

  test("I9 where it is not asked for, as at GET and DELETE and where the body has an id, it is not read", async () => {
    for (const key of [uuidv7(), "not a key"]) {
      const { client, body } = await fillBasket();
      const holds = `/api/events/${body.eventId}/holds`;
      const headers = { "idempotency-key": key };
      const answers = [
        await client.get("/api/orders", headers),
        await client.post(holds, { holdId: body.holdId, seats: [1] }, headers),
        await client.send("DELETE", `${holds}/${body.holdId}`, undefined, headers),
        await client.send("DELETE", `${holds}/${body.holdId}`, undefined, headers),
      ];
      for (const answer of answers) expect(answer.headers.get("idempotency-replayed")).toBeNull();
      expect(answers.filter(({ status }) => status >= 400)).toEqual([]);
      expect(await recordCount(key)).toBe(0);
    }
  });
});

describe("what counts as the same request", () => {
  test("I10 one value written in two ways is one payload", async () => {
    const basket = await fillBasket();
    const { payment, buyer, holdId, eventId } = basket.body;
    const key = uuidv7();
    const first = await placeBasket(basket, key);
    expect(first.status).toBe(201);
    const turned = { payment: { token: payment.token, provider: payment.provider }, buyer, holdId, eventId };
    const text = JSON.stringify(basket.body);
    const same = [
      JSON.stringify(turned),
      JSON.stringify(basket.body, undefined, 2),
      text.replace("김", String.raw`\uae40`),
      text.replace(buyer.name, `  ${buyer.name} `), // what is ordered has the blanks taken off
      text.replace("{", '{"holdId":"of two members with one name the last counts",'),
    ];
    for (const other of same) {
      const answer = await placeText(basket.client, other, key);
      expect([answer.status, answer.text], other).toEqual([201, first.text]);
    }
  });

  test("I11 another payload is 422 with a link to the documentation, and the first order stands", async () => {
    const basket = await fillBasket();
    const key = uuidv7();
    const first = await placeBasket(basket, key);
    const { body } = basket;
    const others: Basket["body"][] = [
      { ...body, payment: { ...body.payment, token: "tok_declined" } },
      { ...body, buyer: { ...body.buyer, name: body.buyer.name.normalize("NFD") } }, // equal only to the eye
      { ...body, holdId: uuidv7() },
      { ...body, eventId: uuidv7() },
    ];
    for (const other of others) {
      const answer = await placeBasket({ ...basket, body: other }, key);
      expect(refusalOf(answer)).toEqual([422, "idempotency-key-reused", LINK]);
      expect(answer.headers.get("idempotency-replayed")).toBeNull();
    }
    expect((await placeBasket(basket, key)).text).toBe(first.text);
    expect(await countRows("orders", "hold_id", body.holdId)).toBe(1);
  });

  test("I12 the fingerprint knows numbers by value, members by name and elements by place", async () => {
    const prints = (...texts: string[]): Promise<string[]> =>
      Promise.all(texts.map((text) => fingerprintOf(JSON.parse(text))));
    const same = await prints(
      '{"a":1,"b":{"c":[1,2],"d":null}}',
      '{"b":{"d":null,"c":[1.0,2e0]},"a":1.0}',
      '{"a":7,"a":1,"b":{"c":[1,2],"d":null}}',
    );
    const others = await prints(
      '{"a":1,"b":{"c":[2,1],"d":null}}',
      '{"a":"1","b":{"c":[1,2],"d":null}}',
      '{"a":1,"b":{"c":[1,2]}}',
      '{"a":1,"b":{"c":[1,2],"d":null},"__proto__":{"e":1}}',
      '{"a":1,"b":{"c":[1,2],"D":null}}',
    );
    expect(new Set(same).size).toBe(1);
    expect(new Set([...same, ...others]).size).toBe(1 + others.length);
  });
});
