// What a sale asks of others, counted: D1 is far away from where a buyer is served, and an event has only one object.

import { env } from "cloudflare:workers";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import worker from "../index.ts";
import { quiesce } from "../testing/baskets.ts";
import { hold, order, readOrder } from "../testing/buying.ts";
import { Client } from "../testing/client.ts";
import { publish } from "../testing/events.ts";
import { listenToCalls, listenToD1 } from "../testing/statement-spy.ts";

const MOST_TRIPS_TO_D1 = 9;
const MOST_CALLS_OF_THE_OBJECT = 4;
const WEBHOOKS = "/api/payments/webhooks/";
/** Whatever is still to come of a sale comes within this. */
const AFTERMATH_MS = 500;

afterEach(() => vi.restoreAllMocks());
afterAll(quiesce);

/** The provider's webhooks are taken and asked nothing: they come as often and as late as the provider likes. */
function withoutWebhooks(): { readonly told: () => number } {
  const fetch = worker.fetch.bind(worker);
  let told = 0;
  vi.spyOn(worker, "fetch").mockImplementation((request, ...rest) => {
    if (!new URL(request.url).pathname.startsWith(WEBHOOKS)) return fetch(request, ...rest);
    told++;
    return new Response(null, { status: 204 });
  });
  return { told: () => told };
}

function listed(trips: readonly string[]): string {
  return trips.map((trip, n) => `${n + 1}. ${trip}`).join("\n");
}

test("one order of two seats costs at most nine round trips to D1 and four calls of its event's object", async () => {
  const eventId = await publish();
  const seats = env.EVENT_SEATS.getByName(eventId);
  // A worker looks an event up once, and then knows that it exists.
  await hold(new Client(), eventId, [10]);
  const buyer = new Client();
  const webhooks = withoutWebhooks();
  const d1 = listenToD1();
  const object = listenToCalls();
  const { holdId } = await hold(buyer, eventId, [3, 4]);
  const { orderId } = await order(buyer, eventId, holdId, "tok_success");
  // By the object's own word, for a look into D1 would be counted.
  await vi.waitFor(
    async () => {
      const { counts, unsettled } = await seats.overview();
      expect([counts.sold, unsettled]).toEqual([2, []]);
    },
    { timeout: 10_000, interval: 50 },
  );
  await new Promise((resolve) => setTimeout(resolve, AFTERMATH_MS));
  d1.stop();
  object.stop();
  expect(await readOrder(buyer, orderId)).toMatchObject({
    status: "CONFIRMED",
    payment: { status: "CAPTURED" },
    tickets: [{ seat: 3 }, { seat: 4 }],
  });
  // Nothing was overheard: the order was written, its messages read, its seats sold.
  expect(webhooks.told()).toBeGreaterThan(0);
  expect(d1.trips.filter((trip) => trip.includes("update orders")).length).toBeGreaterThan(1);
  expect(object.calls).toEqual(expect.arrayContaining(["submit hold", "submit start-paying", "settleMany"]));
  expect(d1.trips.length, `round trips to D1:\n${listed(d1.trips)}`).toBeLessThanOrEqual(MOST_TRIPS_TO_D1);
  expect(object.calls.length, `calls of the object:\n${listed(object.calls)}`).toBeLessThanOrEqual(
    MOST_CALLS_OF_THE_OBJECT,
  );
});
