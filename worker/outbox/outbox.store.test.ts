import { env } from "cloudflare:workers";
import { uuidv7 } from "uuidv7";
import { beforeEach, expect, test, vi } from "vitest";
import { messageId, type Message } from "../../shared/contracts/messages.schema.ts";
import { findStuck } from "../ops/stuck.ts";
import { testDeps } from "../testing/baskets.ts";
import { publish } from "../testing/events.ts";
import { setOrder } from "../testing/late-money.ts";
import { brokenDeps, holdDirectly, LOSING, placeWith } from "../testing/saga.ts";
import { findOrder, type OrderRow } from "../orders/orders.store.ts";
import { pendingMessages } from "./order-messages.ts";
import { takeDue } from "./outbox.store.ts";
import { sweepOutbox } from "./relay.ts";

beforeEach(async () => {
  await env.DB.prepare("DELETE FROM orders").run();
});

/** An order with this outbox that is due, at the time that is given or long since. */
async function orderWith(outbox: readonly unknown[], dueAt = 1): Promise<string> {
  const orderId = await placeWith(brokenDeps(LOSING), await holdDirectly(await publish(), [1]));
  await setOrder(orderId, `owed = '${JSON.stringify(outbox)}', due_at = ${dueAt}`);
  return orderId;
}

function lost(at: number): Message {
  const orderId = uuidv7();
  return { id: messageId(orderId, "SEATS_LOST"), type: "SEATS_LOST", orderId, eventId: uuidv7(), at };
}

test("a message that cannot be read holds up no other, and stays for an operator", async () => {
  const { db } = testDeps();
  const good = lost(1);
  const orderId = await orderWith([{ ...good, id: "unreadable", type: "OF_ANOTHER_VERSION" }, good]);
  const order = (await findOrder(db, orderId)) as OrderRow;
  expect(pendingMessages(order, Date.now())).toEqual([good]);
  expect(await takeDue(db, Date.now())).toEqual([good]);
  expect(await env.DB.prepare("SELECT tries FROM outbox WHERE id = 'unreadable'").first("tries")).toBe(1);
});

test("a message that is sent again and again is shown as stuck, though its next turn is yet to come", async () => {
  const deps = testDeps();
  const stuck = async (): Promise<readonly string[]> => (await findStuck(deps)).messages.map((m) => m.id);
  const slow = lost(1);
  await orderWith([slow], Date.now());
  vi.useFakeTimers({ toFake: ["Date"] });
  expect(await stuck()).not.toContain(slow.id);
  for (let minutes = 0; minutes < 10; minutes++) {
    await takeDue(deps.db, Date.now());
    vi.setSystemTime(Date.now() + 60_000);
  }
  expect(await stuck()).toContain(slow.id);
  vi.useRealTimers();
});

test("after an outage everything that is due is sent, page by page, and what is meant for later waits", async () => {
  const deps = testDeps();
  const now = Date.now();
  const due = Array.from({ length: 250 }, () => lost(1));
  const later = lost(now + 600_000);
  const orderId = await orderWith(due.slice(0, 100));
  const columns =
    (await env.DB.prepare(
      "SELECT group_concat(name) AS names FROM pragma_table_info('orders')",
    ).first<string>("names")) ?? "";
  const copied = columns.replace("id,event_id,hold_id", "?1,event_id,?1").replace(/\bowed\b/, "?2");
  const copy = env.DB.prepare(
    `INSERT INTO orders (${columns}) SELECT ${copied} FROM orders WHERE id = '${orderId}'`,
  );
  const each = due.slice(100).map((message) => copy.bind(uuidv7(), JSON.stringify([message, later])));
  await env.DB.batch(each);
  const sent: string[] = [];
  const send = async (_: string, messages: readonly Message[]): Promise<void> => {
    expect(messages.length).toBeLessThanOrEqual(100);
    sent.push(...messages.map((message) => message.id));
  };
  await sweepOutbox({ ...deps, send });
  expect(sent.toSorted()).toEqual(due.map(({ id }) => id).toSorted());
  sent.length = 0;
  await sweepOutbox({ ...deps, send });
  expect(sent).toEqual([]);
});
