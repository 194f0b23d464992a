// A buyer who wants no more of an order: the seats go back, and the money is told of as it is.

import type { Page } from "@playwright/test";
import { expectOneOrderOneCharge, publicState, readOrder } from "./support/buyer.ts";
import { expectAccessible, expectNoSidewaysScroll } from "./support/look.ts";
import {
  expectRetry,
  expectSeat,
  expectStatus,
  openEvent,
  readyToPay,
  result,
  seatCell,
  shownOrder,
} from "./support/pages.ts";
import { expect, test } from "./support/test.ts";

const told = (page: Page) => page.getByRole("status").filter({ has: result(page) });

test.describe("in Korean", () => {
  test.use({ locale: "ko-KR" });

  test(
    "after a decline the seats are free at once, for somebody else too",
    { tag: "@both" },
    async ({ page, publish, books, newBrowser }) => {
      const event = await publish();
      const other = await newBrowser();
      await readyToPay(page, event, { seats: [40, 41], token: "tok_declined" });
      await page.getByTestId("pay").click();
      await expectRetry(page);
      await openEvent(other, event);
      await expectSeat(other, 40, "HELD");

      // Asked once more, in the page; whoever thinks better of it is where they were.
      await page.getByRole("button", { name: "주문 취소하기" }).click();
      const question = page.getByTestId("give-up");
      await expect(question).toBeFocused();
      await expect(question).toContainText("주문을 취소하시겠어요?");
      await expect(question).toContainText("맡아 둔 좌석은 바로 다시 판매됩니다.");
      await expectNoSidewaysScroll(page);
      await expectAccessible(page);
      await page.keyboard.press("Escape");
      await expect(question).toHaveCount(0);
      await expect(page.getByRole("button", { name: "주문 취소하기" })).toBeFocused();
      await expectSeat(other, 40, "HELD");

      await page.getByRole("button", { name: "주문 취소하기" }).click();
      await question.getByRole("button", { name: "주문 취소하기" }).click();
      await expectStatus(page, "CANCELLED");
      await expect(result(page)).toHaveText("주문이 취소되었습니다");
      await expect(result(page)).toBeFocused();
      await expect(told(page)).toContainText("주문을 취소하셨습니다.");
      await expect(told(page)).toContainText("결제된 금액은 없습니다."); // the bank had said so
      await expect(page.locator("[data-sonner-toast]")).toHaveCount(0);
      expect(books.movementsOf(await shownOrder(page))).toEqual([]);
      for (const seat of [40, 41]) await expectSeat(other, seat, "AVAILABLE");
      await other.getByTestId("view-list").click();
      await seatCell(other, 40).click();
      await expectSeat(other, 40, "MINE");

      await page.goto("/my-tickets");
      await expect(page.getByTestId("my-order")).toContainText("주문 취소");
    },
  );
});

test("while a challenge waits the payment is ended first, and nothing is claimed of the money", async ({
  page,
  publish,
  books,
  request,
}) => {
  const event = await publish();
  await readyToPay(page, event, { seats: [42], token: "tok_challenge" });
  await page.getByTestId("pay").click();
  await page.waitForURL("**/sandbox/challenge/*");
  const bank = page.url();
  await page.goBack();
  await expectStatus(page, "PENDING");
  await expect(result(page)).toHaveText("Your bank needs your approval");
  await page.getByRole("button", { name: "Cancel this order" }).click();
  const question = page.getByTestId("give-up");
  await expect(question).toContainText("the money is returned automatically");
  await question.getByRole("button", { name: "Cancel this order" }).click();
  await expectStatus(page, "CANCELLED", 30_000);
  await expect(result(page)).toHaveText("Order cancelled");
  await expect(told(page)).toContainText("We have asked for the payment under way to be cancelled.");
  await expect(told(page)).toContainText(
    "If an approval still arrives, the money is returned automatically.",
  );
  await expect(told(page)).not.toContainText("No money was taken");
  await expect(page.getByRole("link", { name: "Choose the same seats again" })).toHaveCount(0);
  await expect(page.getByRole("link", { name: "See the seat map" })).toBeVisible();
  await expect.poll(() => publicState(request, event, 42)).toBe("AVAILABLE");
  const orderId = await shownOrder(page);
  expect((await readOrder(page, orderId)).reason).toBe("buyer-cancelled");
  expect(books.movementsOf(orderId)).toEqual([]);

  // And the bank's page has nothing left to approve.
  await page.goto(bank);
  await expect(page.getByRole("button", { name: "Approve" })).toHaveCount(0);
});

test("while it is being ended nobody pays again", async ({ page, publish }) => {
  const event = await publish();
  await readyToPay(page, event, { seats: [43], token: "tok_challenge" });
  await page.getByTestId("pay").click();
  await page.waitForURL("**/sandbox/challenge/*");
  await page.goBack();
  await expectStatus(page, "PENDING");
  const orderId = await shownOrder(page);
  // What the server says between the wish and its end, held still to be looked at.
  const order = await readOrder(page, orderId);
  const { redirectUrl: _, ...payment } = order.payment;
  const json = { ...order, payment, cancelRequested: true, version: order.version + 100 };
  await page.route(`**/api/orders/${orderId}`, (route) =>
    route.request().method() === "DELETE" ? route.fulfill({ status: 202, json }) : route.continue(),
  );
  await page.getByRole("button", { name: "Cancel this order" }).click();
  await page.getByTestId("give-up").getByRole("button", { name: "Cancel this order" }).click();
  await expect(result(page)).toHaveText("Cancelling your order");
  await expect(result(page)).toBeFocused();
  await expect(told(page)).toContainText("Please do not pay again.");
  await expect(page.getByRole("button", { name: /Pay|approve|Cancel this order/ })).toHaveCount(0);
  await expectAccessible(page);
});

test("an order that was confirmed first stays so, and says so", async ({ page, publish, books, noise }) => {
  noise.expect(/status of 409|WebSocket connection to .* failed|net::ERR_FAILED/);
  const event = await publish();
  await readyToPay(page, event, { seats: [44], token: "tok_challenge" });
  await page.getByTestId("pay").click();
  await page.waitForURL("**/sandbox/challenge/*");
  const bank = page.url();
  await page.routeWebSocket(/\/feed/, (socket) => socket.close());
  await page.goBack();
  await expectStatus(page, "PENDING");
  // A page that hears of nothing: the buyer approves in another tab.
  const orderId = await shownOrder(page);
  await page.route(`**/api/orders/${orderId}`, (route) =>
    route.request().method() === "GET" ? route.abort() : route.continue(),
  );
  const tab = await page.context().newPage();
  await tab.goto(bank);
  await tab.getByRole("button", { name: "Approve" }).click();
  await expectStatus(tab, "CONFIRMED");

  await page.getByRole("button", { name: "Cancel this order" }).click();
  await page.getByTestId("give-up").getByRole("button", { name: "Cancel this order" }).click();
  await expectStatus(page, "CONFIRMED");
  await expect(
    page.locator("[data-sonner-toast]").filter({ hasText: "Your order was settled" }),
  ).toBeVisible();
  await expect(page.getByTestId("give-up")).toHaveCount(0);
  await expectOneOrderOneCharge(tab, books);
});
