// What a failed attempt to pay leaves, and what the next one makes of it, by the public API and the real provider (O2,
// O10, O11, S8).

import { env } from "cloudflare:workers";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import { holdViewSchema } from "../../shared/contracts/holds.schema.ts";
import { auditReportSchema } from "../../shared/contracts/audit.schema.ts";
import { sweepOutbox } from "../outbox/relay.ts";
import { declined, pay, payAgain, placed, type Payer } from "../testing/attempts.ts";
import { codeOf, quiesce, testDeps } from "../testing/baskets.ts";
import { readOrder, seatStates } from "../testing/buying.ts";
import { Client, json } from "../testing/client.ts";
import { ORGANISER } from "../testing/events.ts";
import {
  asDeclined,
  asProviderError,
  faultyProvider,
  type FaultyProvider,
} from "../testing/faulty-provider.ts";
import { approveLate, becomes, nothingLeft } from "../testing/late-money.ts";
import { movementKinds, movements } from "../testing/provider-ledger.ts";

const FIRST_FAILED = { status: "FAILED", attempt: 1, attemptsLeft: 2, declineCode: "card-declined" };
const PAID = { status: "CONFIRMED", payment: { status: "CAPTURED" } };

let provider: FaultyProvider | undefined;
afterEach(() => provider?.stop());
afterAll(quiesce);

async function counts({ buyer, eventId }: Payer): Promise<object> {
  return (await seatStates(buyer, eventId)).counts;
}

async function seatsAreFree(payer: Payer): Promise<void> {
  await expect.poll(() => counts(payer), { timeout: 5_000 }).toMatchObject({ held: 0, sold: 0 });
}

describe("an attempt that is declined", () => {
  test("leaves the order PENDING and its seats with the buyer, and says how many attempts are left (O2, S8)", async () => {
    const payer = await declined();
    await nothingLeft(payer);
    const order = await readOrder(payer.buyer, payer.orderId);
    expect(order).toMatchObject({ status: "PENDING", payment: FIRST_FAILED });
    expect(order.reason).toBeUndefined();
    expect(await counts(payer)).toMatchObject({ held: 2 });
    const path = `/api/events/${payer.eventId}/holds/${payer.holdId}`;
    expect(json(await payer.buyer.get(path), holdViewSchema)).toMatchObject({
      status: "PAYING",
      heldUntil: order.deadline,
    });
  });

  test("is followed by one that pays for the same seats at the same price, charged once (O10)", async () => {
    const payer = await declined();
    const before = await readOrder(payer.buyer, payer.orderId);
    const started = await payAgain(payer, 2, "tok_success");
    expect(started).toMatchObject({
      status: "PENDING",
      payment: { status: "REQUESTED", attempt: 2, attemptsLeft: 1 },
      quote: before.quote,
    });
    expect(started.deadline).toBeGreaterThan(before.deadline);
    const sold = await becomes(payer, PAID);
    expect(sold.tickets.map(({ seat }) => seat)).toEqual([0, 1]);
    expect(sold.payment).toMatchObject({ attempt: 2 });
    expect(await movements(payer.orderId)).toMatchObject([
      { kind: "authorize", amountMinor: before.quote.totalMinor, key: `${payer.orderId}:2` },
      { kind: "capture", amountMinor: before.quote.totalMinor, key: `${payer.orderId}:2` },
    ]);
    await nothingLeft(payer);
    const audit = await new Client().get(`/ops/events/${payer.eventId}/audit`, ORGANISER);
    expect(json(audit, auditReportSchema).verdict, audit.text).toBe("holds");
  });

  test("and is the last of three ends the order for its own reason, and frees the seats (O2)", async () => {
    const payer = await declined();
    await payAgain(payer, 2, "tok_declined");
    await becomes(payer, { status: "PENDING", payment: { status: "FAILED", attempt: 2, attemptsLeft: 1 } });
    await payAgain(payer, 3, "tok_insufficient_funds");
    await becomes(payer, {
      status: "CANCELLED",
      reason: "insufficient-funds",
      payment: { attempt: 3, attemptsLeft: 0 },
    });
    await seatsAreFree(payer);
    expect(await movementKinds(payer.orderId)).toEqual([]);
    expect(codeOf(await pay(payer, 4, "tok_success"))).toBe("order-ended");
  });

  test("ends the order at once where one attempt is all there is: PAYMENT_FAILED, CANCELLED, AVAILABLE", async () => {
    const payer = await placed({ limits: { maxPaymentAttempts: 1 } });
    await becomes(payer, {
      status: "CANCELLED",
      reason: "card-declined",
      payment: { attempt: 1, attemptsLeft: 0 },
    });
    await seatsAreFree(payer);
    expect(codeOf(await pay(payer, 2, "tok_success"))).toBe("order-ended");
    expect(await movementKinds(payer.orderId)).toEqual([]);
  });

  test("by the provider's own error is final, whatever attempts are left (O2)", async () => {
    provider = faultyProvider(({ verb }) => (verb === "authorize" ? asProviderError() : undefined));
    const payer = await placed({ token: "tok_success" });
    await becomes(payer, { status: "CANCELLED", reason: "provider-error", payment: { attemptsLeft: 0 } });
    await seatsAreFree(payer);
    expect(codeOf(await pay(payer, 2, "tok_success"))).toBe("order-ended");
  });

  test("by the provider's own error invites nobody to pay again, even before that is heard of (O2)", async () => {
    provider = faultyProvider(({ verb }) => (verb === "authorize" ? asProviderError() : undefined));
    // PAYMENT_FAILED is lost for now: the attempt has failed, and the order has yet to end for it.
    const send = vi.spyOn(env.ORDERS_QUEUE, "sendBatch").mockRejectedValue(new Error("lost"));
    const payer = await placed({ token: "tok_success" });
    await becomes(payer, { status: "PENDING", payment: { status: "FAILED", declineCode: "provider-error" } });
    const refused = await pay(payer, 2, "tok_success");
    send.mockRestore();
    await sweepOutbox({ ...testDeps(), clock: { now: () => Date.now() + 60_000 } });
    await becomes(payer, { status: expect.stringMatching(/CANCELLED|CONFIRMED/) });
    expect(refused.status, refused.text).toBe(409);
  });
});

