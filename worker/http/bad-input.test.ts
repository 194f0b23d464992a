// Whatever is sent, the answer is problem details with a stable code, and nobody loses a seat or a hold by it.
// What the moment or another buyer makes wrong is in bad-moment.test.ts.

import { uuidv7 } from "uuidv7";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import type { ProblemCode } from "../../shared/contracts/problems.ts";
import { MAX_SEATS } from "../../shared/domain/seat.ts";
import { codeOf, countRows, orderBody } from "../testing/baskets.ts";
import { hold, seatStates } from "../testing/buying.ts";
import { Client, type Answer } from "../testing/client.ts";
import { publish } from "../testing/events.ts";
import { MAX_BODY_BYTES } from "./guards.ts";

const JSON_TYPE = { "content-type": "application/json" };
const THEATRE_SEATS = 1_186;

/** One buyer with one hold, which every refusal must leave as it is. */
const world = { client: new Client(), eventId: "", holdId: "", before: "", holds: "", orders: "/api/orders" };

const state = async (): Promise<string> => {
  const { seats, seq } = await seatStates(world.client, world.eventId);
  const { status, heldUntil } = await readHold();
  return JSON.stringify({
    seats,
    seq,
    status,
    heldUntil,
    orders: await countRows("orders", "event_id", world.eventId),
  });
};

async function readHold(): Promise<{ status: string; heldUntil: number }> {
  const { text } = await world.client.get(`${world.holds}/${world.holdId}`);
  return JSON.parse(text);
}

beforeAll(async () => {
  world.eventId = await publish();
  world.holds = `/api/events/${world.eventId}/holds`;
  world.holdId = (await hold(world.client, world.eventId, [1, 2])).holdId;
  world.before = await state();
});

async function nothingLost(): Promise<void> {
  expect(await state()).toBe(world.before);
}

afterEach(nothingLost);

async function send(method: string, path: string, init: RequestInit = {}): Promise<Answer> {
  const response = await world.client.raw(path, { method, ...init });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** A body whose length nobody says. */
function chunked(text: string): RequestInit {
  const bytes = new TextEncoder().encode(text);
  const body = new ReadableStream({
    start(controller) {
      for (let at = 0; at < bytes.length; at += 1_000) controller.enqueue(bytes.slice(at, at + 1_000));
      controller.close();
    },
  });
  const init: RequestInit & { duplex: "half" } = { body, duplex: "half" };
  return init;
}

const nest = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);

describe("a body that is no request", () => {
  test.each([
    ["nothing", ""],
    ["cut short", '{"holdId":'],
    ["not JSON", "holdId=1&seats=2"],
    ["two values", "{} {}"],
    ["bytes that are no UTF-8", new Uint8Array([0x7b, 0xff, 0xfe, 0x7d])],
  ])("%s is malformed", async (_, body) => {
    for (const path of [world.holds, world.orders])
      expect(codeOf(await send("POST", path, { body, headers: JSON_TYPE }))).toBe("malformed-request");
  });

  test.each([
    ["null", "null"],
    ["a number", "7"],
    ["an array", "[]"],
    ["an object without members", "{}"],
    ["thirty thousand arrays deep", nest(30_000)],
    ["deep in a member", `{"holdId":"${uuidv7()}","seats":${nest(30_000)}}`],
    ["an array of thousands", `{"holdId":"${uuidv7()}","seats":[${"-1,".repeat(20_000)}0]}`],
    ["a prototype", `{"holdId":"${uuidv7()}","seats":[3],"__proto__":{"admin":true}}`],
  ])("%s is not valid input", async (_, body) => {
    for (const path of [world.holds, world.orders]) {
      const answer = await send("POST", path, { body, headers: JSON_TYPE });
      expect(codeOf(answer)).toBe("invalid-input");
      expect(answer.text.length).toBeLessThan(10_000);
    }
  });

  test("thousands of unknown members are refused in few words", async () => {
    const unknown = Object.fromEntries(Array.from({ length: 2_000 }, (_, i) => [`member${i}`, i]));
    const answer = await world.client.post(world.holds, { holdId: uuidv7(), seats: [3], ...unknown });
    expect(codeOf(answer)).toBe("invalid-input");
    expect(answer.text.length).toBeLessThan(2_000);
  });

  test("more than MAX_BODY_BYTES is too large, whether its length is told or not; just that much is read", async () => {
    const text = JSON.stringify({ text: "" });
    const body = text.replace('""', `"${"x".repeat(MAX_BODY_BYTES - text.length + 1)}"`);
    for (const path of [world.holds, world.orders, "/api/payments/webhooks/sandbox"]) {
      expect(codeOf(await send("POST", path, { body, headers: JSON_TYPE }))).toBe("too-large");
      expect(codeOf(await send("POST", path, { ...chunked(body), headers: JSON_TYPE }))).toBe("too-large");
    }
    const fits = body.replace("x", "");
    expect(codeOf(await send("POST", world.holds, { body: fits, headers: JSON_TYPE }))).toBe("invalid-input");
    expect(codeOf(await send("POST", world.holds, { ...chunked(fits), headers: JSON_TYPE }))).toBe(
      "invalid-input",
    );
  });

  test.each([
    ["text/plain", { "content-type": "text/plain" }],
    ["a form", { "content-type": "application/x-www-form-urlencoded" }],
    ["multipart", { "content-type": "multipart/form-data; boundary=x" }],
    ["another JSON", { "content-type": "application/json5" }],
    ["JSON in a parameter", { "content-type": "text/plain; application/json" }],
  ])("%s is not read", async (_, headers) => {
    const body = JSON.stringify({ holdId: uuidv7(), seats: [3] });
    for (const path of [world.holds, world.orders, "/api/payments/webhooks/sandbox"])
      expect(codeOf(await send("POST", path, { body, headers }))).toBe("json-only");
  });

  test("a body that does not say what it is is not read, of whatever length", async () => {
    const body = JSON.stringify({ holdId: uuidv7(), seats: [3] });
    for (const path of [world.holds, world.orders, "/api/payments/webhooks/sandbox"]) {
      expect(codeOf(await send("POST", path, chunked(body)))).toBe("json-only");
      expect(codeOf(await send("POST", path, { body: new TextEncoder().encode(body) }))).toBe("json-only");
    }
  });
});

