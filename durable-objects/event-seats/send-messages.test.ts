import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { messageId, type Message } from "../../shared/contracts/messages.schema.ts";
import { buyerId, eventId, holdId, orderId } from "../../shared/testing/ids.ts";
import { accepted, openEvent, settle, startPaying } from "./event-seats.testing.ts";
import { sendMessages } from "./send-messages.ts";

const SENT = { metadata: { metrics: { backlogBytes: 0, backlogCount: 0 } } };

/** What each queue was given, a line for each call. */
let heard: string[] = [];

beforeEach(() => {
  heard = [];
  for (const [name, queue] of Object.entries({ payments: env.PAYMENTS_QUEUE, orders: env.ORDERS_QUEUE })) {
    vi.spyOn(queue, "sendBatch").mockImplementation(async (batch) => {
      heard.push(`${name}: ${[...batch].map(({ body }) => body.type).join()}`);
      return SENT;
    });
  }
});
afterEach(() => vi.restoreAllMocks());

function message(type: "SEATS_SOLD" | "SEATS_LOST" | "HOLD_QUIET", n = 1): Message {
  const about = { orderId: orderId(n), eventId: eventId(1), at: 1 };
  const id = messageId(about.orderId, type);
  const hold = { holdId: holdId(n), buyerId: buyerId(n) };
  switch (type) {
    case "SEATS_SOLD":
      return { id, type, ...about, holdId: hold.holdId, seats: [n] };
    case "SEATS_LOST":
      return { id, type, ...about };
    case "HOLD_QUIET":
      return { id, type, ...about, ...hold, fence: 3, payingSince: 1, deadline: 2 };
  }
}

describe("what the seat authority sends", () => {
  test("goes to the payments where money is to be taken, and to the orders where it is not", async () => {
    await sendMessages(env, [message("HOLD_QUIET"), message("SEATS_SOLD"), message("SEATS_LOST")]);
    expect(heard).toEqual(["payments: SEATS_SOLD", "orders: HOLD_QUIET,SEATS_LOST"]);
  });

  test("reaches the orders though the payments' queue fails", async () => {
    vi.spyOn(env.PAYMENTS_QUEUE, "sendBatch").mockRejectedValue(new Error("the queue fails"));
    await sendMessages(env, [message("SEATS_SOLD"), message("SEATS_LOST")]);
    expect(heard).toEqual(["orders: SEATS_LOST"]);
  });

  test("is given to a queue a hundred at a time, and none of it is left", async () => {
    const many = Array.from({ length: 101 }, (_, n) => message("SEATS_SOLD", n));
    await sendMessages(env, [...many, message("SEATS_LOST")]);
    expect(heard.map((line) => line.split(",").length)).toEqual([100, 1, 1]);
  });

  test("about a sale goes to the payments as soon as it is on disk", async () => {
    const { seats } = await openEvent();
    const { holdId: id, fence } = await startPaying(seats, [1]);
    accepted(await settle(seats, { kind: "sell", holdId: id, fence }));
    await vi.waitFor(() => expect(heard).toEqual(["payments: SEATS_SOLD"]));
  });
});
