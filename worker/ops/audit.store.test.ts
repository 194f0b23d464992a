import { env } from "cloudflare:workers";
import { uuidv7 } from "uuidv7";
import { expect, test } from "vitest";
import { openDb } from "../db/client.ts";
import { findOrders, ORDER_PAGE, pageOfOrders } from "./audit.store.ts";

const db = openDb(env.DB);
const ORDERS = 2 * ORDER_PAGE + 1;

/** `n` orders of two seats, each with a ticket and a payment. */
async function insertOrders(eventId: string, n: number): Promise<void> {
  const numbers = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${n})`;
  const id = `'${eventId}:' || i`;
  await env.DB.batch(
    [
      `INSERT INTO orders ${numbers} SELECT ${id}, '${eventId}', 'h' || ${id}, 'b', 'name', 'mail', 'CONFIRMED', NULL,
         'KRW', 30, '[]', i, 9, 1, 'm', 5, 6 FROM n`,
      `INSERT INTO order_items ${numbers} SELECT ${id}, i * 2, 'R', 10, 5 FROM n`,
      `INSERT INTO order_items ${numbers} SELECT ${id}, i * 2 + 1, 'R', 10, 5 FROM n`,
      `INSERT INTO payments ${numbers} SELECT ${id}, 'sandbox', 'CAPTURED', 'USD', 31, NULL, '', 1, 'm', 7 FROM n`,
      `INSERT INTO tickets ${numbers} SELECT ${id}, ${id}, '${eventId}', i * 2, 8 FROM n`,
    ].map((query) => env.DB.prepare(query)),
  );
}

test("an event's orders come page by page, whole, and nobody else's", async () => {
  const [eventId, other] = [uuidv7(), uuidv7()];
  await insertOrders(eventId, ORDERS);
  await insertOrders(other, 3);
  const seen: string[] = [];
  const sizes: number[] = [];
  for (let after: number | undefined = 0; after !== undefined;) {
    const { orders, next } = await pageOfOrders(db, eventId, "CONFIRMED", after);
    sizes.push(orders.length);
    seen.push(...orders.map((order) => order.orderId));
    after = next;
  }
  expect(sizes).toEqual([ORDER_PAGE, ORDER_PAGE, 1]);
  expect(new Set(seen).size).toBe(ORDERS);
  expect(seen.every((id) => id.startsWith(eventId))).toBe(true);
  expect((await pageOfOrders(db, eventId, "PENDING", 0)).orders).toEqual([]);

  const ids = [`${eventId}:7`, `${other}:1`, "none"];
  expect(await findOrders(db, eventId, ids)).toEqual([
    {
      ...{ orderId: `${eventId}:7`, status: "CONFIRMED", currency: "KRW", totalMinor: 30, updatedAt: 6 },
      payment: { status: "CAPTURED", currency: "USD", amountMinor: 31, updatedAt: 7 },
      items: [
        { orderId: `${eventId}:7`, seat: 14, amountMinor: 15 },
        { orderId: `${eventId}:7`, seat: 15, amountMinor: 15 },
      ],
      tickets: [14],
    },
  ]);
});