describe("seats", () => {
  test.each<[string, unknown, ProblemCode]>([
    ["none", [], "invalid-input"],
    ["below zero", [-1], "invalid-input"],
    ["a fraction", [1.5], "invalid-input"],
    ["a text", ["3"], "invalid-input"],
    ["null", [null], "invalid-input"],
    ["no array", 3, "invalid-input"],
    ["beyond any chart", [MAX_SEATS], "invalid-input"],
    ["too many for any event", Array.from({ length: 51 }, (_, i) => i + 10), "invalid-input"],
    ["the first one beyond this chart", [3, THEATRE_SEATS], "seat-out-of-range"],
    ["the last index of all", [MAX_SEATS - 1], "seat-out-of-range"],
    ["one twice", [3, 4, 3], "seat-repeated"],
    ["nine", Array.from({ length: 9 }, (_, i) => i + 10), "too-many-seats"],
    ["my own again", [2, 3], "seats-taken"],
  ])("%s", async (_, seats, code) => {
    expect(codeOf(await world.client.post(world.holds, { holdId: uuidv7(), seats }))).toBe(code);
  });

  test("1e999 is no seat", async () => {
    const body = `{"holdId":"${uuidv7()}","seats":[1e999]}`;
    expect(codeOf(await send("POST", world.holds, { body, headers: JSON_TYPE }))).toBe("invalid-input");
  });
});

describe("ids and members", () => {
  test.each([
    "1",
    "null",
    "%00",
    "%E0%A4%A",
    uuidv7().toUpperCase(),
    `${uuidv7()}'--`,
    "00000000-0000-0000-0000-000000000000",
  ])("%s is no id", async (id) => {
    for (const path of [
      `/api/events/${id}`,
      `/api/events/${id}/seats`,
      `${world.holds}/${id}`,
      `/api/orders/${id}`,
    ])
      expect(codeOf(await send("GET", path))).toBe("invalid-input");
    expect(codeOf(await world.client.post(world.holds, { holdId: id, seats: [3] }))).toBe("invalid-input");
    expect(codeOf(await world.client.post(`${world.holds}/${id}/extend`, undefined))).toBe("invalid-input");
  });

  test.each<[string, (body: ReturnType<typeof orderBody>) => object]>([
    ["an unknown member", (b) => ({ ...b, discount: 100 })],
    ["a price", (b) => ({ ...b, totalMinor: 1 })],
    [
      "an unknown member inside",
      (b) => ({ ...b, payment: { ...b.payment, cardNumber: "4242424242424242" } }),
    ],
    ["an unknown provider", (b) => ({ ...b, payment: { ...b.payment, provider: "paypal" } })],
    ["a token with spaces", (b) => ({ ...b, payment: { ...b.payment, token: "tok success" } })],
    ["no address", (b) => ({ ...b, buyer: { ...b.buyer, email: "sky" } })],
    ["two addresses", (b) => ({ ...b, buyer: { ...b.buyer, email: "a@b.co,c@d.co" } })],
    ["a name of blanks", (b) => ({ ...b, buyer: { ...b.buyer, name: "  " } })],
    ["a name of two lines", (b) => ({ ...b, buyer: { ...b.buyer, name: "a\r\nBcc: b@example.com" } })],
    ["a name with a NUL", (b) => ({ ...b, buyer: { ...b.buyer, name: "a\u0000b" } })],
    ["a name with half a character", (b) => ({ ...b, buyer: { ...b.buyer, name: "a\ud800" } })],
  ])("an order with %s is refused", async (_, change) => {
    const body = change(orderBody(world.eventId, world.holdId));
    const answer = await world.client.post(world.orders, body, { "idempotency-key": uuidv7() });
    expect(codeOf(answer)).toBe("invalid-input");
  });

  test("a hold with an unknown member is refused", async () => {
    const body = { holdId: uuidv7(), seats: [3], buyerId: uuidv7() };
    expect(codeOf(await world.client.post(world.holds, body))).toBe("invalid-input");
  });

  test.each(["x", "1_2", `99999999999999999_${uuidv7()}`])("%s is no place in my orders", async (before) => {
    expect(codeOf(await send("GET", `/api/orders?before=${before}`))).toBe("invalid-input");
  });
});
