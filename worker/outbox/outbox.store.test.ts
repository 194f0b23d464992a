import { env } from "cloudflare:workers";
import { uuidv7 } from "uuidv7";
import { expect, test, vi } from "vitest";
import { messageId, type Message } from "../../shared/contracts/messages.schema.ts";
import { findStuck } from "../ops/stuck.ts";
import { testDeps } from "../testing/baskets.ts";
import { takeDue, unsentOf } from "./outbox.store.ts";
import { sweepOutbox } from "./relay.ts";

test("a message that cannot be read holds up no other, and stays for an operator", async () => {
  const { db } = testDeps();
  const orderId = uuidv7();
  const write = (id: string, body: string): Promise<D1Result> =>
    env.DB.prepare("INSERT INTO outbox (id, order_id, body, tries, due_at) VALUES (?, ?, ?, 0, 1)")
      .bind(id, orderId, body)
      .run();
  const id = messageId(orderId, "SEATS_LOST");
  const good: Message = { id, type: "SEATS_LOST", orderId, eventId: uuidv7(), at: 1 };
  await write("unreadable", JSON.stringify({ ...good, type: "OF_ANOTHER_VERSION" }));
  await write(id, JSON.stringify(good));
  expect(await unsentOf(db, orderId, Date.now())).toEqual([good]);
  expect(await takeDue(db, Date.now())).toEqual([good]);
  expect(await env.DB.prepare("SELECT tries FROM outbox WHERE id = 'unreadable'").first("tries")).toBe(1);
});

test("a message that is sent again and again is shown as stuck, though its next turn is yet to come", async () => {
  const deps = testDeps();
  const stuck = async (): Promise<readonly string[]> => (await findStuck(deps)).messages.map((m) => m.id);
  vi.useFakeTimers({ toFake: ["Date"] });
  await env.DB.prepare(
    "INSERT INTO outbox (id, order_id, body, tries, due_at) VALUES ('slow', 'o', '{}', 0, ?)",
  )
    .bind(Date.now())
    .run();
  expect(await stuck()).not.toContain("slow");
  for (let minutes = 0; minutes < 10; minutes++) {
    await takeDue(deps.db, Date.now());
    vi.setSystemTime(Date.now() + 60_000);
  }
  expect(await stuck()).toContain("slow");
  vi.useRealTimers();
});

test("after an outage everything that is due is sent, page by page, and what is meant for later waits", async () => {
  const deps = testDeps();
  await env.DB.prepare("DELETE FROM outbox").run();
  const orderId = uuidv7();
  const now = Date.now();
  const due = Array.from({ length: 250 }, (_, n) => ({ id: messageId(orderId, "REFUND_REQUEST", n), at: 1 }));
  const later = { id: `${orderId}:PAYMENT_CHECK:late:1`, at: now + 600_000 };
  const rows = [...due, later].map(({ id, at }) => {
    const message: Message = { id, type: "REFUND_REQUEST", orderId, eventId: orderId, at };
    return env.DB.prepare(
      "INSERT INTO outbox (id, order_id, body, tries, due_at) VALUES (?, ?, ?, 0, ?)",
    ).bind(...[id, orderId, JSON.stringify(message), at]);
  });
  await env.DB.batch(rows);
  const sent: string[] = [];
  const send = async (_: string, messages: readonly Message[]): Promise<void> => {
    expect(messages.length).toBeLessThanOrEqual(100);
    sent.push(...messages.map((message) => message.id));
  };
  await sweepOutbox({ ...deps, send });
  expect(sent.toSorted()).toEqual(due.map(({ id }) => id).toSorted());
  expect((await unsentOf(deps.db, orderId, now)).map(({ id }) => id)).not.toContain(later.id);
  await env.DB.prepare("DELETE FROM outbox").run();
});
