import { describe, expect, test } from "vitest";
import type { AttemptRequest, OrderRequest } from "../../../shared/contracts/orders.schema.ts";
import { createRequestRecords, type KeyValueStore, type RequestRecords } from "./request-records.ts";

const HOLD = "01890000-0000-7000-8000-000000000001";
const PREFIX = "jari:checkout:";
const DAY_MS = 86_400_000;

function buildRequest(name: string): OrderRequest {
  return {
    eventId: "01890000-0000-7000-8000-0000000000ee",
    eventVersion: 1,
    holdId: HOLD,
    buyer: { name, email: "a@example.com" },
    payment: { provider: "sandbox", token: "tok_success" },
  };
}

function buildStore(): KeyValueStore {
  const values = new Map<string, string>();
  return {
    get: (key) => values.get(key),
    set: (key, value) => void values.set(key, value),
    remove: (key) => void values.delete(key),
    keys: () => [...values.keys()],
  };
}

/** A tab has its own code and the browser's one store. */
function openTab(store: KeyValueStore, tab: string, now = () => 0): RequestRecords<OrderRequest> {
  let minted = 0;
  return createRequestRecords(PREFIX, {
    store,
    lock: async (_, action) => action(),
    newKey: () => `${tab}-${++minted}`,
    now,
  });
}

describe("the records of a checkout", () => {
  test("give the same key after a reload", async () => {
    const store = buildStore();
    const before = await openTab(store, "a").open(HOLD);
    expect((await openTab(store, "b").open(HOLD)).key).toBe(before.key);
  });

  test("give two tabs one key and the content that was sent first", async () => {
    const store = buildStore();
    const [a, b] = [openTab(store, "a"), openTab(store, "b")];
    await Promise.all([a.open(HOLD), b.open(HOLD)]);
    const [first, second] = await Promise.all([
      a.freeze(HOLD, buildRequest("Kim")),
      b.freeze(HOLD, buildRequest("Lee")),
    ]);
    expect(second).toEqual(first);
    expect(first?.request?.buyer.name).toBe("Kim");
  });

  test("give another hold another key", async () => {
    const tab = openTab(buildStore(), "a");
    expect((await tab.open(HOLD)).key).not.toBe((await tab.open("other")).key);
  });

  test("mint one new key after a refusal, whichever tab hears of it first, and free the content", async () => {
    const store = buildStore();
    const [a, b] = [openTab(store, "a"), openTab(store, "b")];
    const refused = await a.freeze(HOLD, buildRequest("Kim"));
    const renewedByA = await a.renew(HOLD, refused.key);
    const renewedByB = await b.renew(HOLD, refused.key);
    expect(renewedByA.key).not.toBe(refused.key);
    expect(renewedByB).toEqual(renewedByA);
    expect(renewedByA.request).toBeUndefined();
  });

  test("remember the order and forget the buyer once it is placed", async () => {
    const store = buildStore();
    const tab = openTab(store, "a");
    const sent = await tab.freeze(HOLD, buildRequest("Kim"));
    const placed = await tab.placed(HOLD, "order-1");
    expect(placed).toMatchObject({ key: sent.key, orderId: "order-1" });
    expect(
      store
        .keys()
        .map((key) => store.get(key))
        .join(""),
    ).not.toContain("Kim");
  });

  test("are forgotten after a day, and not before", async () => {
    const store = buildStore();
    await openTab(store, "a").open("old");
    await openTab(store, "a", () => DAY_MS).open(HOLD);
    expect(store.keys()).toHaveLength(2);
    await openTab(store, "a", () => DAY_MS + 1).open(HOLD);
    expect(store.keys()).toEqual([PREFIX + HOLD]);
  });

  test.each(["", "{", "null", "[]", '{"key":""}', '{"key":1,"mintedAt":2}'])(
    "take %j in the store for no record",
    async (text) => {
      const store = buildStore();
      store.set(PREFIX + HOLD, text);
      expect((await openTab(store, "a").open(HOLD)).key).toBe("a-1");
    },
  );
});

describe("the records of the attempts of one order", () => {
  const attempts = (store: KeyValueStore, tab: string): RequestRecords<AttemptRequest> => {
    let minted = 0;
    return createRequestRecords("jari:attempt:", {
      store,
      lock: async (_, action) => action(),
      newKey: () => `${tab}-${++minted}`,
      now: () => 0,
    });
  };
  const pay = (attempt: number, token: string): AttemptRequest => ({
    attempt,
    payment: { provider: "sandbox", token },
  });

  test("have a key each, and the same card in every tab", async () => {
    const store = buildStore();
    const [a, b] = [attempts(store, "a"), attempts(store, "b")];
    const second = await a.freeze("order-1:2", pay(2, "tok_success"));
    expect(await b.freeze("order-1:2", pay(2, "tok_slow"))).toEqual(second);
    const third = await b.freeze("order-1:3", pay(3, "tok_slow"));
    expect(third.key).not.toBe(second.key);
    expect(third.request).toEqual(pay(3, "tok_slow"));
  });

  test("are found by whoever reloads the page, and not minted by a look", async () => {
    const store = buildStore();
    expect(attempts(store, "a").find("order-1:2")).toBeUndefined();
    expect(store.keys()).toEqual([]);
    const sent = await attempts(store, "a").freeze("order-1:2", pay(2, "tok_success"));
    expect(attempts(store, "b").find("order-1:2")).toEqual(sent);
  });

  test("do not touch those of a checkout", async () => {
    const store = buildStore();
    await openTab(store, "a").open(HOLD);
    await attempts(store, "b").freeze("order-1:2", pay(2, "tok_success"));
    expect(store.keys()).toEqual([PREFIX + HOLD, "jari:attempt:order-1:2"]);
  });
});
