// Nothing is lost by a reload or the back button, and every address that leads nowhere says so in words.

import { uuidv7 } from "uuidv7";
import { publicState } from "./support/buyer.ts";
import {
  BUYER,
  expectSeat,
  expectStatus,
  fillIn,
  openEvent,
  readyToPay,
  shownOrder,
  toCheckout,
} from "./support/pages.ts";
import { expect, test } from "./support/test.ts";

const DAY_MS = 86_400_000;

test("a reload and the back button keep the basket", { tag: "@both" }, async ({ page, publish, request }) => {
  const event = await publish();
  await openEvent(page, event, [70, 71]);
  await expect(page).toHaveURL(event.path); // ?seats= is used up, so that a reload does not ask again
  await page.reload();
  for (const seat of [70, 71]) await expectSeat(page, seat, "MINE");
  await toCheckout(page);
  await fillIn(page);
  await page.reload();
  await expect(page.getByTestId("checkout-total")).toHaveText("₩284,000");
  await expect(page.locator('input[name="name"]')).toHaveValue(BUYER.name);
  await expect(page.locator('input[name="email"]')).toHaveValue(BUYER.email);
  await page.goBack();
  for (const seat of [70, 71]) await expectSeat(page, seat, "MINE");
  await page.goForward();
  await expect(page.getByTestId("pay")).toBeEnabled();
  expect(await publicState(request, event, 70)).toBe("HELD");
});

test("a basket is the same in a new tab, and nobody else's", async ({
  page,
  context,
  publish,
  newBrowser,
}) => {
  const event = await publish();
  await openEvent(page, event, [72]);
  const tab = await context.newPage();
  await openEvent(tab, event);
  await expectSeat(tab, 72, "MINE");
  const other = await newBrowser();
  await openEvent(other, event);
  await expectSeat(other, 72, "HELD");
  await other.goto("/checkout");
  await expect(other.getByRole("heading", { name: "You have not chosen any seats" })).toBeVisible();
});

test("somebody else's order is not found, in words", async ({ page, publish, newBrowser, noise }) => {
  noise.expect(/status of 404/);
  const event = await publish();
  await readyToPay(page, event, { seats: [73] });
  await page.getByTestId("pay").click();
  await expectStatus(page, "CONFIRMED");
  const orderId = await shownOrder(page);
  const other = await newBrowser();
  await other.goto(`/orders/${orderId}`);
  const told = other.getByRole("alert");
  await expect(told).toContainText("You have no such order.");
  await expect(other.getByText("Kim")).toHaveCount(0);
  await expect(other.locator("main")).not.toContainText(/404|problem|json|undefined|\{/);
});

test("an order that never was, and an event that never was", async ({ page, noise }) => {
  noise.expect(/status of 40[04]/);
  for (const [path, words] of [
    [`/orders/${uuidv7()}`, "You have no such order."],
    ["/orders/not-an-id", "could not be loaded"],
    [`/events/${uuidv7()}`, "There is no such event."],
    ["/events/not-an-id", "could not be loaded"],
  ] as const) {
    await page.goto(path);
    await expect(page.getByRole("alert")).toContainText(words);
    await expect(page.locator("main")).not.toContainText(/\b40[04]\b|undefined|\{/);
  }
});

test("an unknown address says so and leads on", async ({ page }) => {
  await page.goto("/nowhere/at/all");
  await expect(page.getByRole("heading", { level: 1, name: "There is no such page" })).toBeVisible();
  await page.getByRole("link", { name: "See what is on" }).click();
  await expect(page).toHaveURL("/");
});

test.describe("before the sale", () => {
  test.use({ locale: "ko-KR" });

  test(
    "an event shows when it opens, and sells no seat",
    { tag: "@both" },
    async ({ page, publish, request }) => {
      // 20:00 in Seoul is another hour wherever this runs: the event's own zone is what is shown.
      const saleOpensAt = Math.ceil(Date.now() / DAY_MS) * DAY_MS + 2 * DAY_MS + 11 * 3_600_000;
      const event = await publish({ saleOpensAt });
      await page.goto(`${event.path}?seats=74`);
      await expect(page.getByTestId("seat-map")).toHaveAttribute("data-feed", "live");
      await expect(page.getByTestId("sale-countdown")).toContainText(/^\d\d:\d\d:\d\d/);
      await expect(page.getByText("예매 시작까지")).toBeVisible();
      await expect(page.getByText(/(오후 8:00|20:00).*예매 시작/)).toBeVisible();
      await page.getByTestId("view-list").click();
      await page.getByTestId("seat-grid").locator('[data-seat="74"]').click();
      await expect(page.locator("[data-sonner-toast]")).toContainText("아직 예매가 시작되지 않았습니다");
      await expectSeat(page, 74, "AVAILABLE");
      expect(await publicState(request, event, 74)).toBe("AVAILABLE");
    },
  );

  test("a sale opens under the eyes of whoever waits for it", async ({ page, publish }) => {
    const event = await publish({ saleOpensAt: Date.now() + 6_000 });
    await openEvent(page, event);
    await expect(page.getByTestId("sale-countdown")).toBeVisible();
    await expect(page.getByTestId("sale-countdown")).toHaveCount(0);
    await page.getByTestId("view-list").click();
    await page.getByTestId("seat-grid").locator('[data-seat="75"]').click();
    await expectSeat(page, 75, "MINE");
  });
});

test("the language and the theme are kept", async ({ page }) => {
  await page.goto("/");
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await page.getByRole("button", { name: "한국어" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("어느 자리에서 보시겠어요?");
  const theme = page.getByRole("button", { name: /^화면 밝기/ });
  await theme.click();
  await theme.click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("lang", "ko");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});
