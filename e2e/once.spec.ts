// However the button is pressed and whatever happens on the way, one basket makes one order and one charge.

import type { Page, Route } from "@playwright/test";
import { expectOneOrderOneCharge, ordersOf } from "./support/buyer.ts";
import { expectStatus, openEvent, readyToPay, fillIn, result, shownOrder } from "./support/pages.ts";
import { expect, test } from "./support/test.ts";
import { watchTraffic, type Sent } from "./support/traffic.ts";

const LOST_REQUEST = /net::ERR_(FAILED|INTERNET_DISCONNECTED|CONNECTION_FAILED|NETWORK_CHANGED)/;
const LOST_SOCKET = /WebSocket connection to .* failed/;

function keysOf(sent: readonly Sent[]): ReadonlySet<string | undefined> {
  return new Set(sent.map((each) => each.idempotencyKey));
}

/** Does `act` with the next attempt to place an order; the ones after it go their usual way. */
async function onNextOrder(page: Page, act: (route: Route) => Promise<void>): Promise<void> {
  await page.route("**/api/orders", act, { times: 1 });
}

test("one click", async ({ page, publish, books }) => {
  const event = await publish();
  const traffic = watchTraffic(page);
  await readyToPay(page, event, { seats: [3, 4] });
  await page.getByTestId("pay").click();
  await expectStatus(page, "CONFIRMED");
  const order = await expectOneOrderOneCharge(page, books);
  expect(order.seats).toEqual([3, 4]);
  expect(traffic.orders()).toHaveLength(1);
});

test("a double click", async ({ page, publish, books }) => {
  const event = await publish();
  const traffic = watchTraffic(page);
  await readyToPay(page, event, { seats: [5] });
  await page.getByTestId("pay").dblclick();
  await expectStatus(page, "CONFIRMED");
  await expectOneOrderOneCharge(page, books);
  expect(traffic.orders()).toHaveLength(1);
});

test("presses faster than any finger's", async ({ page, publish, books }) => {
  const event = await publish();
  const traffic = watchTraffic(page);
  await readyToPay(page, event, { seats: [6] });
  // All in one turn of the page, past the button's own being disabled.
  await page.getByTestId("pay").evaluate((button: HTMLButtonElement) => {
    button.click();
    button.click();
    button.form?.requestSubmit();
  });
  await expectStatus(page, "CONFIRMED");
  await expectOneOrderOneCharge(page, books);
  expect(traffic.orders()).toHaveLength(1);
});

test("a reload while the answer is on its way", async ({ page, publish, books }) => {
  const event = await publish();
  const traffic = watchTraffic(page);
  await readyToPay(page, event, { seats: [7] });
  const acted = Promise.withResolvers<void>();
  await onNextOrder(page, async (route) => {
    await route.fetch(); // the server has acted, the page will never hear of it
    acted.resolve();
  });
  await page.getByTestId("pay").click();
  await acted.promise;
  expect(await ordersOf(page)).toHaveLength(1);

  await page.reload();
  await expectStatus(page, "CONFIRMED");
  const order = await expectOneOrderOneCharge(page, books);
  expect(await shownOrder(page)).toBe(order.orderId);
  expect(traffic.orders()).toHaveLength(2);
  expect(keysOf(traffic.orders()).size).toBe(1);
});

test("a reload before the order has arrived", async ({ page, publish, books }) => {
  const event = await publish();
  const traffic = watchTraffic(page);
  await readyToPay(page, event, { seats: [8] });
  const asked = Promise.withResolvers<void>();
  await onNextOrder(page, async () => asked.resolve()); // neither sent on nor answered
  await page.getByTestId("pay").click();
  await asked.promise;
  expect(await ordersOf(page)).toEqual([]);

  await page.reload();
  await expectStatus(page, "CONFIRMED");
  await expectOneOrderOneCharge(page, books);
  expect(keysOf(traffic.orders()).size).toBe(1);
});

test("a reload while the bank thinks", async ({ page, publish, books }) => {
  const event = await publish();
  const traffic = watchTraffic(page);
  await readyToPay(page, event, { seats: [9], token: "tok_slow" });
  await page.getByTestId("pay").click();
  await expectStatus(page, "PENDING");
  const orderId = await shownOrder(page);
  await page.reload();
  await expectStatus(page, "CONFIRMED");
  expect(await shownOrder(page)).toBe(orderId);
  await expectOneOrderOneCharge(page, books);
  expect(traffic.orders()).toHaveLength(1);
});

