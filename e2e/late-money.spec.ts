// Money that comes after its order was given up: what the buyer is offered, chooses and is told, and what becomes of it.

import type { Locator, Page } from "@playwright/test";
import { expectOneOrderOneCharge, publicState, readOrder } from "./support/buyer.ts";
import { expectAccessible, expectNoSidewaysScroll, expectSound } from "./support/look.ts";
import type { TestEvent } from "./support/organiser.ts";
import { expectSeat, expectStatus, openEvent, readyToPay, result, shownOrder } from "./support/pages.ts";
import { expect, test } from "./support/test.ts";
import { watchTraffic } from "./support/traffic.ts";

// Stalls A, Row 4, Seats 1 and 2: the nearest that are as good are the two beside them.
const WANTED = [28, 29];
const OFFERED = [30, 31];
/** A void, and what is lost after it, take the sandbox company a quarter of a minute. */
const LATE_MS = 40_000;

test.setTimeout(120_000);

/** Buyer A's page, whose money has come too late for `WANTED`, and the page of B, who has taken them. */
async function lateForSeats(
  page: Page,
  { event, other }: { readonly event: TestEvent; readonly other: Page },
): Promise<void> {
  await readyToPay(page, event, { seats: WANTED, token: "tok_late_success" });
  await page.getByTestId("pay").click();
  await expectStatus(page, "CANCELLED", LATE_MS);
  await openEvent(other, event, WANTED);
  await expect(result(page)).toHaveAttribute("data-late", "offered", { timeout: LATE_MS });
}

const publishImpatient = { limits: { paymentTtlMs: 2_000 } };

async function step(page: Page, kind: string): Promise<Locator> {
  const timeline = page.getByTestId("timeline");
  if ((await timeline.locator("details[open]").count()) === 0) await timeline.locator("summary").click();
  return timeline.locator(`[data-step="${kind}"]`);
}

test(
  "other seats are offered, named, taken, and sold",
  { tag: "@both" },
  async ({ page, publish, newBrowser, books, request }) => {
    const event = await publish(publishImpatient);
    const other = await newBrowser();
    await lateForSeats(page, { event, other });

    await expect(result(page)).toHaveText("Other seats are kept for you");
    const told = page.getByRole("status").filter({ has: result(page) });
    await expect(told).toContainText("approved only after its time was over, and has been charged");
    await expect(told).toContainText("Stalls A Row 4 Seat 1, Row 4 Seat 2");
    const names = page.getByTestId("offered-seats").getByRole("listitem");
    await expect(names).toHaveText([/^Row 4 Seat 3\s*Stalls A$/, /^Row 4 Seat 4\s*Stalls A$/]);
    await expect(page.getByTestId("offer")).toContainText("You do not pay anything again.");
    await expect(page.getByTestId("offer-timer")).toContainText(/\d:\d\d/);
    await expect(page.locator('[data-moment="paidLate"]')).toHaveText(/\d:\d\d:\d\d/);
    await expectAccessible(page);
    // An offer that is pushed makes its card grow, and what is below it moves: only a fresh page is held to be still.
    await page.reload();
    await expect(page.locator('[data-moment="paidLate"] time')).toBeVisible();
    await expectSound(page, "the offer");

    for (const seat of OFFERED) await expectSeat(other, seat, "HELD");
    await page.getByRole("button", { name: "Take these seats" }).click();
    await expectStatus(page, "CONFIRMED");
    await expect(result(page)).toBeFocused();
    await expect(result(page)).toHaveText("✅ Payment complete");
    await expect(page.getByText("you have the other seats that you took")).toBeVisible();
    await expect(page.getByTestId("order-seats").locator("code")).toHaveCount(OFFERED.length);
    for (const seat of OFFERED) await expectSeat(other, seat, "SOLD");
    for (const seat of OFFERED) expect(await publicState(request, event, seat)).toBe("SOLD");
    const order = await expectOneOrderOneCharge(page, books);
    expect(order.seats).toEqual(OFFERED);

    await expect(await step(page, "paid-late")).toHaveCount(1);
    await expect(await step(page, "seats-offered")).toContainText("Other seats were set aside");
    await expect(await step(page, "money-captured")).toHaveCount(1);
    await expect(await step(page, "money-captured")).toContainText(
      "so that the late approval cannot be lost",
    );
    await expectNoSidewaysScroll(page);
    await expectAccessible(page);
  },
);

