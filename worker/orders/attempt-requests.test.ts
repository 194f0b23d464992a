// POST /api/orders/:orderId/payments as a request: one key, one answer; one number, one attempt; and never a second one
// while the first may still take money (O10, S3).

import { uuidv7 } from "uuidv7";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import {
  answerChallenge,
  challenged,
  declined,
  pay,
  payAgain,
  placed,
  problemOf,
} from "../testing/attempts.ts";
import { codeOf, quiesce } from "../testing/baskets.ts";
import { readOrder } from "../testing/buying.ts";
import { Client } from "../testing/client.ts";
import { asNoAnswer, faultyProvider, type FaultyProvider } from "../testing/faulty-provider.ts";
import { recordCount, travel } from "../testing/idempotency.ts";
import { becomes } from "../testing/late-money.ts";
import { movementKinds } from "../testing/provider-ledger.ts";
import { alarm } from "../testing/saga.ts";

const PAID = { status: "CONFIRMED", payment: { status: "CAPTURED" } };

/** After which the event's alarm asks how a payment stands. */
const QUIET_MS = 16_000;

let provider: FaultyProvider | undefined;
afterEach(() => {
  vi.useRealTimers();
  provider?.stop();
});
afterAll(quiesce);

describe("a request for another attempt", () => {
  test("is answered under its key as it was at first, byte for byte, however the order has gone on", async () => {
    const payer = await declined();
    const key = uuidv7();
    const first = await pay(payer, 2, "tok_success", key);
    expect(first.status, first.text).toBe(201);
    await becomes(payer, PAID);
    const again = await pay(payer, 2, "tok_success", key);
    expect([again.status, again.text]).toEqual([201, first.text]);
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect(await movementKinds(payer.orderId)).toEqual(["authorize", "capture"]);
    const other = await pay(payer, 2, "tok_declined", key);
    expect(codeOf(other)).toBe("idempotency-key-reused");
  });

  test("under the same key for another order is another payload", async () => {
    const key = uuidv7();
    const payer = await declined();
    expect((await pay(payer, 2, "tok_declined", key)).status).toBe(201);
    const other = await declined();
    const mine = { buyer: payer.buyer, orderId: other.orderId };
    expect(codeOf(await pay(mine, 2, "tok_declined", key))).toBe("idempotency-key-reused");
  });

  test("that two tabs make at once under two keys begins one attempt, and tells the other how the order stands", async () => {
    const payer = await declined();
    const answers = await Promise.all([pay(payer, 2, "tok_success"), pay(payer, 2, "tok_success")]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409]);
    const refused = answers.find(({ status }) => status === 409);
    const problem = refused && problemOf(refused);
    expect(problem?.code).toBe("payment-attempt-taken");
    expect(problem?.order).toMatchObject({ orderId: payer.orderId, payment: { attempt: 2 } });
    await becomes(payer, PAID);
    expect(await movementKinds(payer.orderId)).toEqual(["authorize", "capture"]);
  });

  test("for a number that is not the next is refused with the order, and for ever under its key", async () => {
    const payer = await declined();
    const key = uuidv7();
    const skipped = await pay(payer, 3, "tok_success", key);
    expect(problemOf(skipped)).toMatchObject({
      code: "payment-attempt-taken",
      order: { status: "PENDING", payment: { attempt: 1, attemptsLeft: 2 } },
    });
    const again = await pay(payer, 3, "tok_success", key);
    expect([again.text, again.headers.get("idempotency-replayed")]).toEqual([skipped.text, "true"]);
  });

  test.each(["tok_slow", "tok_timeout"])(
    "while the first, of %s, may still take money is refused, is not kept, and may come again",
    async (token) => {
      // Nothing of the first may be found out meanwhile.
      provider = faultyProvider(({ verb }) => (verb === "query" ? asNoAnswer() : undefined));
      const payer = await placed({ token });
      const key = uuidv7();
      const early = await pay(payer, 2, "tok_success", key);
      expect(problemOf(early)).toMatchObject({
        code: "payment-in-progress",
        order: { status: "PENDING", payment: { status: "REQUESTED", attempt: 1 } },
      });
      expect(early.headers.get("retry-after")).toBe("2");
      expect(await recordCount(key)).toBe(0);
      provider.stop();
      await becomes(payer, { ...PAID, payment: { status: "CAPTURED", attempt: 1 } });
      expect(codeOf(await pay(payer, 2, "tok_success", key))).toBe("order-ended");
      expect(await movementKinds(payer.orderId)).toEqual(["authorize", "capture"]);
    },
  );

  test("for an order that is paid for, or another buyer's, or none, changes nothing", async () => {
    const payer = await placed({ token: "tok_success" });
    await becomes(payer, PAID);
    const ended = await pay(payer, 2, "tok_success");
    expect(problemOf(ended)).toMatchObject({ code: "order-ended", order: PAID });
    const stranger = { buyer: new Client(), orderId: payer.orderId };
    expect(codeOf(await pay(stranger, 2, "tok_success"))).toBe("order-not-found");
    expect(codeOf(await pay({ ...payer, orderId: uuidv7() }, 2, "tok_success"))).toBe("order-not-found");
    expect(codeOf(await pay({ ...payer, orderId: "none" }, 2, "tok_success"))).toBe("order-not-found");
    expect(await movementKinds(payer.orderId)).toEqual(["authorize", "capture"]);
  });

  test("that is malformed is refused before the order is looked at", async () => {
    const { buyer, orderId } = await challenged();
    const path = `/api/orders/${orderId}/payments`;
    const payment = { provider: "sandbox", token: "tok_success" };
    const key = { "idempotency-key": uuidv7() };
    for (const body of [{ attempt: 1, payment }, { attempt: 6, payment }, { attempt: 2 }, { payment }])
      expect(codeOf(await buyer.post(path, body, key))).toBe("invalid-input");
    expect(codeOf(await buyer.post(path, { attempt: 2, payment }))).toBe("idempotency-key-missing");
  });
});

