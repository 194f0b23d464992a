// What an organiser sees of a purchase: spans that the worker, its objects and a real browser have sent, in the viewer.

import { expectSound } from "./support/look.ts";
import { organiserToken } from "./support/organiser.ts";
import { expectStatus, readyToPay, shownOrder } from "./support/pages.ts";
import { expect, test } from "./support/test.ts";

test.use({ httpCredentials: { username: "organiser", password: organiserToken() } });

test(
  "a purchase is found by its order, and its way is shown from the browser to the tickets",
  {
    tag: "@both",
  },
  async ({ page, publish }) => {
    await readyToPay(page, await publish(), { seats: [64] });
    await page.getByTestId("pay").click();
    await expectStatus(page, "CONFIRMED");
    const orderId = await shownOrder(page);
    const find = async (): Promise<void> => {
      await page.goto("/ops/traces");
      await page.getByRole("searchbox").fill(orderId);
      await page.getByRole("button", { name: "Find" }).click();
    };
    // Spans come a few seconds after they end, the browser's among them.
    const rows = page.locator(".waterfall > li");
    await expect(async () => {
      await find();
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("pay", { timeout: 500 });
      for (const name of ["paint order", "issue tickets", "POST /v1/payments/{id}/capture"])
        await expect(rows.filter({ hasText: name }).first()).toBeVisible({ timeout: 500 });
    }).toPass({ timeout: 30_000 });
    await expect(page.getByText("parent not here")).toHaveCount(0);
    for (const module of ["browser", "orders", "payments", "reservations", "catalog", "tickets", "outbox"])
      await expect(page.locator(".way").getByText(module, { exact: true }).first()).toBeVisible();
    await expectSound(page, "a trace");
    await rows.first().locator("summary").press("Enter");
    await expect(rows.first().getByText("jari.order.id")).toBeVisible();
    await expectSound(page, "a trace with an open row");
    await page.getByRole("link", { name: "Traces" }).click();
    await expect(page.getByRole("heading", { name: "Slowest single steps" })).toBeVisible();
    await expect(page.getByRole("link", { name: orderId }).first()).toBeVisible();
    await expectSound(page, "the list of traces");
  },
);
