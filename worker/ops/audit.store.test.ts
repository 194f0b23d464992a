import { env } from "cloudflare:workers";
import { uuidv7 } from "uuidv7";
import { expect, test } from "vitest";
import { openDb } from "../db/client.ts";
import { setOrder } from "../testing/late-money.ts";
import { findOrders, ORDER_PAGE, pageOfOrders, type OrdersPage } from "./audit.store.ts";

const db = openDb(env.DB);
const ORDERS = 2 * ORDER_PAGE + 1;

/** `n` orders of two seats, each with a ticket and a payment. */
async function insertOrders(eventId: string, n: number): Promise<void> {
  const numbers = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${n})`;
  const id = `'${eventId}:' || i`;
  const item = (seat: string): string =>
    `json_object('seat', ${seat}, 'priceLevel', 'R', 'priceMinor', 10, 'feeMinor', 5)`;
  const columns =
    "id, event_id, hold_id, buyer_id, buyer_name, buyer_email, status, currency, total_minor, lines, items, fence, deadline, " +
    "provider, payment_status, amount_minor, return_url, attempt, attempt_outcome, unanswered, journal, owed, tries, version, " +
    "moved_by, created_at, updated_at";
  await env.DB.batch(
    [
      `INSERT INTO orders (${columns}) ${numbers} SELECT ${id}, '${eventId}', printf('h%08d', i), 'b', 'name', 'mail',
         'CONFIRMED', 'KRW', 30, '[]', json_array(${item("i * 2")}, ${item("i * 2 + 1")}), i, 9,
         'sandbox', 'CAPTURED', 31, '', 1, 'captured', 0, '[]', '[]', 0, 1, 'm', 5, 6 FROM n`,
      `INSERT INTO tickets (code, order_id, event_id, seat, issued_at) ${numbers}
         SELECT ${id}, ${id}, '${eventId}', i * 2, 8 FROM n`,
    ].map((query) => env.DB.prepare(query)),
  );
}

test("an event's orders come page by page, whole, and nobody else's", async () => {
  const [eventId, other] = [uuidv7(), uuidv7()];
  await insertOrders(eventId, ORDERS);
  await insertOrders(other, 3);
  const seen: string[] = [];
  const sizes: number[] = [];
  for (let after: string | undefined = ""; after !== undefined;) {
    const { orders, next }: OrdersPage = await pageOfOrders(db, eventId, after);
    sizes.push(orders.length);
    seen.push(...orders.map((order) => order.orderId));
    after = next;
  }
  expect(sizes).toEqual([ORDER_PAGE, ORDER_PAGE, 1]);
  expect(new Set(seen).size).toBe(ORDERS);
  expect(seen.every((id) => id.startsWith(eventId))).toBe(true);
  expect((await pageOfOrders(db, uuidv7(), "")).orders).toEqual([]);

  const declined = JSON.stringify([{ number: 1, status: "FAILED" }]);
  await setOrder(`${eventId}:7`, `other_attempts = '${declined}'`);
  const ids = [`${eventId}:7`, `${other}:1`, "none"];
  expect(await findOrders(db, eventId, ids)).toEqual([
    {
      ...{ orderId: `${eventId}:7`, status: "CONFIRMED", currency: "KRW", totalMinor: 30, updatedAt: 6 },
      payment: { status: "CAPTURED", currency: "KRW", amountMinor: 31, updatedAt: 6 },
      otherAttempts: ["FAILED"],
      items: [
        { seat: 14, amountMinor: 15 },
        { seat: 15, amountMinor: 15 },
      ],
      tickets: [14],
    },
  ]);
});
