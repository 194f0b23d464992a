// What one buyer does, everybody else sees, without a reload.

import type { Page } from "@playwright/test";
import {
  expectSeat,
  expectStatus,
  fillIn,
  openEvent,
  readyToPay,
  seatCell,
  toCheckout,
} from "./support/pages.ts";
import { publicState } from "./support/buyer.ts";
import { expect, test } from "./support/test.ts";
import { watchTraffic } from "./support/traffic.ts";

/** Every state that a seat's cell goes through from now on, as this page shows it. */
async function recordStates(page: Page, seat: number): Promise<() => Promise<readonly string[]>> {
  await seatCell(page, seat).evaluate((cell) => {
    const seen: string[] = [cell.getAttribute("data-state") ?? ""];
    new MutationObserver(() => {
      const state = cell.getAttribute("data-state") ?? "";
      if (seen.at(-1) !== state) seen.push(state);
      cell.setAttribute("data-seen", seen.join(" "));
    }).observe(cell, { attributeFilter: ["data-state"] });
  });
  return async () => ((await seatCell(page, seat).getAttribute("data-seen")) ?? "").split(" ");
}

/** A feed whose news of seats can be kept back, as a slow network would. Answers and holds still come through. */
async function slowFeed(page: Page) {
  let isHeldBack = false;
  const waiting: (() => void)[] = [];
  await page.routeWebSocket(/\/feed/, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((message) => {
      if (isHeldBack && typeof message !== "string") waiting.push(() => socket.send(message));
      else socket.send(message);
    });
  });
  return {
    holdBack: () => void (isHeldBack = true),
    letThrough: () => {
      isHeldBack = false;
      for (const send of waiting.splice(0)) send();
    },
  };
}

test("another browser sees HELD, then SOLD", { tag: "@both" }, async ({ page, publish, newBrowser }) => {
  const event = await publish();
  const other = await newBrowser();
  await openEvent(other, event);
  await expectSeat(other, 40, "AVAILABLE");
  const states = await recordStates(other, 40);
  const traffic = watchTraffic(other);

  await openEvent(page, event, [40]);
  await expectSeat(other, 40, "HELD");
  await toCheckout(page);
  await fillIn(page, "tok_success");
  await page.getByTestId("pay").click();
  await expectStatus(page, "CONFIRMED");
  await expectSeat(other, 40, "SOLD");
  expect(await states()).toEqual(["AVAILABLE", "HELD", "SOLD"]);
  expect(traffic.sent).toEqual([]); // all of it came over the socket
});

test("another browser sees HELD, then AVAILABLE after the last decline, and may have the seat", async ({
  page,
  publish,
  newBrowser,
}) => {
  const event = await publish({ limits: { maxPaymentAttempts: 1 } });
  const other = await newBrowser();
  await openEvent(other, event);
  const states = await recordStates(other, 41);
  const traffic = watchTraffic(other);

  await readyToPay(page, event, { seats: [41], token: "tok_declined" });
  await expectSeat(other, 41, "HELD");
  await page.getByTestId("pay").click();
  await expectStatus(page, "CANCELLED");
  await expectSeat(other, 41, "AVAILABLE");
  expect(await states()).toEqual(["AVAILABLE", "HELD", "AVAILABLE"]);
  expect(traffic.sent).toEqual([]);

  await other.getByTestId("view-list").click();
  await seatCell(other, 41).click();
  await expectSeat(other, 41, "MINE");
});

test("a seat that somebody was quicker to is refused, and its nearest equal offered", async ({
  page,
  publish,
  newBrowser,
  request,
}) => {
  const event = await publish();
  const other = await newBrowser();
  const feed = await slowFeed(page);
  await openEvent(page, event, [44]);
  await page.getByTestId("view-list").click();
  feed.holdBack();
  await openEvent(other, event, [42]);
  await expectSeat(page, 42, "AVAILABLE"); // as far as this page knows
  await seatCell(page, 42).click();
  const refusal = page.locator("[data-sonner-toast]");
  await expect(refusal).toContainText("Somebody was quicker");
  await expectSeat(page, 44, "MINE"); // what was held stays held
  expect(await publicState(request, event, 44)).toBe("HELD");

  await refusal.getByRole("button", { name: "Take these" }).click();
  const basket = page.locator("[data-basket-seat]");
  await expect(basket).toHaveCount(2);
  await expect(page.getByTestId("checkout")).toBeEnabled();
  for (const each of await basket.all()) {
    const seat = Number(await each.getAttribute("data-basket-seat"));
    expect(seat).not.toBe(42);
    expect(await publicState(request, event, seat)).toBe("HELD");
  }
  feed.letThrough();
  await expectSeat(page, 42, "HELD");
  await expectSeat(other, 44, "HELD");
});

test("a seat given back is free on the other screen", async ({ page, publish, newBrowser }) => {
  const event = await publish();
  const other = await newBrowser();
  await openEvent(other, event);
  await openEvent(page, event, [43]);
  await expectSeat(other, 43, "HELD");
  await page.getByTestId("view-list").click();
  await seatCell(page, 43).click();
  await expectSeat(page, 43, "AVAILABLE");
  await expectSeat(other, 43, "AVAILABLE");
});
