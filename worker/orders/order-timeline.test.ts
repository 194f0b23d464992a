// An order's way as its buyer may read it: every step that is stored, in the order in which it happened, and nothing
// of who they are.

import { afterAll, describe, expect, test } from "vitest";
import type { Timeline, TimelineStep } from "../../shared/contracts/timeline.schema.ts";
import { declined, giveUp, payAgain } from "../testing/attempts.ts";
import { codeOf, quiesce } from "../testing/baskets.ts";
import { hold, order, timelineOf } from "../testing/buying.ts";
import { Client } from "../testing/client.ts";
import { publish } from "../testing/events.ts";
import { becomes, nothingLeft } from "../testing/late-money.ts";

afterAll(quiesce);

interface Bought {
  readonly buyer: Client;
  readonly orderId: string;
}

/** An order for two seats, paid with `token`, that has come to its end. */
async function buy(token: string, end: object): Promise<Bought> {
  const eventId = await publish({ limits: { maxPaymentAttempts: 1 } });
  const buyer = new Client();
  const { holdId } = await hold(buyer, eventId, [3, 4]);
  await hold(new Client(), eventId, [5]);
  const { orderId } = await order(buyer, eventId, holdId, token);
  await becomes({ buyer, orderId }, end, 15_000);
  await nothingLeft({ eventId, orderId });
  return { buyer, orderId };
}

/** Webhooks are asked after in their own time. */
function withoutWebhooks({ steps }: Timeline): readonly TimelineStep[] {
  return steps.filter((step) => !(step.kind === "provider-asked" && step.cause === "webhook"));
}

describe.concurrent("the timeline of an order", () => {
  test("that was plainly bought has every step from the hold to the money, oldest first", async () => {
    const { buyer, orderId } = await buy("tok_success", { payment: { status: "CAPTURED" } });
    const timeline = await timelineOf(buyer, orderId);
    expect(timeline.orderId).toBe(orderId);
    expect(withoutWebhooks(timeline)).toMatchObject([
      { kind: "seats-held", seats: [3, 4] },
      { kind: "payment-started" },
      { kind: "order-placed" },
      { kind: "provider-asked", cause: "order", outcome: "authorized" },
      { kind: "order-confirmed" },
      { kind: "seats-sold", seats: [3, 4] },
      { kind: "tickets-issued" },
      { kind: "money-captured" },
    ]);
    const times = timeline.steps.map(({ at }) => at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(timeline.serverTime).toBeGreaterThanOrEqual(times.at(-1) ?? Infinity);
  });

  test("that was declined ends with its seats", async () => {
    const { buyer, orderId } = await buy("tok_declined", { status: "CANCELLED" });
    expect(withoutWebhooks(await timelineOf(buyer, orderId)).slice(3)).toMatchObject([
      { kind: "provider-asked", cause: "order", outcome: "declined" },
      { kind: "order-cancelled", reason: "card-declined" },
      { kind: "seats-released", seats: [3, 4], reason: "payment-failed" },
    ]);
  });

  test("that was declined, and paid by the next attempt, tells of both", async () => {
    const payer = await declined({ seats: [3, 4] });
    await nothingLeft(payer);
    await payAgain(payer, 2, "tok_success");
    await becomes(payer, { payment: { status: "CAPTURED" } });
    await nothingLeft(payer);
    expect(withoutWebhooks(await timelineOf(payer.buyer, payer.orderId)).slice(2)).toMatchObject([
      { kind: "order-placed" },
      { kind: "provider-asked", cause: "order", outcome: "declined" },
      { kind: "attempt-failed", attempt: 1, code: "card-declined" },
      { kind: "attempt-started", attempt: 2 },
      { kind: "provider-asked", cause: "order", outcome: "authorized" },
      { kind: "order-confirmed" },
      { kind: "seats-sold", seats: [3, 4] },
      { kind: "tickets-issued" },
      { kind: "money-captured" },
    ]);
  });

  test("that was given up says so, before it ends with its seats", async () => {
    const payer = await declined({ seats: [3, 4] });
    expect((await giveUp(payer)).status).toBe(200);
    await nothingLeft(payer);
    expect(withoutWebhooks(await timelineOf(payer.buyer, payer.orderId)).slice(4)).toMatchObject([
      { kind: "attempt-failed", attempt: 1, code: "card-declined" },
      { kind: "given-up" },
      { kind: "seats-released", seats: [3, 4], reason: "buyer-cancelled" },
    ]);
  });

  test("whose provider was silent says so, once, before the answer that came in the end", async () => {
    const { buyer, orderId } = await buy("tok_timeout", { payment: { status: "CAPTURED" } });
    const steps = withoutWebhooks(await timelineOf(buyer, orderId));
    expect(steps.map(({ kind }) => kind).slice(2, 6)).toEqual([
      ...["order-placed", "provider-silent", "provider-asked", "order-confirmed"],
    ]);
    const silent = steps.find((step) => step.kind === "provider-silent");
    expect(silent?.times).toBeGreaterThanOrEqual(1);
  });

  test("names nobody: neither the buyer nor how to reach them, and no fence", async () => {
    const { buyer, orderId } = await buy("tok_success", { payment: { status: "CAPTURED" } });
    const { text } = await buyer.get(`/api/orders/${orderId}/timeline`);
    expect(text).not.toMatch(/김하늘|sky@example\.com|@|buyer|fence|token/i);
  });

  test("is not found by another buyer", async () => {
    const { orderId } = await buy("tok_declined", { status: "CANCELLED" });
    expect(codeOf(await new Client().get(`/api/orders/${orderId}/timeline`))).toBe("order-not-found");
  });
});
