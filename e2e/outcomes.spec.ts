// What the buyer is told of each thing that can become of a payment, and what is then true of the money.

import type { Page } from "@playwright/test";
import type { TestToken } from "../frontend/src/orders/test-cards.ts";
import { expectOneOrderOneCharge, ordersOf, publicState, readOrder } from "./support/buyer.ts";
import type { TestEvent } from "./support/organiser.ts";
import {
  expectSeat,
  expectStatus,
  fillIn,
  readyToPay,
  result,
  shownOrder,
  toCheckout,
} from "./support/pages.ts";
import { expect, test } from "./support/test.ts";

test.use({ locale: "ko-KR" });

async function payWith(
  page: Page,
  event: TestEvent,
  token: TestToken,
  seats: readonly number[],
): Promise<void> {
  await readyToPay(page, event, { seats, token });
  await page.getByTestId("pay").click();
}

/** The bank's page comes by itself, and is another page than Jari's. */
async function atTheBank(page: Page): Promise<void> {
  await page.waitForURL("**/sandbox/challenge/*");
  await expect(page.getByRole("heading", { name: "이 결제를 승인할까요?" })).toBeVisible();
}

const toasts = (page: Page) => page.locator("[data-sonner-toast]");

test("a card that is accepted: ✅ 결제 완료", { tag: "@both" }, async ({ page, publish, books }) => {
  const event = await publish();
  await payWith(page, event, "tok_success", [20]);
  await expectStatus(page, "CONFIRMED");
  await expect(result(page)).toHaveText("✅ 결제 완료");
  await expect(page.getByText("좌석이 확정되었습니다")).toBeVisible();
  await expect(toasts(page)).toHaveCount(1); // one from the press of the button to the result
  await expect(toasts(page)).toHaveAttribute("data-type", "success");
  await expect(toasts(page)).toContainText("결제 완료");
  await expectOneOrderOneCharge(page, books);
});

for (const { token, reason } of [
  { token: "tok_declined", reason: "카드사가 결제를 거절했습니다." },
  { token: "tok_insufficient_funds", reason: "카드의 잔액이나 한도가 모자랍니다." },
] as const) {
  test(`${token} at the only attempt: ❌ 결제 실패, why, and the same seats again`, async ({
    page,
    publish,
    books,
    request,
  }) => {
    const event = await publish({ limits: { maxPaymentAttempts: 1 } });
    await payWith(page, event, token, [21, 22]);
    await expectStatus(page, "CANCELLED");
    await expect(result(page)).toHaveText("❌ 결제 실패");
    const told = page.getByRole("status").filter({ has: result(page) });
    await expect(told).toContainText(reason);
    await expect(told).toContainText("결제된 금액은 없습니다.");
    await expect(told).toContainText("다른 카드를 골라 보세요");
    await expect(toasts(page)).toHaveAttribute("data-type", "error");
    const failed = await shownOrder(page);
    expect(books.movementsOf(failed)).toEqual([]);
    await expect.poll(() => publicState(request, event, 21)).toBe("AVAILABLE");

    await page.getByRole("link", { name: "같은 좌석 다시 선택" }).click();
    for (const seat of [21, 22]) await expectSeat(page, seat, "MINE");
    await toCheckout(page);
    await fillIn(page, "tok_success");
    await page.getByTestId("pay").click();
    await expectStatus(page, "CONFIRMED");
    const orders = await ordersOf(page);
    expect(orders.map((each) => each.status)).toEqual(["CONFIRMED", "CANCELLED"]);
    await expect.poll(() => books.movementsOf(orders[0]?.orderId ?? "")).toEqual(["authorize", "capture"]);
    expect(books.movementsOf(failed)).toEqual([]);
  });
}

test(
  "a challenge that the buyer approves on the bank's page",
  { tag: "@both" },
  async ({ page, publish, books }) => {
    const event = await publish();
    await payWith(page, event, "tok_challenge", [23]);
    await atTheBank(page);
    await expect(page.getByText("₩142,000")).toBeVisible();
    expect(books.movementsOf((await ordersOf(page))[0]?.orderId ?? "")).toEqual([]);
    await page.getByRole("button", { name: "승인" }).click();
    await expectStatus(page, "CONFIRMED");
    await expect(result(page)).toHaveText("✅ 결제 완료");
    await expectOneOrderOneCharge(page, books);
  },
);

