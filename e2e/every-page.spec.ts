// Every page in every state, in both sizes: accessible in light and dark, no wider than the window, nothing that
// jumps, and nothing on the console (which the `noise` fixture of support/test.ts sees to, as in every spec).

import { uuidv7 } from "uuidv7";
import { expectNoJumps, expectNoSidewaysScroll, expectSound } from "./support/look.ts";
import { organiserToken } from "./support/organiser.ts";
import { expectStatus, openEvent, readyToPay, shownOrder, toCheckout } from "./support/pages.ts";
import { expect, test } from "./support/test.ts";

const DAY_MS = 86_400_000;

test("home, and the pages that have nothing to show", { tag: "@both" }, async ({ page, noise }) => {
  noise.expect(/status of 404/);
  for (const [path, heading] of [
    ["/", "Where would you like to sit?"],
    ["/my-tickets", "My tickets"],
    ["/checkout", "You have not chosen any seats"],
    ["/nowhere", "There is no such page"],
    [`/orders/${uuidv7()}`, "Your order could not be loaded"],
  ] as const) {
    await page.goto(path);
    await expect(page.getByRole("heading", { name: heading })).toBeVisible();
    await expect(page.locator("[aria-hidden=true] .skeleton")).toHaveCount(0);
    await expectSound(page, path);
  }
});

test("an event and its checkout", { tag: "@both" }, async ({ page, publish }) => {
  await openEvent(page, await publish(), [80, 81]);
  await expect(page.getByTestId("checkout")).toBeEnabled();
  await expectSound(page, "the map");
  await page.getByTestId("view-list").click();
  await expectSound(page, "the list");
  await toCheckout(page);
  await expectSound(page, "the checkout");
  await page.getByTestId("pay").click();
  await expect(page.getByText("Please enter your name.")).toBeVisible();
  await expectSound(page, "the checkout, not filled in");
});

test("an event before its sale", { tag: "@both" }, async ({ page, publish }) => {
  await openEvent(page, await publish({ saleOpensAt: Date.now() + DAY_MS }));
  await expect(page.getByTestId("sale-countdown")).toBeVisible();
  await expectSound(page, "the map");
});

test("a paid order and its tickets", { tag: "@both" }, async ({ page, publish }) => {
  await readyToPay(page, await publish(), { seats: [80, 81] });
  await page.getByTestId("pay").click();
  await expectStatus(page, "CONFIRMED");
  await expect(page.getByTestId("order-seats").locator("code")).toHaveCount(2);
  await expectSound(page, "the order");
  await page.getByRole("link", { name: "My tickets" }).last().click();
  await expect(page.getByTestId("my-order").locator("code")).toHaveCount(2);
  await expectSound(page, "my tickets");
});

test("an order that failed", { tag: "@both" }, async ({ page, publish }) => {
  const event = await publish({ limits: { maxPaymentAttempts: 1 } });
  await readyToPay(page, event, { seats: [80], token: "tok_declined" });
  await page.getByTestId("pay").click();
  await expectStatus(page, "CANCELLED");
  await expectSound(page, "the order");
});

test(
  "an order that waits for the buyer, and the bank's page",
  { tag: "@both" },
  async ({ page, publish }) => {
    await readyToPay(page, await publish(), { seats: [80], token: "tok_challenge" });
    await page.getByTestId("pay").click();
    await page.waitForURL("**/sandbox/challenge/*");
    await expect(page.getByRole("button", { name: "Approve" })).toBeVisible();
    await expectSound(page, "the bank's page");
    await page.goBack();
    await expectStatus(page, "PENDING");
    await expectSound(page, "the order");
  },
);

test("nothing jumps on a slow network", { tag: "@both" }, async ({ page, publish }) => {
  const event = await publish();
  await readyToPay(page, event, { seats: [80] });
  await page.getByTestId("pay").click();
  await expectStatus(page, "CONFIRMED");
  const orderId = await shownOrder(page);

  // What is drawn first is the skeleton, in a font that is not yet the site's own.
  const slowly = (ms: number) => async (route: { continue: () => Promise<void> }) => {
    await new Promise((resolve) => setTimeout(resolve, ms));
    await route.continue();
  };
  await page.route("**/api/**", slowly(400));
  await page.route(/\.woff2$/, slowly(700));
  for (const [path, shown] of [
    ["/", "main li a"],
    [event.path, '[data-testid="seat-map"][data-feed="live"]'],
    [`/orders/${orderId}`, '[data-testid="order-result"]'],
    ["/my-tickets", '[data-testid="my-order"] code'],
  ] as const) {
    await test.step(path, async () => {
      await page.goto(path, { waitUntil: "networkidle" });
      await expect(page.locator(shown).first()).toBeVisible();
      await page.evaluate(() => document.fonts.ready);
      await expectNoJumps(page);
    });
  }
});

test.describe("the organiser's page", () => {
  test.use({ httpCredentials: { username: "organiser", password: organiserToken() } });

  test("is sound", { tag: "@both" }, async ({ page, publish }) => {
    await publish();
    await page.goto("/ops");
    await expect(page.getByRole("heading", { name: "Operations" })).toBeVisible();
    await expectSound(page, "operations");
  });
});

test("the organiser's page is closed to everybody else", async ({ request }) => {
  for (const authorization of ["", "Bearer wrong", `Basic ${btoa("organiser:wrong")}`]) {
    const answer = await request.get("/ops", { headers: { authorization } });
    expect(answer.status()).toBe(401);
    expect(await answer.text()).not.toContain("Operations");
  }
});

test("the API's documentation needs no other host", { tag: "@both" }, async ({ page, baseURL }) => {
  const origins = new Set<string>();
  page.on("request", (request) => origins.add(new URL(request.url()).origin));
  await page.goto("/docs");
  await expect(page.getByText("/api/orders", { exact: true }).first()).toBeVisible();
  expect([...origins]).toEqual([baseURL]);
  await expectNoSidewaysScroll(page);
});
