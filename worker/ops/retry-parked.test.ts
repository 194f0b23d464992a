// A parked message is put back by an operator, as often as they like, and does then what it would have done.

import { env } from "cloudflare:workers";
import { uuidv7 } from "uuidv7";
import { afterAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { Message } from "../../shared/contracts/messages.schema.ts";
import { openDb } from "../db/client.ts";
import { findParked, listParked, parkMessage } from "../platform/parked-messages.ts";
import { everyMinute } from "../platform/scheduled.ts";
import { codeOf, countRows, quiesce, testDeps } from "../testing/baskets.ts";
import { Client, type Answer } from "../testing/client.ts";
import { ORGANISER, publish } from "../testing/events.ts";
import { setOrder } from "../testing/late-money.ts";
import { findWholeOrder } from "../testing/whole-order.ts";
import { brokenDeps, holdDirectly, LOSING, placeWith } from "../testing/saga.ts";
import { retryParked } from "./retry-parked.ts";

const db = openDb(env.DB);
const DAY_MS = 86_400_000;

afterAll(quiesce);
beforeEach(async () => {
  await env.DB.prepare("DELETE FROM parked_messages").run();
});

function newsOf(orderId: string): Message {
  const id = `${orderId}:PAYMENT_SUCCESS:1`;
  return { id, type: "PAYMENT_SUCCESS", orderId, eventId: uuidv7(), at: Date.now() };
}

async function park(message: Message, parkedAt = Date.now()): Promise<string> {
  await parkMessage(db, { id: message.id, queue: "orders", body: JSON.stringify(message), parkedAt });
  return message.id;
}

async function parkNonsense(body = '{"nonsense":true}'): Promise<string> {
  const id = uuidv7();
  await parkMessage(db, { id, queue: "orders", body, parkedAt: Date.now() });
  return id;
}

function retry(id: string, headers: Record<string, string> = ORGANISER): Promise<Answer> {
  return new Client().send("POST", `/ops/parked/${encodeURIComponent(id)}/retry`, undefined, headers);
}

function dismiss(id: string): Promise<Answer> {
  return new Client().send("DELETE", `/ops/parked/${encodeURIComponent(id)}`, undefined, ORGANISER);
}

describe("a parked message", () => {
  test("is put back, is handled once however often that is, and is then forgotten", async () => {
    const eventId = await publish();
    const orderId = await placeWith(brokenDeps(LOSING), await holdDirectly(eventId, [1]));
    const request: Message = {
      ...{ id: `${orderId}:PAYMENT_REQUEST:1`, type: "PAYMENT_REQUEST", orderId, eventId, at: Date.now() },
    };
    await park(request);
    for (let i = 0; i < 3; i++) expect((await retry(request.id)).status).toBe(202);
    await vi.waitFor(
      async () => expect((await findWholeOrder(db, orderId))?.payment.status).toBe("CAPTURED"),
      { timeout: 10_000, interval: 50 },
    );
    expect(await listParked(db)).toEqual([]);
    await quiesce();
    expect(await countRows("tickets", "order_id", orderId)).toBe(1);
    expect(codeOf(await retry(request.id))).toBe("parked-message-not-found");
  });

  test("stays while it is not handled, and shows when it failed last", async () => {
    const message = newsOf(uuidv7());
    await park(message, 1_000);
    await retry(message.id);
    await park(message, 2_000);
    expect(await listParked(db)).toMatchObject([{ id: message.id, parkedAt: 2_000 }]);
  });

  test("that cannot be read is not put back", async () => {
    for (const body of ['{"nonsense":true}', '{"cut', "undefined"])
      expect(codeOf(await retry(await parkNonsense(body)))).toBe("parked-message-unreadable");
    expect(await listParked(db)).toHaveLength(3);
  });

  test("that is not there is not found", async () => {
    expect(codeOf(await retry("x:y/z"))).toBe("parked-message-not-found");
    expect(codeOf(await dismiss("x"))).toBe("parked-message-not-found");
  });

  test("stays where it is while its queue does not take it", async () => {
    const id = await park(newsOf(uuidv7()));
    const deps = { ...testDeps(), send: () => Promise.reject(new Error("queue down")) };
    await expect(retryParked(deps, id)).rejects.toThrow("unavailable");
    expect(await findParked(db, id)).toBeDefined();
  });

  test("is dismissed for good", async () => {
    const id = await parkNonsense();
    expect((await dismiss(id)).status).toBe(204);
    expect(await findParked(db, id)).toBeUndefined();
  });

  test("is nobody's but the organiser's", async () => {
    const id = await park(newsOf(uuidv7()));
    expect(codeOf(await retry(id, {}))).toBe("unauthorized");
    expect(codeOf(await new Client().send("DELETE", `/ops/parked/${id}`))).toBe("unauthorized");
    expect(codeOf(await new Client().send("POST", "/ops/retry"))).toBe("unauthorized");
    expect(await findParked(db, id)).toBeDefined();
  });
});

test("all that can be read are put back at once", async () => {
  await park(newsOf(uuidv7()));
  const [orderId, eventId] = [uuidv7(), uuidv7()];
  await park({
    id: `${orderId}:CAPTURE_REQUEST:1`,
    type: "CAPTURE_REQUEST",
    orderId,
    eventId,
    at: Date.now(),
  });
  await parkNonsense();
  const answer = await new Client().send("POST", "/ops/retry", undefined, ORGANISER);
  expect([answer.status, JSON.parse(answer.text)]).toEqual([202, { retried: 2, unreadable: 1 }]);
});

test("what was handled, and what is too old, is forgotten within the minute", async () => {
  const now = Date.now();
  const fresh = await park(newsOf(uuidv7()), now - 89 * DAY_MS);
  const old = await park(newsOf(uuidv7()), now - 90 * DAY_MS);
  const orderId = await placeWith(brokenDeps(LOSING), await holdDirectly(await publish(), [1]));
  const handled = await park(newsOf(orderId), now);
  const journal = JSON.stringify([{ id: handled, at: now }]);
  await setOrder(
    orderId,
    `journal = '${journal}', owed = '[]', due_at = NULL, status = 'CANCELLED', payment_status = 'FAILED'`,
  );
  await everyMinute(testDeps());
  const left = await Promise.all([fresh, old, handled].map((id) => findParked(db, id)));
  expect(left.map((row) => row?.id)).toEqual([fresh, undefined, undefined]);
});