test("whoever declines them has the money back, and is told so", async ({
  page,
  publish,
  newBrowser,
  books,
  request,
}) => {
  const event = await publish(publishImpatient);
  const other = await newBrowser();
  await lateForSeats(page, { event, other });
  const orderId = await shownOrder(page);

  await page.getByRole("button", { name: "Give my money back" }).click();
  await expect(result(page)).toHaveAttribute("data-late", "returned", { timeout: 20_000 });
  await expect(result(page)).toHaveText("Refunded");
  await expect(page.getByText("all of it has been given back")).toBeVisible();
  await expect(page.locator('[data-moment="declined"]')).toHaveText(/\d:\d\d:\d\d/);
  await expect(page.locator('[data-moment="refunded"]')).toHaveText(/\d:\d\d:\d\d/);
  expect((await readOrder(page, orderId)).payment.status).toBe("REFUNDED");
  expect(books.movementsOf(orderId)).toEqual(["authorize", "capture", "refund"]);
  for (const seat of OFFERED) expect(await publicState(request, event, seat)).toBe("AVAILABLE");
  for (const seat of OFFERED) await expectSeat(other, seat, "AVAILABLE");
  await expect(page.getByRole("link", { name: "Choose the same seats again" })).toHaveCount(0);

  const released = (await step(page, "seats-released")).last();
  await expect(released).toContainText("You did not want these seats");
  await expect(released).toContainText("Undone");
  await expect(await step(page, "money-returned")).toContainText("All of the money was given back");
  await expect(await step(page, "money-captured")).toContainText("so that the late approval cannot be lost");

  // After its end nothing is awaited: a reload tells the same, opens no socket and sends nothing more.
  const traffic = watchTraffic(page);
  await page.reload();
  await expect(result(page)).toHaveText("Refunded");
  await expect(page.locator('[data-moment="refunded"]')).toHaveText(/\d:\d\d:\d\d/);
  expect(traffic.sockets()).toEqual([]);
  await page.goto("/my-tickets");
  await expect(page.getByTestId("my-order")).toContainText("Refunded");
});

test("whoever does not answer has the money back when the time is over", async ({
  page,
  publish,
  newBrowser,
  books,
}) => {
  const event = await publish({ limits: { paymentTtlMs: 2_000, holdTtlMs: 20_000, holdMaxMs: 20_000 } });
  const other = await newBrowser();
  await lateForSeats(page, { event, other });
  const orderId = await shownOrder(page);
  await expect(result(page)).toHaveAttribute("data-late", /^return/, { timeout: 30_000 });
  await expect(page.getByTestId("offer")).toHaveCount(0);
  await expect(result(page)).toHaveAttribute("data-late", "returned", { timeout: 70_000 });
  await expect(page.locator('[data-moment="lapsed"]')).toHaveText(/\d:\d\d:\d\d/);
  expect(books.movementsOf(orderId)).toEqual(["authorize", "capture", "refund"]);
});

test("without a socket the offer, its answer and the end are still told; so do my tickets", async ({
  page,
  publish,
  newBrowser,
  noise,
}) => {
  noise.expect(/WebSocket connection to .* failed/);
  const event = await publish(publishImpatient);
  await lateForSeats(page, { event, other: await newBrowser() });
  await page.goto("/my-tickets");
  const card = page.getByTestId("my-order");
  await expect(card).toContainText("Waits for your answer");
  await expectSound(page, "my tickets");

  await page.routeWebSocket(/\/feed/, (socket) => socket.close());
  await card.getByRole("link", { name: "Choose seats or money" }).click();
  await expect(page.getByTestId("offer")).toBeVisible();
  const traffic = watchTraffic(page);
  const orderId = await shownOrder(page);
  await expect.poll(() => traffic.ordersRead(orderId).length, { timeout: 20_000 }).toBeGreaterThanOrEqual(2);
  // The page hears of nothing but what it asks for: the answer, and by polling the end.
  await page.getByRole("button", { name: "Take these seats" }).click();
  await expectStatus(page, "CONFIRMED", 30_000);
});

test("an answer that the server finds too late says what becomes of the money", async ({
  page,
  publish,
  newBrowser,
  noise,
}) => {
  noise.expect(/status of 4\d\d|WebSocket connection to .* failed/);
  const event = await publish({ limits: { paymentTtlMs: 2_000, holdTtlMs: 20_000, holdMaxMs: 20_000 } });
  await lateForSeats(page, { event, other: await newBrowser() });
  // A page that believes that there is a minute more, and hears of nothing.
  const orderId = await shownOrder(page);
  const { offer, ...rest } = await readOrder(page, orderId);
  const until = offer?.until ?? 0;
  let isDeaf = true;
  await page.routeWebSocket(/\/feed/, (socket) => socket.close());
  await page.route(`**/api/orders/${orderId}`, (route) => {
    const json = { ...rest, offer: { seats: OFFERED, until: until + 60_000 } };
    return isDeaf ? route.fulfill({ json }) : route.continue();
  });
  await page.reload();
  await page.waitForTimeout(Math.max(0, until - Date.now()) + 500);
  await expect(result(page)).toHaveAttribute("data-late", "offered");
  await page.getByRole("button", { name: "Take these seats" }).click();
  await expect(result(page)).toHaveText("Your money is on its way back");
  await expect(page.getByText("The time for the other seats is over")).toBeVisible();
  await expect(result(page)).toBeFocused();
  isDeaf = false;
  await expect(result(page)).toHaveAttribute("data-late", "returned", { timeout: 70_000 });
});

