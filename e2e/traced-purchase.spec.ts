// A purchase whose trace is not kept, as it is with most where only some are sampled. The server's word about that is
// put into its answer here: the server of these tests keeps every trace.

import { readTraceparent } from "../shared/contracts/trace-context.ts";
import { expectStatus, readyToPay } from "./support/pages.ts";
import { expect, test } from "./support/test.ts";

const SERVER_SPAN = "00f067aa0ba902b7";

test("of a purchase whose trace is not kept nothing is told", async ({ page, publish }) => {
  let traceId: string | undefined;
  let told = 0;
  await page.route("**/api/orders", async (route) => {
    traceId = readTraceparent(route.request().headers()["traceparent"] ?? "")?.traceId;
    const response = await route.fetch();
    const headers = { ...response.headers(), traceresponse: `00-${traceId}-${SERVER_SPAN}-00` };
    await route.fulfill({ response, headers });
  });
  await page.route("**/api/traces", async (route) => {
    told++;
    await route.fulfill({ status: 204 });
  });
  await page.routeWebSocket(/\/feed/, (socket) => {
    socket.connectToServer().onMessage((data) => {
      socket.send(typeof data === "string" ? data.replace(/,"traceparent":"[^"]*"/, "") : data);
    });
  });
  await readyToPay(page, await publish(), { seats: [71] });
  await page.getByTestId("pay").click();
  await expectStatus(page, "CONFIRMED");
  expect(traceId).toBeDefined();
  await page.goto("about:blank"); // what waits is told as the page is left
  expect(told).toBe(0);
});
