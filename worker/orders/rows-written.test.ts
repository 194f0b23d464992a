// What a sale costs in rows, by the runtime's own count: Cloudflare bills them, and one D1 takes only so many a second.

import { afterAll, expect, test } from "vitest";
import { quiesce } from "../testing/baskets.ts";
import { hold, order } from "../testing/buying.ts";
import { Client } from "../testing/client.ts";
import { publish } from "../testing/events.ts";
import { becomes, nothingLeft } from "../testing/late-money.ts";
import { listenToD1, listenToObject } from "../testing/statement-spy.ts";

const ORDERS = 10;
const SEATS = 2;
const MOST_ROWS_A_TICKET = 10;

afterAll(quiesce);

test("a ticket that is sold and paid for costs few rows, of D1 and the event's object together", async () => {
  const eventId = await publish();
  const d1 = listenToD1();
  const objectRows = await listenToObject(eventId);
  const sales = Array.from({ length: ORDERS }, async (_, n) => {
    const buyer = new Client();
    const { holdId } = await hold(buyer, eventId, [SEATS * n, SEATS * n + 1]);
    const { orderId } = await order(buyer, eventId, holdId, "tok_success");
    await becomes({ buyer, orderId }, { payment: { status: "CAPTURED" } });
    await nothingLeft({ eventId, orderId });
  });
  await Promise.all(sales);
  await quiesce();
  d1.stop();
  const inD1 = [...d1.statements.values()].reduce((sum, { rowsWritten }) => sum + rowsWritten, 0);
  const inObject = await objectRows();
  const tickets = ORDERS * SEATS;
  // At least the order and its tickets, and what the ledger has of their hold: nothing was overheard.
  expect(inD1).toBeGreaterThan(ORDERS * (1 + SEATS));
  expect(inObject).toBeGreaterThan(ORDERS * 3);
  // Read by the bench (bench/scenarios/rows.ts).
  console.log(`rows a ticket: ${JSON.stringify({ d1: inD1 / tickets, object: inObject / tickets })}`);
  expect((inD1 + inObject) / tickets).toBeLessThanOrEqual(MOST_ROWS_A_TICKET);
});
