// Requests that are well-formed and still cannot be: what is not there, not mine, not now, or not here. Each answer
// is problem details with a stable code, and what others have stays as it is.

import { uuidv7 } from "uuidv7";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import type { EventDefinition } from "../../shared/contracts/catalog.schema.ts";
import type { HoldView } from "../../shared/contracts/holds.schema.ts";
import { holdViewSchema } from "../../shared/contracts/holds.schema.ts";
import { orderListSchema, orderViewSchema } from "../../shared/contracts/orders.schema.ts";
import { problemSchema } from "../../shared/contracts/problem.schema.ts";
import { PROBLEMS } from "../../shared/contracts/problems.ts";
import { codeOf, fillBasket, orderBody, placeBasket, quiesce } from "../testing/baskets.ts";
import { hold, seatStates } from "../testing/buying.ts";
import { Client, json, type Answer } from "../testing/client.ts";
import { eventDefinition, publish } from "../testing/events.ts";

const MINUTE_MS = 60_000;

const placeOrder = (client: Client, eventId: string, holdId: string): Promise<Answer> =>
  placeBasket({ client, body: orderBody(eventId, holdId) }, uuidv7());

const ask = (client: Client, eventId: string, seats: readonly number[], more: object = {}): Promise<Answer> =>
  client.post(`/api/events/${eventId}/holds`, { holdId: uuidv7(), seats, ...more });

interface Held {
  readonly client: Client;
  readonly eventId: string;
  readonly held: HoldView;
  readonly path: string;
}

async function heldSeats(seats: readonly number[], changes: Partial<EventDefinition> = {}): Promise<Held> {
  const client = new Client();
  const eventId = await publish(changes);
  const held = await hold(client, eventId, seats);
  return { client, eventId, held, path: `/api/events/${eventId}/holds/${held.holdId}` };
}

afterEach(() => {
  vi.useRealTimers();
});
afterAll(quiesce);

describe("what is not there", () => {
  test("an unknown event", async () => {
    const client = new Client();
    const [eventId, holdId] = [uuidv7(), uuidv7()];
    const event = `/api/events/${eventId}`;
    for (const path of [event, `${event}/seats`, `${event}/holds/${holdId}`])
      expect(codeOf(await client.get(path))).toBe("event-not-found");
    expect(codeOf(await ask(client, eventId, [1]))).toBe("event-not-found");
    expect(codeOf(await client.post(`${event}/holds/${holdId}/extend`, undefined))).toBe("event-not-found");
    expect(codeOf(await client.send("DELETE", `${event}/holds/${holdId}`))).toBe("event-not-found");
    expect(codeOf(await placeOrder(client, eventId, holdId))).toBe("event-not-found");
  });

  test("an unknown chart, hold and order", async () => {
    const client = new Client();
    const eventId = await publish();
    expect(codeOf(await client.get(`/api/charts/${"0".repeat(64)}`))).toBe("chart-not-found");
    expect(codeOf(await client.get(`/api/events/${eventId}/holds/${uuidv7()}`))).toBe("hold-not-found");
    expect(codeOf(await client.get(`/api/orders/${uuidv7()}`))).toBe("order-not-found");
  });

  test.each(["/api", "/api/nothing", "/api/events/", "/api/orders/1/2", "/nothing", "//api//events"])(
    "the route %s",
    async (path) => {
      const client = new Client();
      for (const method of ["GET", "POST", "DELETE"])
        expect(codeOf(await client.send(method, path))).toBe("not-found");
    },
  );

  test.each([
    ["PUT", "/api/events", "GET"],
    ["DELETE", "/api/orders", "GET, POST"],
    ["POST", `/api/orders/${uuidv7()}`, "GET, DELETE"],
    ["GET", `/api/orders/${uuidv7()}/payments`, "POST"],
    ["PATCH", `/api/events/${uuidv7()}/holds/${uuidv7()}`, "GET, DELETE"],
    ["GET", "/api/payments/webhooks/sandbox", "POST"],
    ["OPTIONS", `/api/events/${uuidv7()}/holds`, "POST"],
  ])("the method %s of %s", async (method, path, allow) => {
    const answer = await new Client().send(method, path);
    expect(codeOf(answer)).toBe("method-not-allowed");
    expect(answer.headers.get("allow")).toBe(allow);
  });
});

describe("what is not mine", () => {
  test("another's hold is not found, whatever I do to it, and stays as it was", async () => {
    const { client, eventId, held, path } = await heldSeats([5, 6]);
    const before = await seatStates(client, eventId);
    const stranger = new Client();
    expect(codeOf(await stranger.get(path))).toBe("hold-not-found");
    expect(codeOf(await stranger.post(`${path}/extend`, undefined))).toBe("hold-not-found");
    expect(codeOf(await stranger.send("DELETE", path))).toBe("hold-not-found");
    expect(codeOf(await placeOrder(stranger, eventId, held.holdId))).toBe("hold-not-found");
    expect(codeOf(await ask(stranger, eventId, [7], { replaces: held.holdId }))).toBe("hold-not-found");
    for (const seats of [[5, 6], [8]])
      expect(codeOf(await ask(stranger, eventId, seats, { holdId: held.holdId }))).toBe("hold-id-reused");
    const taken = await ask(stranger, eventId, [6, 7]);
    expect(codeOf(taken)).toBe("seats-taken");
    expect(json(taken, problemSchema)).toMatchObject({ seats: [6] });
    expect(taken.text).not.toContain(held.holdId);

    expect(json(await client.get(path), holdViewSchema)).toMatchObject({
      ...held,
      serverTime: expect.any(Number),
    });
    expect(await seatStates(client, eventId)).toEqual({ ...before, serverTime: expect.any(Number) });
  });

  test("another's order is not found, and not in my list", async () => {
    const basket = await fillBasket();
    const { orderId } = json(await placeBasket(basket, uuidv7()), orderViewSchema);
    const stranger = new Client();
    expect(codeOf(await stranger.get(`/api/orders/${orderId}`))).toBe("order-not-found");
    expect(json(await stranger.get("/api/orders"), orderListSchema).orders).toEqual([]);
  });

  test("a hold of one event cannot be ordered at another", async () => {
    const { client, held } = await heldSeats([5]);
    expect(codeOf(await placeOrder(client, await publish(), held.holdId))).toBe("hold-not-found");
  });
});

