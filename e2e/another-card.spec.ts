// A payment that failed costs nobody their seats: the order's page says why, keeps them, and takes another card.

import type { Page, Route } from "@playwright/test";
import { expectOneOrderOneCharge, ordersOf, publicState, readOrder } from "./support/buyer.ts";
import { expectAccessible, expectNoSidewaysScroll, expectSound } from "./support/look.ts";
import {
  expectRetry,
  expectSeat,
  expectStatus,
  openEvent,
  payAgain,
  readyToPay,
  result,
  shownOrder,
} from "./support/pages.ts";
import type { TestEvent } from "./support/organiser.ts";
import { expect, test } from "./support/test.ts";
import { watchTraffic, type Sent } from "./support/traffic.ts";

const toasts = (page: Page) => page.locator("[data-sonner-toast]");
const told = (page: Page) => page.getByRole("status").filter({ has: result(page) });
const card = (page: Page, token: string) => page.locator(`input[name="card"][value="${token}"]`);

/** An order of these seats whose first payment was declined. */
async function declined(page: Page, event: TestEvent, seats: readonly number[]): Promise<string> {
  await readyToPay(page, event, { seats, token: "tok_declined" });
  await page.getByTestId("pay").click();
  await expectRetry(page);
  return shownOrder(page);
}

test.describe("in Korean", () => {
  test.use({ locale: "ko-KR" });

  test(
    "a declined card, another card, and the same seats",
    { tag: "@both" },
    async ({ page, publish, books, request, newBrowser }) => {
      const event = await publish();
      const other = await newBrowser();
      const orderId = await declined(page, event, [20, 21]);
      await expect(result(page)).toHaveText("❌ 결제 실패");
      await expect(told(page)).toContainText("카드사가 결제를 거절했습니다.");
      await expect(told(page)).toContainText("결제된 금액은 없습니다.");
      await expect(told(page)).toContainText(/좌석은 \d\d:\d\d:\d\d까지 그대로 맡아 두었습니다/);
      await expect(page.getByTestId("retry-timer")).toContainText(/^[45]:\d\d/);
      await expect(page.getByText("결제는 앞으로 2번 더 시도할 수 있습니다.")).toBeVisible();
      await expect(toasts(page)).toHaveAttribute("data-type", "error");
      await expect(card(page, "tok_declined")).toBeChecked();
      expect(books.movementsOf(orderId)).toEqual([]);
      expect(await publicState(request, event, 20)).toBe("HELD");
      await openEvent(other, event);
      for (const seat of [20, 21]) await expectSeat(other, seat, "HELD");

      // An order that has just failed makes room for its cards: only a fresh page is held to be still.
      await page.reload();
      await expectRetry(page);
      await expect(card(page, "tok_declined")).toBeChecked();
      await expect(toasts(page)).toHaveCount(0);
      await expectSound(page, "the failed attempt");

      await card(page, "tok_success").check();
      await page.getByRole("button", { name: "₩284,000 결제하기" }).click();
      await expectStatus(page, "CONFIRMED");
      await expect(result(page)).toHaveText("✅ 결제 완료");
      await expect(result(page)).toBeFocused();
      await expect(page.getByTestId("retry")).toHaveCount(0);
      await expect(toasts(page)).toHaveAttribute("data-type", "success");
      const order = await expectOneOrderOneCharge(page, books);
      expect(order).toMatchObject({ orderId, seats: [20, 21], payment: { attempt: 2 } });
      for (const seat of [20, 21]) await expectSeat(other, seat, "SOLD");

      const timeline = page.getByTestId("timeline");
      await timeline.locator("summary").click();
      await expect(timeline.locator('[data-step="attempt-failed"]')).toContainText("1번째 결제");
      await expect(timeline.locator('[data-step="attempt-failed"]')).toContainText(
        "카드사가 결제를 거절했습니다.",
      );
      await expect(timeline.locator('[data-step="attempt-started"]')).toContainText("2번째 결제");
      await expectNoSidewaysScroll(page);
      await expectAccessible(page);
    },
  );
});

test(
  "my tickets tells of it, and leads to another card",
  { tag: "@both" },
  async ({ page, publish, books }) => {
    await declined(page, await publish(), [22]);
    await page.goto("/my-tickets");
    const mine = page.getByTestId("my-order");
    await expect(mine).toContainText("Payment failed");
    await expect(mine).toContainText(/Your seats are kept until \d+:\d\d:\d\d/);
    await expectSound(page, "my tickets");
    await mine.getByRole("link", { name: "Pay with another card" }).click();
    await expectRetry(page);
    await expect(result(page)).toHaveText("❌ Payment failed");
    await expect(told(page)).toContainText("Your bank declined the payment.");
    await expect(told(page)).toContainText("No money was taken.");
    await payAgain(page, "tok_slow");
    await expect(result(page)).toHaveText("Confirming your payment");
    await expect(page.getByTestId("pay-again")).toHaveCount(0); // nobody pays again while it is not known
    await expectStatus(page, "CONFIRMED", 30_000);
    await expectOneOrderOneCharge(page, books);
  },
);

test("the last attempt is called so, and ends the order", async ({ page, publish, books, request }) => {
  const event = await publish({ limits: { maxPaymentAttempts: 2 } });
  const orderId = await declined(page, event, [23]);
  await expect(page.getByText("This is the last try.")).toBeVisible();
  await payAgain(page, "tok_insufficient_funds");
  await expectStatus(page, "CANCELLED");
  await expect(told(page)).toContainText("There was not enough money or credit on the card.");
  await expect(told(page)).toContainText("No money was taken.");
  await expect(page.getByRole("link", { name: "Choose the same seats again" })).toBeVisible();
  await expect.poll(() => publicState(request, event, 23)).toBe("AVAILABLE");
  expect(books.movementsOf(orderId)).toEqual([]);
});

