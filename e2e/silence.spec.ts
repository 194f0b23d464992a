// What a page does not send: nothing after the end, and no poll where the socket tells.

import type { Page } from "@playwright/test";
import { expectOneOrderOneCharge, readOrder } from "./support/buyer.ts";
import {
  expectSeat,
  expectStatus,
  fillIn,
  readyToPay,
  seatCell,
  shownOrder,
  toCheckout,
} from "./support/pages.ts";
import { expect, test } from "./support/test.ts";
import { watchTraffic, type Traffic } from "./support/traffic.ts";

/** Long enough for any poll, retry or reconnect that the pages know to have come round. */
const SILENCE_MS = 6_000;
const LOST_SOCKET = /WebSocket connection to .* failed/;

/** How soon an order's end was painted, and its tickets: told once each, where the order's trace is kept. */
const MOST_SPANS_AFTER_END = 3;

/** Counts what leaves the page from this moment on, while somebody fidgets with it. */
async function expectSilence(page: Page, traffic: Traffic): Promise<void> {
  const before = traffic.sent.length;
  const spansBefore = traffic.spans().length;
  for (const link of await page.locator("header a:visible, main a").all()) await link.hover();
  await page.evaluate(() => {
    globalThis.dispatchEvent(new Event("online"));
    globalThis.dispatchEvent(new Event("focus"));
    document.dispatchEvent(new Event("visibilitychange"));
  });
  await page.waitForTimeout(SILENCE_MS); // a count of nothing has no end to wait for
  expect(traffic.since(before)).toEqual([]);
  expect(traffic.spans().length - spansBefore).toBeLessThanOrEqual(MOST_SPANS_AFTER_END);
}

test(
  "after CONFIRMED nothing leaves the page, nor does it after a reload",
  { tag: "@both" },
  async ({ page, publish }) => {
    const event = await publish();
    const traffic = watchTraffic(page);
    await readyToPay(page, event, { seats: [60] });
    await page.getByTestId("pay").click();
    await expectStatus(page, "CONFIRMED");
    await expectSilence(page, traffic);

    const before = traffic.sent.length;
    await page.reload();
    await expectStatus(page, "CONFIRMED");
    await page.waitForLoadState("networkidle");
    const sent = traffic.since(before);
    const path = `/api/orders/${await shownOrder(page)}`;
    expect(sent.filter((each) => each.path === path)).toHaveLength(1);
    expect(sent.filter((each) => each.method === "SOCKET")).toEqual([]);
  },
);

test("after CANCELLED nothing leaves the page", async ({ page, publish }) => {
  const event = await publish({ limits: { maxPaymentAttempts: 1 } });
  const traffic = watchTraffic(page);
  await readyToPay(page, event, { seats: [61], token: "tok_declined" });
  await page.getByTestId("pay").click();
  await expectStatus(page, "CANCELLED");
  await expectSilence(page, traffic);
});

test("while the socket is open a pending order is not polled", async ({ page, publish }) => {
  const event = await publish();
  const traffic = watchTraffic(page);
  await readyToPay(page, event, { seats: [62], token: "tok_challenge" });
  await page.getByTestId("pay").click();
  await page.waitForURL("**/sandbox/challenge/*");
  const bank = page.url();
  await page.goBack();
  await expectStatus(page, "PENDING");
  const orderId = await shownOrder(page);
  await expect.poll(() => traffic.ordersRead(orderId).length).toBeGreaterThan(0);
  await page.waitForLoadState("networkidle");
  // Once for the page, once for what was pushed before its socket opened.
  const before = traffic.sent.length;
  await page.waitForTimeout(SILENCE_MS);
  expect(traffic.since(before)).toEqual([]);

  // And the socket does tell: the buyer answers in another tab, this page shows it and asks nothing.
  await approveInAnotherTab(page, bank);
  await expectStatus(page, "CONFIRMED");
  expect(traffic.since(before)).toEqual([]);
});

test("without a socket a pending order is polled, until its end", async ({ page, publish, noise }) => {
  noise.expect(LOST_SOCKET);
  const event = await publish();
  const traffic = watchTraffic(page);
  await readyToPay(page, event, { seats: [63], token: "tok_challenge" });
  await page.getByTestId("pay").click();
  await page.waitForURL("**/sandbox/challenge/*");
  const bank = page.url();
  await page.routeWebSocket(/\/feed/, (socket) => socket.close());
  await page.goBack();
  await expectStatus(page, "PENDING");
  const orderId = await shownOrder(page);
  const polled = (): number => traffic.ordersRead(orderId).length;
  const first = polled();
  await expect.poll(polled, { timeout: 15_000 }).toBeGreaterThanOrEqual(first + 2);
  await expect(page.getByText("The live connection is down")).toBeVisible();

  await approveInAnotherTab(page, bank);
  await expectStatus(page, "CONFIRMED");
  expect((await readOrder(page, orderId)).status).toBe("CONFIRMED");
  await expectSilence(page, traffic);
});

test("without a socket the map polls for seats, and a purchase goes by HTTP", async ({
  page,
  publish,
  books,
  noise,
}) => {
  noise.expect(LOST_SOCKET);
  const event = await publish();
  const traffic = watchTraffic(page);
  await page.routeWebSocket(/\/feed/, (socket) => socket.close());
  await page.goto(event.path);
  await expect(page.getByTestId("seat-map")).toHaveAttribute("data-feed", "offline");
  await expect(page.getByText("The live connection is lost")).toBeVisible();
  const seats = `/api/events/${event.id}/seats`;
  await expect
    .poll(() => traffic.sent.filter((each) => each.path === seats).length, { timeout: 15_000 })
    .toBeGreaterThanOrEqual(2);

  await page.getByTestId("view-list").click();
  await seatCell(page, 64).click();
  await expectSeat(page, 64, "MINE");
  expect(traffic.sent).toContainEqual(
    expect.objectContaining({ method: "POST", path: `/api/events/${event.id}/holds` }),
  );
  await toCheckout(page);
  await fillIn(page);
  await page.getByTestId("pay").click();
  await expectStatus(page, "CONFIRMED");
  await expectOneOrderOneCharge(page, books);
});

async function approveInAnotherTab(page: Page, bank: string): Promise<void> {
  const tab = await page.context().newPage();
  await tab.goto(bank);
  await tab.getByRole("button", { name: "Approve" }).click();
  await expectStatus(tab, "CONFIRMED");
  await tab.close();
}