describe("money of a declined attempt that comes after all", () => {
  /** The provider declines the first attempt, and will approve it later under the same key. */
  async function declinedForNow(): Promise<Payer> {
    provider = faultyProvider(({ verb, key }) =>
      verb === "authorize" && key.endsWith(":1") ? asDeclined() : undefined,
    );
    const payer = await declined({ token: "tok_success" });
    provider.stop();
    return payer;
  }

  test("goes back, without being taken, while a newer attempt is open (O11)", async () => {
    const payer = await declinedForNow();
    await payAgain(payer, 2, "tok_challenge");
    await becomes(payer, { payment: { attempt: 2, redirectUrl: expect.any(String) } });
    await approveLate(payer.orderId, 1);
    await expect.poll(() => movementKinds(payer.orderId), { timeout: 9_000 }).toEqual(["authorize", "void"]);
    await nothingLeft(payer);
    expect(await readOrder(payer.buyer, payer.orderId)).toMatchObject({
      status: "PENDING",
      payment: { status: "REQUESTED", attempt: 2 },
    });
    // And the newer one may follow its own way.
    await payAgain(payer, 3, "tok_success");
    await becomes(payer, { ...PAID, payment: { status: "CAPTURED", attempt: 3 } });
    expect(await movementKinds(payer.orderId)).toEqual(["authorize", "authorize", "capture", "void"]);
  });

  test("goes back, without being taken, where a newer attempt has paid (O11)", async () => {
    const payer = await declinedForNow();
    await payAgain(payer, 2, "tok_success");
    await becomes(payer, PAID);
    await approveLate(payer.orderId, 1);
    await expect
      .poll(() => movementKinds(payer.orderId), { timeout: 9_000 })
      .toEqual(["authorize", "authorize", "capture", "void"]);
    expect(await readOrder(payer.buyer, payer.orderId)).toMatchObject({ ...PAID, payment: { attempt: 2 } });
  });

  test("pays for the order where the newer attempt has failed too (O11)", async () => {
    const payer = await declinedForNow();
    await payAgain(payer, 2, "tok_declined");
    await becomes(payer, { payment: { status: "FAILED", attempt: 2 } });
    await nothingLeft(payer);
    await approveLate(payer.orderId, 1);
    await becomes(payer, {
      status: "CONFIRMED",
      payment: { status: "CAPTURED", attempt: 1 },
      tickets: [{ seat: 0 }, { seat: 1 }],
    });
    expect(await movementKinds(payer.orderId)).toEqual(["authorize", "capture"]);
    await nothingLeft(payer);
  });
});