test("two tabs with the same basket", async ({ page, context, publish, books, noise }) => {
  noise.expect(/status of 409/); // in flight: one of them may be told to wait for the other
  const event = await publish();
  const second = await context.newPage();
  const tabs = [page, second];
  const traffic = tabs.map(watchTraffic);
  await readyToPay(page, event, { seats: [10, 11] });
  await second.goto("/checkout");
  await fillIn(second);
  await second.locator('input[name="name"]').fill("Another name"); // another content, even
  // Neither order leaves before both buttons are pressed.
  const bothSent = Promise.withResolvers<void>();
  let sent = 0;
  for (const tab of tabs) {
    await onNextOrder(tab, async (route) => {
      if (++sent === tabs.length) bothSent.resolve();
      await bothSent.promise;
      await route.continue();
    });
  }
  await Promise.all(tabs.map((tab) => tab.getByTestId("pay").click()));

  for (const tab of tabs) await expectStatus(tab, "CONFIRMED");
  expect(await shownOrder(second)).toBe(await shownOrder(page));
  await expectOneOrderOneCharge(page, books);
  const orders = traffic.flatMap((each) => each.orders());
  expect(keysOf(orders).size).toBe(1);
  expect(new Set(orders.map((each) => each.body)).size).toBe(1);
});

test("a second tab that comes late is led to the order", async ({ page, context, publish, books }) => {
  const event = await publish();
  const second = await context.newPage();
  const traffic = [page, second].map(watchTraffic);
  await readyToPay(page, event, { seats: [12], token: "tok_slow" });
  await second.goto("/checkout");
  await expect(second.getByTestId("pay")).toBeEnabled();
  await page.getByTestId("pay").click();
  // The hold says to every tab that it is being paid for; the button there is never pressed.
  await expectStatus(second, "CONFIRMED");
  expect(await shownOrder(second)).toBe(await shownOrder(page));
  await expectOneOrderOneCharge(page, books);
  expect(keysOf(traffic.flatMap((each) => each.orders())).size).toBe(1);
});

test("an answer that is lost is asked for again with the same key", async ({
  page,
  publish,
  books,
  noise,
}) => {
  noise.expect(LOST_REQUEST);
  const event = await publish();
  const traffic = watchTraffic(page);
  await readyToPay(page, event, { seats: [13] });
  await onNextOrder(page, async (route) => {
    await route.fetch();
    await route.abort("failed");
  });
  await page.getByTestId("pay").click();
  await expectStatus(page, "CONFIRMED");
  await expectOneOrderOneCharge(page, books);
  expect(traffic.orders()).toHaveLength(2);
  expect(keysOf(traffic.orders()).size).toBe(1);
});

test("a network that is lost while paying, and found again", async ({
  page,
  context,
  publish,
  books,
  noise,
}) => {
  noise.expect(LOST_REQUEST);
  noise.expect(LOST_SOCKET);
  const event = await publish();
  const traffic = watchTraffic(page);
  await readyToPay(page, event, { seats: [14] });
  await context.setOffline(true);
  await page.getByTestId("pay").click();
  await expect(page.getByTestId("pay")).toContainText("Trying to connect again");
  await expect(page.getByTestId("pay")).toBeDisabled();
  await context.setOffline(false);
  await expectStatus(page, "CONFIRMED");
  await expectOneOrderOneCharge(page, books);
  expect(keysOf(traffic.orders()).size).toBe(1);
});

test("after a refusal the next press is a new attempt", async ({ page, publish, books, noise }) => {
  noise.expect(/status of 400/);
  const event = await publish();
  const traffic = watchTraffic(page);
  await readyToPay(page, event, { seats: [15] });
  // What the form lets through, the server need not.
  await page.locator('input[name="email"]').fill("jari@-example.com");
  await page.getByTestId("pay").click();
  await expect(page.getByRole("alert").filter({ hasText: "No payment was asked for" })).toBeVisible();
  await page.locator('input[name="email"]').fill("jari@example.com");
  await page.getByTestId("pay").click();
  await expectStatus(page, "CONFIRMED");
  await expect(result(page)).toHaveText("✅ Payment complete");
  await expectOneOrderOneCharge(page, books);
  expect(keysOf(traffic.orders()).size).toBe(2);
});

test("a paid basket cannot be paid for again by going back", async ({ page, publish, books }) => {
  const event = await publish();
  const traffic = watchTraffic(page);
  await readyToPay(page, event, { seats: [16] });
  await page.getByTestId("pay").click();
  await expectStatus(page, "CONFIRMED");
  await page.goBack();
  await expect(page).toHaveURL(event.path);
  await page.goto("/checkout");
  await expect(page.getByRole("heading", { name: "You have not chosen any seats" })).toBeVisible();
  await openEvent(page, event);
  await expect(page.getByTestId("checkout")).toBeDisabled();
  await expectOneOrderOneCharge(page, books);
  expect(traffic.orders()).toHaveLength(1);
});
