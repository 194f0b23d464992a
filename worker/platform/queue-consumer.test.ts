import { createExecutionContext, createMessageBatch, getQueueResult } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { uuidv7 } from "uuidv7";
import { describe, expect, test } from "vitest";
import type { Message } from "../../shared/contracts/messages.schema.ts";
import { openDb } from "../db/client.ts";
import worker from "../index.ts";
import { publish } from "../testing/events.ts";
import { setOrder } from "../testing/late-money.ts";
import { brokenDeps, holdDirectly, LOSING, placeWith } from "../testing/saga.ts";
import { findParked, listParked } from "./parked-messages.ts";

const db = openDb(env.DB);

async function deliver(
  queue: string,
  ...bodies: readonly unknown[]
): Promise<{ acks: string[]; retries: string[] }> {
  const messages = bodies.map((body, i) => ({ id: `q${i}`, timestamp: new Date(), attempts: 1, body }));
  const batch = createMessageBatch(queue, messages);
  const ctx = createExecutionContext();
  await worker.queue(batch, env, ctx);
  const result = await getQueueResult(batch, ctx);
  return { acks: [...result.explicitAcks], retries: result.retryMessages.map((m) => m.msgId) };
}

function newsOf(orderId: string): Message {
  return {
    id: `${orderId}:PAYMENT_SUCCESS:1`,
    type: "PAYMENT_SUCCESS",
    orderId,
    eventId: uuidv7(),
    at: Date.now(),
  };
}

describe("the queue consumer", () => {
  test("parks what it cannot read, and takes the rest of the batch", async () => {
    const result = await deliver("jari-orders", { nonsense: true }, newsOf(uuidv7()));
    expect(result).toEqual({ acks: ["q0", "q1"], retries: [] });
    expect(await listParked(db)).toMatchObject([{ queue: "orders", body: '{"nonsense":true}' }]);
  });

  test("parks a dead letter for an operator, once however often it dies", async () => {
    const message = newsOf(uuidv7());
    for (const queue of ["jari-orders-dlq", "jari-production-orders-dlq"]) {
      expect(await deliver(queue, message)).toEqual({ acks: ["q0"], retries: [] });
    }
    const parked = (await listParked(db)).filter((row) => row.id === message.id);
    expect(parked).toMatchObject([{ queue: "orders", body: JSON.stringify(message) }]);
  });

  test("no longer shows a dead letter that was handled after all, whichever came first", async () => {
    const orderId = await placeWith(brokenDeps(LOSING), await holdDirectly(await publish(), [1]));
    const message = newsOf(orderId);
    const shown = async (): Promise<boolean> => (await listParked(db)).some((row) => row.id === message.id);
    await deliver("jari-orders-dlq", message);
    expect(await shown()).toBe(true);
    await deliver("jari-orders", message);
    expect(await shown()).toBe(false);
    expect(await findParked(db, message.id)).toBeUndefined();
    await deliver("jari-orders-dlq", message);
    expect(await shown()).toBe(false);
  });

  test("parks what only a newer version can read under its own id: handled there, it is no longer shown", async () => {
    const orderId = await placeWith(brokenDeps(LOSING), await holdDirectly(await publish(), [1]));
    const newer = { ...newsOf(orderId), type: "SOMETHING_NEW" };
    for (const queue of ["jari-orders", "jari-orders-dlq"]) await deliver(queue, newer);
    const parked = (await listParked(db)).filter((row) => row.body === JSON.stringify(newer));
    expect(parked.map((row) => row.id)).toEqual([newer.id]);
    await setOrder(orderId, `journal = '${JSON.stringify([{ id: newer.id, at: 1 }])}'`);
    expect((await listParked(db)).map((row) => row.id)).not.toContain(newer.id);
  });

  test.each([{ id: "" }, { id: 7 }, { id: "x".repeat(201) }, "text", null])(
    "parks %o, which has no id that could be ours, under the queue's",
    async (body) => {
      await env.DB.prepare("DELETE FROM parked_messages").run();
      await deliver("jari-orders", body);
      expect(await listParked(db)).toMatchObject([{ id: "q0", body: JSON.stringify(body) }]);
    },
  );

  test("tries a message again that fails", async () => {
    const orderId = await placeWith(brokenDeps(LOSING), await holdDirectly(await publish(), [1]));
    // Nothing was authorized that could be captured.
    const result = await deliver("jari-payments", { ...newsOf(orderId), type: "CAPTURE_REQUEST" });
    expect(result).toEqual({ acks: [], retries: ["q0"] });
  });
});
