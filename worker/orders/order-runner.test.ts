// A batch of messages: what one of them comes to is nobody else's affair.

import { createExecutionContext, createMessageBatch, getQueueResult } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { uuidv7 } from "uuidv7";
import { beforeEach, describe, expect, test } from "vitest";
import { messageId, type Message, type MessageOf } from "../../shared/contracts/messages.schema.ts";
import type { HoldId } from "../../shared/domain/brand.ts";
import worker from "../index.ts";
import { setOrder } from "../testing/late-money.ts";
import { publish } from "../testing/events.ts";
import { brokenDeps, holdDirectly, LOSING, placeWith } from "../testing/saga.ts";
import { findWholeOrder } from "../testing/whole-order.ts";
import { moveMoney } from "../payments/move-money.ts";
import { captured, depsWith } from "../testing/chosen-provider.ts";
import { advanceOrders } from "./order.consumer.ts";

const deps = brokenDeps(LOSING);

/** Three orders that are confirmed, and whose seats the authority says it has sold. */
const world = { eventId: "", orders: [] as string[] };

/** Not by way of the authority: what these tests are about begins when its news is there. */
function sold(orderId: string, seat: number): MessageOf<"SEATS_SOLD"> {
  const type = "SEATS_SOLD";
  const holdId = uuidv7() as HoldId;
  return {
    id: messageId(orderId, type),
    type,
    orderId,
    eventId: world.eventId,
    at: 1,
    holdId,
    seats: [seat],
  };
}

const news = (): readonly MessageOf<"SEATS_SOLD">[] => world.orders.map((orderId, i) => sold(orderId, i));

async function ticketsOf(orderId: string): Promise<number | undefined> {
  return (await findWholeOrder(deps.db, orderId))?.tickets.length;
}

async function deliver(messages: readonly Message[]): Promise<{ acked: string[]; again: string[] }> {
  const batch = createMessageBatch(
    "jari-payments",
    messages.map((body) => ({ id: body.orderId, timestamp: new Date(), attempts: 1, body })),
  );
  const ctx = createExecutionContext();
  await worker.queue(batch, { ...env, PAYMENTS_QUEUE: { sendBatch: async () => undefined } as never }, ctx);
  const result = await getQueueResult(batch, ctx);
  return { acked: [...result.explicitAcks], again: result.retryMessages.map(({ msgId }) => msgId) };
}

beforeEach(async () => {
  await env.DB.batch([env.DB.prepare("DELETE FROM orders"), env.DB.prepare("DELETE FROM tickets")]);
  world.eventId = await publish();
  world.orders = [];
  for (const seat of [0, 1, 2]) {
    const orderId = await placeWith(deps, await holdDirectly(world.eventId, [seat]));
    await setOrder(
      orderId,
      "status = 'CONFIRMED', payment_status = 'AUTHORIZED', owed = '[]', due_at = NULL",
    );
    world.orders.push(orderId);
  }
});

describe("a batch of messages", () => {
  test("is applied to every order", async () => {
    expect(await deliver(news())).toEqual({ acked: world.orders, again: [] });
    expect(await Promise.all(world.orders.map(ticketsOf))).toEqual([1, 1, 1]);
  });

  test("with one that cannot be written is written without it, and that one comes again", async () => {
    const [first = "", poisoned = "", last = ""] = world.orders;
    await env.DB.prepare("INSERT INTO tickets VALUES (?, 1, 'another order', 'code', 1)")
      .bind(world.eventId)
      .run();
    expect(await deliver(news())).toEqual({ acked: [first, last], again: [poisoned] });
    expect(await Promise.all(world.orders.map(ticketsOf))).toEqual([1, 0, 1]);
    const rows = await env.DB.prepare("SELECT count(*) AS n FROM tickets").first("n");
    expect(rows).toBe(3);
  });

  test("with one whose order cannot be read is applied without it, and that one comes again", async () => {
    const [first = "", broken = "", last = ""] = world.orders;
    await setOrder(broken, "journal = 'no JSON'");
    expect(await deliver(news())).toEqual({ acked: [first, last], again: [broken] });
    expect(await Promise.all([first, last].map(ticketsOf))).toEqual([1, 1]);
    await env.DB.prepare("DELETE FROM orders").run();
  });

  test("with two for one order has the effect of both, and of a repeat none", async () => {
    const [orderId = ""] = world.orders;
    await setOrder(orderId, "status = 'PENDING'");
    const told = <T extends "PAYMENT_SUCCESS" | "SEATS_LOST">(type: T) =>
      ({ id: messageId(orderId, type), type, orderId, eventId: world.eventId, at: 1 }) as const;
    const paid = told("PAYMENT_SUCCESS");
    const lost = told("SEATS_LOST");
    const endings = await advanceOrders(deps, [paid, paid, lost]);
    expect(endings.map(({ kind }) => kind)).toEqual(["handled", "handled", "handled"]);
    const whole = await findWholeOrder(deps.db, orderId);
    expect(whole?.order).toMatchObject({ status: "REFUNDED", reason: "seats-lost" });
    expect(whole?.order.inbox.map(({ id }) => id)).toEqual([paid.id, lost.id]);
  });

  test("that two consumers have at once is written by one of them, and comes again to the other", async () => {
    const at = (): ReturnType<typeof moveMoney> => moveMoney(depsWith({ capture: captured }), news());
    const endings = await Promise.all([at(), at()]);
    for (const i of world.orders.keys())
      expect(new Set(endings.map((all) => all[i]?.kind))).toEqual(new Set(["failed", "handled"]));
    expect(await Promise.all(world.orders.map(ticketsOf))).toEqual([1, 1, 1]);
    expect((await at()).map(({ kind }) => kind)).toEqual(["handled", "handled", "handled"]);
  });
});