test("a challenge that the buyer refuses at the only attempt", async ({ page, publish, books, request }) => {
  const event = await publish({ limits: { maxPaymentAttempts: 1 } });
  await payWith(page, event, "tok_challenge", [24]);
  await atTheBank(page);
  await page.getByRole("button", { name: "거절" }).click();
  await expectStatus(page, "CANCELLED");
  await expect(result(page)).toHaveText("❌ 결제 실패");
  await expect(page.getByText("카드사 화면에서 승인되지 않았습니다.")).toBeVisible();
  await expect(page.getByRole("link", { name: "같은 좌석 다시 선택" })).toBeVisible();
  expect(books.movementsOf(await shownOrder(page))).toEqual([]);
  await expect.poll(() => publicState(request, event, 24)).toBe("AVAILABLE");
});

test("whoever comes back from the bank without an answer may go there again", async ({
  page,
  publish,
  books,
}) => {
  const event = await publish();
  await payWith(page, event, "tok_challenge", [25]);
  await atTheBank(page);
  await page.goBack();
  await expectStatus(page, "PENDING");
  await expect(result(page)).toHaveText("카드사의 승인이 필요합니다");
  await page.getByRole("button", { name: "승인하러 가기" }).click();
  await atTheBank(page);
  await page.getByRole("button", { name: "승인" }).click();
  await expectStatus(page, "CONFIRMED");
  await expectOneOrderOneCharge(page, books);
});

for (const token of ["tok_slow", "tok_timeout"] as const) {
  test(`${token}: still confirming, then complete`, async ({ page, publish, books, request }) => {
    const event = await publish();
    await payWith(page, event, token, [26]);
    await expectStatus(page, "PENDING");
    expect(await publicState(request, event, 26)).toBe("HELD");
    await expect(result(page)).toHaveText("결제를 확인하고 있습니다");
    await expect(page.getByText("다시 결제하지 않으셔도 됩니다")).toBeVisible();
    await expect(page.getByRole("timer")).toHaveText(/^4:\d\d$/);
    await expect(toasts(page)).toHaveAttribute("data-type", "loading");
    await expectStatus(page, "CONFIRMED", 30_000);
    await expect(result(page)).toHaveText("✅ 결제 완료");
    await expect(toasts(page)).toHaveAttribute("data-type", "success");
    await expectOneOrderOneCharge(page, books);
  });
}

test("tok_duplicate_webhooks: one charge", async ({ page, publish, books }) => {
  const event = await publish();
  await payWith(page, event, "tok_duplicate_webhooks", [27]);
  await expectStatus(page, "CONFIRMED");
  const order = await expectOneOrderOneCharge(page, books);
  const before = await readOrder(page, order.orderId);
  // The company says everything again five seconds later (sandbox.webhooks.ts); nothing may come of it.
  await page.waitForTimeout(6_000);
  const { serverTime: _, ...after } = await readOrder(page, order.orderId);
  expect(after).toEqual(expect.objectContaining({ status: "CONFIRMED", version: before.version }));
  expect(books.movementsOf(order.orderId)).toEqual(["authorize", "capture"]);
  await expect(result(page)).toHaveText("✅ 결제 완료");
});

test("tok_late_success: money that comes after the deadline is never kept for nothing", async ({
  page,
  publish,
  books,
}) => {
  const event = await publish({ limits: { paymentTtlMs: 2_000 } });
  await payWith(page, event, "tok_late_success", [28]);
  await expectStatus(page, "PENDING");
  await expectStatus(page, "CANCELLED", 40_000);
  await expect(result(page)).toHaveText("❌ 결제 실패");
  // Nobody has said that no money was taken: we only asked for it to be cancelled.
  const told = page.getByRole("status").filter({ has: result(page) });
  await expect(told).toContainText("정해진 시간 안에 카드사의 답이 오지 않았습니다.");
  await expect(told).toContainText("이 결제는 취소를 요청해 두었습니다.");
  await expect(told).toContainText("좌석이 남아 있지 않으면 결제 금액을 자동으로 돌려드립니다");
  await expect(told).toContainText("같은 좌석을 지금 다시 결제하실 필요는 없습니다.");
  await expect(told).not.toContainText("결제된 금액은 없습니다");
  await expect(page.getByRole("link", { name: "같은 좌석 다시 선택" })).toHaveCount(0);
  await expect(page.getByRole("link", { name: "좌석 배치도 보기" })).toHaveAttribute("href", event.path);
  // The seat is free, so what turns up late buys it after all, and the page that listens says so.
  await expectStatus(page, "CONFIRMED", 30_000);
  await expect(page.getByText("승인이 늦게 도착했지만")).toBeVisible();
  await expectOneOrderOneCharge(page, books);
});