describe("what is too much", () => {
  test("one buyer has at most as many seats as the event allows", async () => {
    const { client, eventId } = await heldSeats([10, 11], { limits: { maxSeatsPerBuyer: 3 } });
    const answer = await ask(client, eventId, [12, 13]);
    expect(codeOf(answer)).toBe("buyer-limit");
    expect(json(answer, problemSchema)).toMatchObject({ max: 3, owned: 2 });
    expect((await seatStates(client, eventId)).counts.held).toBe(2);
    expect((await ask(client, eventId, [12])).status).toBe(201);
  });

  test("seats of two currencies are refused together, and sold apart", async () => {
    const [first, ...rest] = eventDefinition().priceLevels;
    const dollars = rest.map((level) => ({ ...level, currency: "USD" as const }));
    const client = new Client();
    const eventId = await publish({ priceLevels: first === undefined ? dollars : [first, ...dollars] });
    const priced = await Promise.all(
      [0, 200, 600, 1_000].map(async (seat) => ({ seat, held: await hold(client, eventId, [seat]) })),
    );
    const currencies = Map.groupBy(priced, ({ held }) => held.quote?.currency ?? "none");
    expect([...currencies.keys()].toSorted()).toEqual(["KRW", "USD"]);
    // The neighbours of two seats that turned out to be of two currencies.
    const pair = [...currencies.values()].map((of) => (of[0]?.seat ?? 0) + 1);
    const answer = await ask(client, eventId, pair);
    expect(codeOf(answer)).toBe("mixed-currencies");
    expect((await seatStates(client, eventId)).counts.held).toBe(4);
  });
});

describe("what is not now", () => {
  test("a sale that has not opened, and one that has closed", async () => {
    const client = new Client();
    const now = Date.now();
    const early = await publish({ saleOpensAt: now + MINUTE_MS });
    expect(codeOf(await ask(client, early, [1]))).toBe("sale-not-open");
    const late = await publish({ saleOpensAt: now - 2 * MINUTE_MS, saleClosesAt: now - MINUTE_MS });
    expect(codeOf(await ask(client, late, [1]))).toBe("sale-closed");
    for (const eventId of [early, late]) expect((await seatStates(client, eventId)).seats).toEqual([]);
  });

  test("a hold whose time is over can be neither extended nor ordered, and its seats are free", async () => {
    const { client, eventId, held, path } = await heldSeats([20]);
    vi.useFakeTimers({ toFake: ["Date"], now: held.heldUntil });
    expect(codeOf(await client.post(`${path}/extend`, undefined))).toBe("hold-expired");
    expect(codeOf(await placeOrder(client, eventId, held.holdId))).toBe("hold-expired");
    expect((await ask(new Client(), eventId, [20])).status).toBe(201);
    expect(codeOf(await placeOrder(client, eventId, held.holdId))).toBe("hold-expired");
  });

  test("one millisecond before, it can", async () => {
    const { client, held, path } = await heldSeats([21]);
    vi.useFakeTimers({ toFake: ["Date"], now: held.heldUntil - 1 });
    expect((await client.post(`${path}/extend`, undefined)).status).toBe(200);
  });

  test("a hold that was given back, or is being paid", async () => {
    const given = await heldSeats([22]);
    expect((await given.client.send("DELETE", given.path)).status).toBe(200);
    expect(codeOf(await placeOrder(given.client, given.eventId, given.held.holdId))).toBe("hold-ended");
    const { client, eventId, held, path } = await heldSeats([23]);
    const body = orderBody(eventId, held.holdId, "tok_challenge");
    expect((await placeBasket({ client, body }, uuidv7())).status).toBe(201);
    expect(codeOf(await client.send("DELETE", path))).toBe("hold-paying");
    expect(codeOf(await client.post(`${path}/extend`, undefined))).toBe("hold-paying");
  });
});

describe("the caller's language", () => {
  test.each([
    ["ko", "ko"],
    ["ko-KR,ko;q=0.9,en;q=0.8", "ko"],
    ["en-US,ko;q=0.5", "en"],
    ["fr", "en"],
    [undefined, "en"],
  ] as const)("%s is answered in %s", async (accepts, language) => {
    const headers: Record<string, string> = accepts === undefined ? {} : { "accept-language": accepts };
    const answer = await new Client().send("GET", `/api/orders/${uuidv7()}`, undefined, headers);
    expect(json(answer, problemSchema).detail).toBe(PROBLEMS["order-not-found"][language]);
    const nowhere = await new Client().send("GET", "/api/nowhere", undefined, headers);
    expect(json(nowhere, problemSchema).detail).toBe(PROBLEMS["not-found"][language]);
  });
});