describe("a challenge that the buyer abandons for another attempt", () => {
  test("is voided at the provider before the other is asked for, and the other pays (O10)", async () => {
    const payer = await challenged();
    provider = faultyProvider();
    await payAgain(payer, 2, "tok_success");
    await becomes(payer, { ...PAID, payment: { status: "CAPTURED", attempt: 2 } });
    const asked = provider.calls.map(({ verb, key }) => `${verb} ${key}`);
    expect(asked.slice(0, 3)).toEqual([`query ${payer.orderId}:1`, "void ", `authorize ${payer.orderId}:2`]);
    expect(asked).not.toContain(`authorize ${payer.orderId}:1`);
    expect(await movementKinds(payer.orderId)).toEqual(["authorize", "capture"]);
  });

  test("is not followed by another while nobody knows whether it was voided; the event's alarm voids it (S2, S5)", async () => {
    const payer = await challenged();
    provider = faultyProvider(({ verb }) => (verb === "void" ? asNoAnswer() : undefined));
    const key = uuidv7();
    const refused = await pay(payer, 2, "tok_success", key);
    const { code, order } = problemOf(refused);
    expect([code, order?.payment]).toMatchObject([
      "payment-in-progress",
      { status: "REQUESTED", attempt: 1, attemptsLeft: 2 },
    ]);
    expect(order?.payment.redirectUrl).toBeUndefined();
    expect(await recordCount(key)).toBe(0);
    expect((await readOrder(payer.buyer, payer.orderId)).payment.attempt).toBe(1);
    provider.stop();
    travel(QUIET_MS);
    await alarm(payer.eventId);
    await becomes(payer, {
      status: "PENDING",
      payment: { status: "VOIDED", declineCode: "payment-cancelled" },
    });
    expect((await pay(payer, 2, "tok_success", key)).status).toBe(201);
    await becomes(payer, { ...PAID, payment: { status: "CAPTURED", attempt: 2 } });
    expect(await movementKinds(payer.orderId)).toEqual(["authorize", "capture"]);
  });

  test("and was approved in the same moment is not voided: the money pays, and no second attempt begins", async () => {
    const payer = await challenged();
    let answered: Promise<Response> | undefined;
    provider = faultyProvider(async ({ verb }, make) => {
      if (verb === "query") await (answered ??= answerChallenge(payer, "approve"));
      return make();
    });
    const refused = await pay(payer, 2, "tok_success");
    expect(problemOf(refused)).toMatchObject({
      code: "payment-in-progress",
      order: { status: "PENDING", payment: { attempt: 1 } },
    });
    await becomes(payer, { ...PAID, payment: { status: "CAPTURED", attempt: 1 } });
    expect(provider.calls.map(({ verb }) => verb)).not.toContain("void");
    expect(await movementKinds(payer.orderId)).toEqual(["authorize", "capture"]);
  });
});
