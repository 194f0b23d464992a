// A deploy in the middle of a sale: the worker of the release before this one meets the new database and the new objects,
// and each of the two finishes what the other began. It takes both at work for real.

import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import {
  buildReleases,
  hasPreviousRelease,
  PREVIOUS_RELEASE,
  startReleases,
} from "./testing/previous-release.mjs";
import {
  approve,
  becomes,
  buy,
  Buyer,
  nothingLeft,
  publish,
  seatsOf,
  WAIT,
} from "./testing/release-buyer.mjs";

const PAID = { status: "CONFIRMED", payment: { status: "CAPTURED" } };

const PREVIOUS = { payments: "previous", orders: "previous" };
const CURRENT = { payments: "current", orders: "current" };

/** Who publishes and places, who has each queue, and what a decline comes to before another attempt is asked for. */
const DEPLOYS = [
  ["the previous worker sells from beginning to end", "previous", PREVIOUS, "CANCELLED"],
  ["the previous worker places orders, and the new one finishes them", "previous", CURRENT, "CANCELLED"],
  ["the new worker places orders, and the previous one finishes them", "current", PREVIOUS, "CANCELLED"],
  [
    "the new worker asks the provider, and the previous one does the rest",
    "previous",
    { payments: "current", orders: "previous" },
    "CANCELLED",
  ],
  [
    "the previous worker asks the provider, and the new one does the rest",
    "current",
    { payments: "previous", orders: "current" },
    "PENDING",
  ],
];

if (!hasPreviousRelease()) {
  console.warn(
    `NOT TESTED: the release before, ${PREVIOUS_RELEASE}, is not in this clone's history (git fetch --unshallow)`,
  );
}

describe.skipIf(!hasPreviousRelease())("a deploy in the middle of a sale", () => {
  let builds;
  beforeAll(async () => void (builds = await buildReleases()), 60_000);
  afterAll(() => builds?.remove());

  describe.each(DEPLOYS)("where %s", (_, seller, consumers, declinedStatus) => {
    let releases;
    let sell;
    beforeAll(async () => {
      releases = await startReleases(builds, consumers);
      sell = releases[seller];
    }, 60_000);
    afterAll(() => releases?.stop());

    test("sells the seats of a paid order, takes the money and issues the tickets", async () => {
      const eventId = await publish(sell);
      const buyer = new Buyer();
      const orderId = await buy(buyer, sell, eventId, [3, 4], "tok_success");
      const sold = await becomes(buyer, sell, orderId, PAID);
      expect(sold.tickets.map(({ seat }) => seat)).toEqual([3, 4]);
      for (const release of [releases.previous, releases.current]) {
        expect(await seatsOf(release, eventId)).toEqual([
          { seat: 3, state: "SOLD" },
          { seat: 4, state: "SOLD" },
        ]);
        await becomes(buyer, release, orderId, PAID);
      }
      await nothingLeft(releases, eventId);
      // Who did it: only the release before had a message of its own for every capture.
      const captures = await releases.query(
        "SELECT message_id FROM inbox WHERE message_id = ?",
        `${orderId}:CAPTURE_REQUEST:1`,
      );
      expect(captures).toHaveLength(consumers.payments === "previous" ? 1 : 0);
      const [row] = await releases.query(
        "SELECT max_payment_attempts AS most FROM orders WHERE id = ?",
        orderId,
      );
      expect(row).toEqual({ most: seller === "previous" ? null : 3 });
    }, 60_000);

    test("hears the webhook of a provider that takes its time", async () => {
      const eventId = await publish(sell);
      const buyer = new Buyer();
      const orderId = await buy(buyer, sell, eventId, [3, 4], "tok_slow");
      expect((await becomes(buyer, sell, orderId, PAID)).tickets).toHaveLength(2);
      await nothingLeft(releases, eventId);
    }, 60_000);

    test("gives the seats of a declined order back, once it has ended, and to the other release's buyers", async () => {
      const eventId = await publish(sell);
      const buyer = new Buyer();
      const orderId = await buy(buyer, sell, eventId, [3, 4], "tok_declined");
      // Only where a new worker hears of it does the order wait for another attempt, if a new one has placed it.
      await becomes(buyer, sell, orderId, { status: declinedStatus, payment: { status: "FAILED" } });
      const ended =
        declinedStatus === "PENDING"
          ? (await buyer.send(releases.current, "DELETE", `/api/orders/${orderId}`)).body
          : { status: declinedStatus };
      expect(ended).toMatchObject({ status: "CANCELLED" });
      await vi.waitFor(async () => expect(await seatsOf(sell, eventId)).toEqual([]), WAIT);
      const other = seller === "previous" ? releases.current : releases.previous;
      const next = new Buyer();
      await becomes(next, other, await buy(next, other, eventId, [3, 4], "tok_success"), PAID);
      await nothingLeft(releases, eventId);
    }, 60_000);
  });

  test("that is rolled back while a second attempt waits for its buyer is finished by the release before", async () => {
    const releases = await startReleases(builds, CURRENT);
    try {
      const eventId = await publish(releases.current);
      const buyer = new Buyer();
      const orderId = await buy(buyer, releases.current, eventId, [3, 4], "tok_declined");
      await becomes(buyer, releases.current, orderId, {
        status: "PENDING",
        payment: { status: "FAILED", attempt: 1 },
      });
      const again = await buyer.send(
        releases.current,
        "POST",
        `/api/orders/${orderId}/payments`,
        { attempt: 2, payment: { provider: "sandbox", token: "tok_challenge" } },
        { "idempotency-key": uuidv7() },
      );
      expect(again.status, JSON.stringify(again.body)).toBe(201);
      const { payment } = await becomes(buyer, releases.current, orderId, {
        payment: { attempt: 2, redirectUrl: expect.any(String) },
      });
      await releases.giveQueues(PREVIOUS);
      await approve(releases.previous, payment.redirectUrl);
      const sold = await becomes(buyer, releases.previous, orderId, PAID);
      expect(sold.tickets.map(({ seat }) => seat)).toEqual([3, 4]);
      await nothingLeft(releases, eventId);
      await becomes(buyer, releases.current, orderId, { ...PAID, payment: { attempt: 2 } });
    } finally {
      await releases.stop();
    }
  }, 60_000);
});