test("money for seats that its buyer has bought meanwhile goes back at once, and both orders say so", async ({
  page,
  context,
  publish,
  books,
}) => {
  const event = await publish({ limits: { paymentTtlMs: 4_000 } });
  await readyToPay(page, event, { seats: WANTED, token: "tok_late_success" });
  await page.getByTestId("pay").click();
  await expectStatus(page, "CANCELLED", LATE_MS);
  const late = await shownOrder(page);
  await expect(page.getByText("There is no need to pay for the same seats again now.")).toBeVisible();

  // The buyer does so all the same, in another tab.
  const tab = await context.newPage();
  await readyToPay(tab, event, { seats: WANTED });
  await tab.getByTestId("pay").click();
  await expectStatus(tab, "CONFIRMED");
  const bought = await shownOrder(tab);

  await expect(result(page)).toHaveAttribute("data-late", "returned", { timeout: LATE_MS });
  await expect(page.getByText("you had booked the same seats with another order")).toBeVisible();
  // The page of the order that has the seats hears of it without a reload, and says it after one too.
  const notice = tab.getByTestId("returned");
  await expect(notice).toContainText("You do not pay twice.");
  await expect(notice.getByRole("link")).toHaveAttribute("href", `/orders/${late}`);
  await tab.reload();
  await expect(notice).toContainText("You do not pay twice.");
  await expectSound(tab, "the order that has the seats");
  expect(books.movementsOf(bought)).toEqual(["authorize", "capture"]);
  expect(books.movementsOf(late)).not.toContain("capture");

  await page.getByRole("link", { name: "See the order with these seats" }).click();
  await expectStatus(page, "CONFIRMED");
  expect(await shownOrder(page)).toBe(bought);
});

test.describe("the timeline of an ordinary purchase", () => {
  test.use({ locale: "ko-KR" });

  test(
    "opens, names its steps, and asks for nothing before",
    { tag: "@both" },
    async ({ page, publish, noise }) => {
      noise.expect(/status of 503/);
      const event = await publish();
      const traffic = watchTraffic(page);
      await readyToPay(page, event, { seats: [20, 21] });
      await page.getByTestId("pay").click();
      await expectStatus(page, "CONFIRMED");
      const path = `/api/orders/${await shownOrder(page)}/timeline`;
      const asked = () => traffic.sent.filter((each) => each.path === path).length;
      await expect
        .poll(async () => (await readOrder(page, await shownOrder(page))).payment.status)
        .toBe("CAPTURED");
      expect(asked()).toBe(0);

      let isDown = true;
      await page.route(`**${path}`, (route) => (isDown ? route.fulfill({ status: 503 }) : route.continue()));
      const timeline = page.getByTestId("timeline");
      await timeline.locator("summary").click();
      await expect(timeline.getByRole("alert")).toContainText("단계를 불러오지 못했습니다");
      isDown = false;
      await timeline.getByRole("button", { name: "다시 시도" }).click();
      await expect(timeline.getByRole("alert")).toHaveCount(0);
      await expect(await step(page, "money-captured")).toContainText("결제 금액을 청구했습니다");
      const shown = await timeline
        .locator("[data-step]")
        .evaluateAll((all) => all.map((each) => each.getAttribute("data-step")));
      // The company's own news makes us ask it again, when they come.
      const [first, ...more] = shown.flatMap((kind, i) => (kind === "provider-asked" ? [i] : []));
      expect(shown.filter((_, i) => !more.includes(i))).toEqual([
        "seats-held",
        "payment-started",
        "order-placed",
        "provider-asked",
        "order-confirmed",
        "seats-sold",
        "tickets-issued",
        "money-captured",
      ]);
      expect(first).toBe(3);
      await expect(await step(page, "seats-held")).toContainText("좌석을 선점했습니다");
      await expect((await step(page, "provider-asked")).first()).toContainText("답: 승인됨");
      await expect(await step(page, "money-captured")).toContainText(/\d\d:\d\d:\d\d/);
      expect(asked()).toBe(2);
      await expectSound(page, "the timeline");
    },
  );
});
