// What a buyer's browser may ask Jari itself, with the page's own session: what did I order, and what was charged?

import { expect, type APIRequestContext, type Page } from "@playwright/test";
import type { OrderList, OrderSummary, OrderView } from "../../shared/contracts/orders.schema.ts";
import type { SeatList } from "../../shared/contracts/holds.schema.ts";
import type { Books } from "./books.ts";
import type { TestEvent } from "./organiser.ts";

export async function ordersOf(page: Page): Promise<readonly OrderSummary[]> {
  const response = await page.request.get("/api/orders");
  expect(response.status()).toBe(200);
  return ((await response.json()) as OrderList).orders;
}

export async function readOrder(page: Page, orderId: string): Promise<OrderView> {
  const response = await page.request.get(`/api/orders/${orderId}`);
  expect(response.status()).toBe(200);
  return (await response.json()) as OrderView;
}

/** What everybody is told of a seat. */
export async function publicState(request: APIRequestContext, event: TestEvent, seat: number) {
  const response = await request.get(`/api/events/${event.id}/seats`, {
    headers: { accept: "application/json" },
  });
  expect(response.status()).toBe(200);
  const { seats } = (await response.json()) as SeatList;
  return seats.find((each) => each.seat === seat)?.state ?? "AVAILABLE";
}

/** Exactly one order of this buyer's, confirmed, and exactly one charge in the payment company's own books. */
export async function expectOneOrderOneCharge(page: Page, books: Books): Promise<OrderSummary> {
  const [order, ...others] = await ordersOf(page);
  expect(others).toEqual([]);
  if (order === undefined) throw new Error("there is no order");
  // The money is captured once the seats are sold, a moment after the order is confirmed.
  await expect.poll(async () => (await readOrder(page, order.orderId)).payment.status).toBe("CAPTURED");
  expect(books.movementsOf(order.orderId)).toEqual(["authorize", "capture"]);
  expect(await ordersOf(page)).toHaveLength(1);
  return order;
}
