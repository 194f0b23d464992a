// The pages as a person uses them.

import { expect, type Locator, type Page } from "@playwright/test";
import type { TestToken } from "../../frontend/src/orders/test-cards.ts";
import type { TestEvent } from "./organiser.ts";

export const BUYER = { name: "김자리", email: "jari@example.com" } as const;

/** A seat in the accessible grid, which is there whether the map or the list is shown. Only one zone's are. */
export function seatCell(page: Page, seat: number): Locator {
  return page.getByTestId("seat-grid").locator(`[data-seat="${seat}"]`);
}

export async function expectSeat(page: Page, seat: number, state: string): Promise<void> {
  await expect(seatCell(page, seat)).toHaveAttribute("data-state", state);
}

/** Opens the event and waits until it is live. */
export async function openEvent(page: Page, event: TestEvent, seats: readonly number[] = []): Promise<void> {
  await page.goto(seats.length === 0 ? event.path : `${event.path}?seats=${seats.join(",")}`);
  await expect(page.getByTestId("seat-map")).toHaveAttribute("data-feed", "live");
  for (const seat of seats) await expectSeat(page, seat, "MINE");
}

export async function toCheckout(page: Page): Promise<void> {
  await page.getByTestId("checkout").click();
  await expect(page.getByTestId("pay")).toBeEnabled();
}

export async function fillIn(page: Page, token: TestToken = "tok_success"): Promise<void> {
  await page.locator('input[name="name"]').fill(BUYER.name);
  await page.locator('input[name="email"]').fill(BUYER.email);
  await page.locator(`input[name="card"][value="${token}"]`).check();
}

/** From the event's address to a checkout that wants nothing but a press of its button. */
export async function readyToPay(
  page: Page,
  event: TestEvent,
  { seats, token = "tok_success" }: { readonly seats: readonly number[]; readonly token?: TestToken },
): Promise<void> {
  await openEvent(page, event, seats);
  await toCheckout(page);
  await fillIn(page, token);
}

export function result(page: Page): Locator {
  return page.getByTestId("order-result");
}

export async function expectStatus(
  page: Page,
  status: "PENDING" | "CONFIRMED" | "CANCELLED",
  timeout = 20_000,
): Promise<void> {
  await expect(result(page)).toHaveAttribute("data-status", status, { timeout });
}

/** The payment has failed, the seats are kept, and another card may be tried. */
export async function expectRetry(page: Page, timeout = 20_000): Promise<void> {
  await expect(result(page)).toHaveAttribute("data-pending", "retry", { timeout });
  await expect(page.getByTestId("pay-again")).toBeEnabled();
}

/** Pays for the order that the page shows with another card. */
export async function payAgain(page: Page, token: TestToken): Promise<void> {
  await page.locator(`input[name="card"][value="${token}"]`).check();
  await page.getByTestId("pay-again").click();
}

/** The order that the page shows. */
export async function shownOrder(page: Page): Promise<string> {
  await page.waitForURL(/\/orders\/[0-9a-f-]{36}/);
  return new URL(page.url()).pathname.split("/").at(-1) ?? "";
}
