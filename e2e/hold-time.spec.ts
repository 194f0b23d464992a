// The time of a hold: shown, announced, extended, and over.

import { expectSeat, openEvent, toCheckout } from "./support/pages.ts";
import { publicState } from "./support/buyer.ts";
import { expect, test } from "./support/test.ts";

test.use({ locale: "ko-KR" });

test(
  "a hold that runs out on the map goes back to everybody",
  { tag: "@both" },
  async ({ page, publish, newBrowser, request }) => {
    const event = await publish({ limits: { holdTtlMs: 3_000, holdMaxMs: 3_000 } });
    const other = await newBrowser();
    await openEvent(other, event);
    await openEvent(page, event, [50]);
    await expect(page.getByTestId("hold-timer").getByRole("timer")).toHaveText(/^0:0\d$/);
    await expectSeat(other, 50, "HELD");
    await expect(page.locator("[data-sonner-toast]")).toContainText("선점 시간이 지나 좌석이 반환되었습니다");
    await expectSeat(page, 50, "AVAILABLE");
    await expectSeat(other, 50, "AVAILABLE");
    await expect(page.getByTestId("checkout")).toBeDisabled();
    expect(await publicState(request, event, 50)).toBe("AVAILABLE");
  },
);

test("a hold that runs out at the checkout says so, and leads back to the seats", async ({
  page,
  publish,
  newBrowser,
}) => {
  const event = await publish({ limits: { holdTtlMs: 5_000, holdMaxMs: 5_000 } });
  const other = await newBrowser();
  await openEvent(other, event);
  await openEvent(page, event, [51]);
  await toCheckout(page);
  await expect(page.getByRole("heading", { name: "좌석 선점이 끝났습니다" })).toBeVisible();
  await expect(page.getByText("시간이 지나 좌석이 다시 열렸습니다")).toBeVisible();
  await expectSeat(other, 51, "AVAILABLE");
  await page.getByRole("link", { name: "같은 좌석 다시 선택" }).click();
  await expectSeat(page, 51, "MINE");
});

test("the time left is announced, and can be extended", async ({ page, publish }) => {
  const event = await publish({ limits: { holdTtlMs: 23_000, holdMaxMs: 90_000 } });
  await openEvent(page, event, [52]);
  const timer = page.getByTestId("hold-timer");
  const announced = timer.locator('[aria-live="polite"]');
  await expect(timer.getByRole("timer")).toHaveText(/^0:2\d$/);
  await expect(announced).toHaveText("20초 남았습니다");
  await expect(timer.getByRole("timer")).toHaveText(/^0:1\d$/);
  await page.getByTestId("basket").getByRole("button", { name: "시간 연장" }).click();
  await expect(page.locator("[data-sonner-toast]")).toContainText("선점 시간을 연장했습니다");
  await expect(timer.getByRole("timer")).toHaveText(/^0:2\d$/);
});