test("a second attempt may need the buyer's approval, and leads to the bank by itself", async ({
  page,
  publish,
  books,
}) => {
  await readyToPay(page, await publish(), { seats: [24], token: "tok_challenge" });
  await page.getByTestId("pay").click();
  await page.waitForURL("**/sandbox/challenge/*");
  await page.getByRole("button", { name: "Refuse" }).click();
  await expectRetry(page);
  await expect(told(page)).toContainText("The payment was not approved on your bank's page.");
  await payAgain(page, "tok_challenge");
  await page.waitForURL("**/sandbox/challenge/*");
  await page.getByRole("button", { name: "Approve" }).click();
  await expectStatus(page, "CONFIRMED");
  await expectOneOrderOneCharge(page, books);
});

test("whoever lets the time pass is told, and may have the seats again", async ({
  page,
  publish,
  request,
}) => {
  const event = await publish({ limits: { paymentTtlMs: 6_000 } });
  await declined(page, event, [25]);
  await expectStatus(page, "CANCELLED", 40_000);
  await expect(page.getByTestId("retry")).toHaveCount(0);
  // The provider had said no, and nothing was tried since.
  await expect(told(page)).toContainText("No money was taken.");
  await expect(page.getByRole("link", { name: "Choose the same seats again" })).toBeVisible();
  await expect.poll(() => publicState(request, event, 25)).toBe("AVAILABLE");
});

test.describe("however the button is pressed, one attempt is one payment", () => {
  const keysOf = (sent: readonly Sent[]) => new Set(sent.map((each) => each.idempotencyKey));

  /** Does `act` with the next attempt; the ones after it go their usual way. */
  async function onNextAttempt(page: Page, act: (route: Route) => Promise<void>): Promise<void> {
    await page.route("**/api/orders/*/payments", act, { times: 1 });
  }

  test("a double click", async ({ page, publish, books }) => {
    const orderId = await declined(page, await publish(), [26]);
    const traffic = watchTraffic(page);
    await card(page, "tok_success").check();
    await page.getByTestId("pay-again").dblclick();
    await expectStatus(page, "CONFIRMED");
    await expectOneOrderOneCharge(page, books);
    expect(traffic.payments(orderId)).toHaveLength(1);
  });

  test("a reload while the answer is on its way", async ({ page, publish, books }) => {
    const orderId = await declined(page, await publish(), [27]);
    const traffic = watchTraffic(page);
    const asked = Promise.withResolvers<void>();
    await onNextAttempt(page, async () => asked.resolve()); // neither sent on nor answered
    await payAgain(page, "tok_success");
    await asked.promise;
    expect((await readOrder(page, orderId)).payment.attempt).toBe(1);
    await page.reload();
    await expectStatus(page, "CONFIRMED");
    await expectOneOrderOneCharge(page, books);
    expect(traffic.payments(orderId)).toHaveLength(2);
    expect(keysOf(traffic.payments(orderId)).size).toBe(1);
  });

  test("two tabs, with a card each", async ({ page, context, publish, books, noise }) => {
    noise.expect(/status of 409/); // in flight: one of them may be told to wait for the other
    const orderId = await declined(page, await publish(), [28]);
    const second = await context.newPage();
    await second.goto(`/orders/${orderId}`);
    await expectRetry(second);
    const tabs = [page, second];
    const traffic = tabs.map(watchTraffic);
    const bothSent = Promise.withResolvers<void>();
    let sent = 0;
    for (const tab of tabs) {
      await onNextAttempt(tab, async (route) => {
        if (++sent === tabs.length) bothSent.resolve();
        await bothSent.promise;
        await route.continue();
      });
    }
    await card(second, "tok_duplicate_webhooks").check();
    await card(page, "tok_success").check();
    await Promise.all(tabs.map((tab) => tab.getByTestId("pay-again").click()));
    for (const tab of tabs) await expectStatus(tab, "CONFIRMED");
    await expectOneOrderOneCharge(page, books);
    const payments = traffic.flatMap((each) => each.payments(orderId));
    expect(keysOf(payments).size).toBe(1);
    expect(new Set(payments.map((each) => each.body)).size).toBe(1);
  });

  test("a tab that knows of nothing takes over how the order stands", async ({
    page,
    context,
    publish,
    books,
    noise,
  }) => {
    noise.expect(/status of 409|WebSocket connection to .* failed/);
    const orderId = await declined(page, await publish(), [29]);
    const deaf = await context.newPage();
    await deaf.routeWebSocket(/\/feed/, (socket) => socket.close());
    await deaf.goto(`/orders/${orderId}`);
    await expectRetry(deaf);
    await deaf.route(`**/api/orders/${orderId}`, (route) => route.abort());
    noise.expect(/net::ERR_FAILED/);
    await payAgain(page, "tok_declined");
    await expect.poll(async () => (await readOrder(page, orderId)).payment.attempt).toBe(2);
    await expectRetry(page);
    // Its own storage, as another device of the same buyer's would have: another key for the same attempt.
    await deaf.evaluate(() => localStorage.clear());
    await payAgain(deaf, "tok_success");
    await expect(deaf.getByText("This is the last try.")).toBeVisible();
    expect(await ordersOf(page)).toHaveLength(1);
    await payAgain(page, "tok_success");
    await expectStatus(page, "CONFIRMED");
    await expectOneOrderOneCharge(page, books);
  });
});
