// Buying from the first look at the map to the ticket: by mouse, by keyboard alone, and by touch.

import { expectOneOrderOneCharge, publicState } from "./support/buyer.ts";
import { spotOfSeat } from "./support/map.ts";
import {
  expectSeat,
  expectStatus,
  fillIn,
  openEvent,
  result,
  seatCell,
  toCheckout,
} from "./support/pages.ts";
import { expect, test } from "./support/test.ts";
import { watchTraffic } from "./support/traffic.ts";

test.describe("in Korean", () => {
  test.use({ locale: "ko-KR" });

  test("seats clicked on the map become tickets", async ({ page, publish, books, request }) => {
    const event = await publish();
    const traffic = watchTraffic(page);
    await openEvent(page, event);

    // Neighbours, and as quickly as a hand can: no more than ten pixels and a moment apart.
    for (const seat of [30, 31]) {
      const { x, y } = await spotOfSeat(page, seat);
      await page.mouse.click(x, y);
    }
    for (const seat of [30, 31]) await expectSeat(page, seat, "MINE");
    await expect(page.locator("[data-basket-seat]")).toHaveCount(2);
    await expect(page.getByTestId("basket-total")).toHaveText("₩284,000");
    await expect(page.getByTestId("hold-timer")).toContainText(/^9:\d\d/);
    expect(await publicState(request, event, 31)).toBe("HELD");

    await toCheckout(page);
    await expect(page.getByTestId("checkout-total")).toHaveText("₩284,000");
    await fillIn(page, "tok_success");
    await page.getByRole("button", { name: "₩284,000 결제하기" }).click();
    await expectStatus(page, "CONFIRMED");
    await expect(result(page)).toHaveText("✅ 결제 완료");

    const order = await expectOneOrderOneCharge(page, books);
    expect(order.seats).toEqual([30, 31]);
    expect(traffic.orders()).toHaveLength(1);
    expect(await publicState(request, event, 31)).toBe("SOLD");
    const codes = page.getByTestId("order-seats").locator("code");
    await expect(codes).toHaveCount(2);
    const shown = await codes.allInnerTexts();

    await page.getByRole("link", { name: "내 예매 보기" }).click();
    const mine = page.getByTestId("my-order");
    await expect(mine).toHaveCount(1);
    await expect(mine).toContainText("결제 완료");
    await expect(mine.locator("code")).toHaveText(shown);
  });
});

test("a purchase needs no pointer, from the grid to the result", async ({ page, publish, books }) => {
  const event = await publish();
  await openEvent(page, event);
  const focused = page.locator(":focus");
  const tabTo = async (selector: string): Promise<void> => {
    for (let presses = 0; presses < 40; presses++) {
      if (await page.locator(`${selector}:focus`).count()) return;
      await page.keyboard.press("Tab");
    }
    throw new Error(`Tab does not lead to ${selector}`);
  };

  await tabTo("[data-seat]");
  await expect(focused).toHaveAttribute("data-seat", "0");
  await expect(page.getByTestId("seat-grid")).toBeInViewport(); // who comes by keyboard sees it come up
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowLeft");
  const seat = Number(await focused.getAttribute("data-seat"));
  await page.keyboard.press("Space");
  await expectSeat(page, seat, "MINE");
  await page.keyboard.press("Home");
  const other = Number(await focused.getAttribute("data-seat"));
  await page.keyboard.press("Enter");
  await expectSeat(page, other, "MINE");
  await page.keyboard.press("Space");
  await expectSeat(page, other, "AVAILABLE");
  await expect(page.getByTestId("seat-grid").locator('[tabindex="0"]')).toHaveCount(1);

  await expect(page.getByTestId("checkout")).toBeEnabled();
  await tabTo('[data-testid="checkout"]');
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("pay")).toBeEnabled();
  await tabTo('input[name="name"]');
  await page.keyboard.type("Kim Jari");
  await page.keyboard.press("Tab");
  await page.keyboard.type("jari@example.com");
  await page.keyboard.press("Tab");
  await expect(focused).toHaveAttribute("value", "tok_success");
  await tabTo('[data-testid="pay"]');
  await page.keyboard.press("Enter");

  await expectStatus(page, "CONFIRMED");
  await expect(result(page)).toHaveText("✅ Payment complete");
  const order = await expectOneOrderOneCharge(page, books);
  expect(order.seats).toEqual([seat]);
});

test(
  "the best seats are found and bought on a phone",
  { tag: "@phone" },
  async ({ page, publish, books }) => {
    const event = await publish();
    await openEvent(page, event);
    const basket = page.getByTestId("basket");
    const details = basket.locator('button[aria-controls="basket-details"]');

    // A finger far out is led closer before it can choose.
    const zone = await spotOfSeat(page, 150);
    await page.touchscreen.tap(zone.x, zone.y);
    await expect(page.getByTestId("seat-map").getByRole("button", { name: "Zoom out" })).toBeEnabled();

    await details.tap();
    await page.getByTestId("best-available").getByRole("button").tap();
    await expect(page.locator("[data-basket-seat]")).toHaveCount(2);
    await expect(page.getByTestId("checkout")).toBeEnabled();
    await page.getByTestId("checkout").tap();
    await expect(page.getByTestId("pay")).toBeEnabled();
    await fillIn(page);
    await page.getByTestId("pay").tap();
    await expectStatus(page, "CONFIRMED");
    const order = await expectOneOrderOneCharge(page, books);
    expect(order.seats).toHaveLength(2);
  },
);

test("a seat tapped on a phone's map is held", { tag: "@phone" }, async ({ page, publish, request }) => {
  const event = await publish();
  await openEvent(page, event);
  const map = page.getByTestId("seat-map");
  const held = page.locator("[data-basket-seat]");
  const zoomOut = map.getByRole("button", { name: "Zoom out" });
  const { x, y } = await spotOfSeat(page, 150);
  await page.touchscreen.tap(x, y);
  await expect(zoomOut).toBeEnabled();
  // Every tap leads closer until seats are as large as a finger; then one is chosen.
  await expect(async () => {
    await page.touchscreen.tap(x, y);
    await expect(held).toHaveCount(1, { timeout: 1_000 });
  }).toPass({ timeout: 10_000 });
  const seat = Number(await held.getAttribute("data-basket-seat"));
  await expect.poll(() => publicState(request, event, seat)).toBe("HELD");
  await expect(seatCell(page, seat)).toHaveAttribute("aria-selected", "true");
});
