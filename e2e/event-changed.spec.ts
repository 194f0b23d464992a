// An event that is moved while its buyer is at the checkout: both starts are shown, and the new one is agreed to.

import { expectOneOrderOneCharge } from "./support/buyer.ts";
import { expectAccessible, expectNoSidewaysScroll } from "./support/look.ts";
import { expectStatus, readyToPay, toCheckout } from "./support/pages.ts";
import { expect, test } from "./support/test.ts";
import { watchTraffic } from "./support/traffic.ts";

// 19:30 and 20:00 in Seoul, a day apart, far enough ahead of any day on which this runs.
const YEAR = new Date().getUTCFullYear() + 1;
const STARTS_AT = Date.UTC(YEAR, 4, 15, 10, 30);
const MOVED_TO = Date.UTC(YEAR, 4, 16, 11, 0);
const BEFORE = { startsAt: STARTS_AT, saleClosesAt: STARTS_AT };
const AFTER = { startsAt: MOVED_TO, saleClosesAt: MOVED_TO };

test.describe("in Korean", () => {
  test.use({ locale: "ko-KR" });

  test(
    "the buyer sees the old and the new start, agrees, and pays",
    { tag: "@both" },
    async ({ page, publish, republish, books, noise }) => {
      noise.expect(/status of 409/);
      const event = await publish(BEFORE);
      const traffic = watchTraffic(page);
      await readyToPay(page, event, { seats: [50] });
      await republish(event, AFTER);
      await page.getByTestId("pay").click();

      const notice = page.getByTestId("event-changed");
      await expect(notice).toContainText("공연 일시가 변경되었습니다");
      await expect(notice.getByRole("definition").first()).toContainText(`${YEAR}년 5월 15일`);
      await expect(notice.getByRole("definition").first()).toContainText("19:30 (한국 표준시)");
      await expect(notice.getByRole("definition").last()).toContainText(`${YEAR}년 5월 16일`);
      await expect(notice.getByRole("definition").last()).toContainText("20:00 (한국 표준시)");
      await expect(page.locator("[data-sonner-toast]")).toHaveCount(0);
      await expectNoSidewaysScroll(page);
      await expectAccessible(page);

      await page.getByRole("button", { name: "변경된 일시로 ₩142,000 결제하기" }).click();
      await expectStatus(page, "CONFIRMED");
      await expect(page.locator("main")).toContainText(`${YEAR}년 5월 16일`);
      await expectOneOrderOneCharge(page, books);
      const [first, second] = traffic.orders();
      expect(traffic.orders()).toHaveLength(2);
      expect(second?.idempotencyKey).not.toBe(first?.idempotencyKey);
      const versions = traffic.orders().map(({ body }) => versionIn(body));
      expect(versions[1]).toBeGreaterThan(versions[0] ?? 0);
    },
  );
});

test("in English, and once it is agreed to it is asked no more", async ({
  page,
  publish,
  republish,
  noise,
}) => {
  noise.expect(/status of 409/);
  const event = await publish(BEFORE);
  await readyToPay(page, event, { seats: [51] });
  await republish(event, AFTER);
  await page.getByTestId("pay").click();
  const notice = page.getByTestId("event-changed");
  await expect(notice).toContainText("This event has a new date or time");
  await expect(notice).toContainText(`May 15, ${YEAR}`);
  await expect(notice).toContainText(/7:30\sPM \(Korean Standard Time\)/);
  await expect(notice).toContainText(`May 16, ${YEAR}`);
  await page.getByRole("button", { name: "Pay ₩142,000 for the new time" }).click();
  await expectStatus(page, "CONFIRMED");
});

test("an event that is published again with the same start asks for nothing", async ({
  page,
  publish,
  republish,
}) => {
  const event = await publish(BEFORE);
  await readyToPay(page, event, { seats: [52] });
  await republish(event, {
    priceLevels: event.definition.priceLevels.map((l) => ({ ...l, amountMinor: 1_000 })),
  });
  // What was quoted stays, and a reload of the checkout shows it too.
  await page.reload();
  await expect(page.getByTestId("checkout-total")).toHaveText("₩142,000");
  await page.locator('input[name="card"][value="tok_success"]').check();
  await page.getByRole("button", { name: "Pay ₩142,000" }).click();
  await expectStatus(page, "CONFIRMED");
});

test("a checkout that is opened after the change has nothing to agree to", async ({
  page,
  publish,
  republish,
}) => {
  const event = await publish(BEFORE);
  await page.goto(`${event.path}?seats=53`);
  await expect(page.getByTestId("checkout")).toBeEnabled();
  await republish(event, AFTER);
  await toCheckout(page);
  await expect(page.locator("main")).toContainText(`May 16, ${YEAR}`);
});

function versionIn(body: string | undefined): number {
  return (JSON.parse(body ?? "{}") as { eventVersion?: number }).eventVersion ?? 0;
}
