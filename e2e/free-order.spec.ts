// An order that costs nothing: no card, no bank, and no word of either.

import { ordersOf, publicState } from "./support/buyer.ts";
import { expectSound } from "./support/look.ts";
import { freeOfCharge } from "./support/organiser.ts";
import { BUYER, expectStatus, openEvent, result, toCheckout } from "./support/pages.ts";
import { expect, test } from "./support/test.ts";
import { watchTraffic } from "./support/traffic.ts";

for (const { locale, heading, button, complete, money, badge } of [
  {
    locale: "ko-KR",
    heading: "예매 확인",
    button: "무료 예매하기",
    complete: "✅ 예매 완료",
    money: /결제(?!는 시험용)|카드|은행|승인|청구/,
    badge: "예매 완료",
  },
  {
    locale: "en-US",
    heading: "Your booking",
    button: "Book for free",
    complete: "✅ Booking complete",
    money: /\bpa(?:id|y|yment)\b|\bcards?\b|\bbank\b|charged/i,
    badge: "Booked",
  },
]) {
  test.describe(locale, () => {
    test.use({ locale });

    test(
      "free seats are booked without a card",
      { tag: "@both" },
      async ({ page, publish, books, request }) => {
        const event = await publish(freeOfCharge());
        const traffic = watchTraffic(page);
        await openEvent(page, event, [60, 61]);
        await toCheckout(page);
        await expect(page.getByRole("heading", { level: 1 })).toHaveText(heading);
        await expect(page.locator('input[name="card"]')).toHaveCount(0);
        await expect(page.locator("main")).not.toContainText(money);
        await expectSound(page, "the checkout");
        await page.locator('input[name="name"]').fill(BUYER.name);
        await page.locator('input[name="email"]').fill(BUYER.email);
        await page.getByRole("button", { name: button }).click();
        await expectStatus(page, "CONFIRMED");
        await expect(result(page)).toHaveText(complete);
        await expect(page.getByTestId("order-seats").locator("code")).toHaveCount(2);
        await page.getByTestId("timeline").locator("summary").click();
        await expect(page.locator('[data-step="tickets-issued"]')).toBeVisible();
        await expect(page.locator("main")).not.toContainText(money);
        const [order] = await ordersOf(page);
        expect(books.movementsOf(order?.orderId ?? "")).toEqual([]);
        expect(traffic.orders().map(({ body }) => body ?? "")).toEqual([
          expect.not.stringContaining("payment"),
        ]);
        expect(await publicState(request, event, 60)).toBe("SOLD");

        await page.goto("/my-tickets");
        await expect(page.getByTestId("my-order")).toContainText(badge);
      },
    );
  });
}
