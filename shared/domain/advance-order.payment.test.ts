// One attempt, in time: from the provider's answer to tickets, or to the end of the order.

import { describe, expect, test } from "vitest";
import { SEATS } from "../testing/holds.ts";
import {
  answered,
  buildAttempt,
  buildOrder,
  declinedFor,
  dequeued,
  enqueued,
  failed,
  GIVE_UP,
  lastOf,
  moneyMoved,
  orderAfter,
  REDIRECT_URL,
  SEATS_LOST,
  SEATS_SOLD,
  started,
  succeeded,
  TIME_UP,
} from "../testing/orders.ts";
import { advance, LATE_CHECKS_MS } from "./advance-order.ts";
import type { OrderInput } from "./order-input.ts";
import { currentAttempt, isTerminal, ORDER_REASONS, ORDER_STATUSES } from "./order.ts";
import { DECLINE_CODES } from "./payment.ts";

const CONFIRMED = [answered("authorized"), succeeded()];
const SOLD = [...CONFIRMED, SEATS_SOLD];
const REFUNDED = [...CONFIRMED, SEATS_LOST];
const LATE_CHECKS = ["PAYMENT_CHECK:1:late:1", "PAYMENT_CHECK:1:late:2", "PAYMENT_CHECK:1:late:3"];

describe("while PENDING, before the provider has decided", () => {
  test.each(["authorized", "captured"] as const)("'%s' is told as PAYMENT_SUCCESS (P5)", (status) => {
    const { order, effects } = lastOf([answered(status)]);
    expect(currentAttempt(order)).toMatchObject({
      status: status === "captured" ? "CAPTURED" : "AUTHORIZED",
      outcome: status,
      providerPaymentId: "pay_1",
      token: null,
    });
    expect(order.status).toBe("PENDING");
    expect(enqueued(effects)).toEqual(["PAYMENT_SUCCESS:1"]);
  });

  test("a decline is told as PAYMENT_FAILED with its code, and the provider need not be asked again", () => {
    const { order, effects } = lastOf([answered("declined")]);
    expect(currentAttempt(order)).toMatchObject({ status: "FAILED", declineCode: "insufficient-funds" });
    expect(effects).toEqual([
      { kind: "enqueue", type: "PAYMENT_FAILED", attempt: 1, code: "insufficient-funds" },
    ]);
  });

  test("'never seen' at the deadline fails, and is asked about again, in case the money comes all the same (S3)", () => {
    const { order, effects } = lastOf([answered("not-found", 1, "deadline")]);
    expect(currentAttempt(order)).toMatchObject({ status: "FAILED", declineCode: "payment-deadline" });
    expect(order.closing).toBe("time");
    expect(enqueued(effects)).toEqual(["PAYMENT_FAILED:1", ...LATE_CHECKS]);
    const waits = effects.flatMap((effect) => ("afterMs" in effect ? [effect.afterMs] : []));
    expect(waits).toEqual(LATE_CHECKS_MS);
  });

  test("a challenge is shown to the buyer, and changes nothing else (P6)", () => {
    const { order, effects } = lastOf([answered("challenge")]);
    expect(currentAttempt(order)).toMatchObject({ status: "REQUESTED", redirectUrl: REDIRECT_URL });
    expect(effects).toEqual([{ kind: "publish" }]);
  });

  test.each(["pending", "not-found"] as const)("'%s' tells nobody anything (P6)", (status) => {
    const { order, effects } = lastOf([answered(status)]);
    expect(currentAttempt(order)).toMatchObject({ status: "REQUESTED", token: "tok_1" });
    expect(effects).toEqual([]);
  });

  test("the address of a challenge is forgotten with the provider's next word", () => {
    const order = orderAfter([answered("challenge"), answered("pending")]);
    expect(currentAttempt(order)).toMatchObject({ redirectUrl: null, providerPaymentId: "pay_1" });
  });

  test.each([SEATS_SOLD, SEATS_LOST])("$kind changes nothing: seats follow the order (O3)", (input) => {
    const order = buildOrder();
    expect(advance(order, input)).toEqual({ order, effects: [] });
  });
});

describe("while PENDING, when the news of the payment comes", () => {
  test("a success makes it CONFIRMED, and asks for its seats (O1)", () => {
    const { order, effects } = lastOf(CONFIRMED);
    expect(order).toMatchObject({ status: "CONFIRMED", reason: null, hasTickets: false });
    expect(enqueued(effects)).toEqual(["ORDER_CONFIRMED"]);
  });

  test.each(DECLINE_CODES)("a last failure for %s makes it CANCELLED for that very reason (O2)", (code) => {
    const { order, effects } = lastOf(
      [declinedFor(code), failed(1, code)],
      buildOrder({ maxPaymentAttempts: 1 }),
    );
    expect(order).toMatchObject({ status: "CANCELLED", reason: code });
    expect(ORDER_REASONS).toContain(code);
    expect(enqueued(effects)).toEqual(["ORDER_CANCELLED"]);
  });

  test.each(["provider-error", "payment-deadline"] as const)(
    "a failure for %s ends it whatever attempts are left: another card would fare no better (O2)",
    (code) => {
      const { order, effects } = lastOf([declinedFor(code), failed(1, code)]);
      expect(order).toMatchObject({ status: "CANCELLED", reason: code });
      expect(enqueued(effects)).toEqual(["ORDER_CANCELLED"]);
    },
  );

  test.each(["captured", "authorized"] as const)(
    "a failure that has been overtaken by '%s' changes nothing: the money is there (O4)",
    (status) => {
      const taken = [answered("declined"), answered("captured")];
      const order = orderAfter(status === "captured" ? taken : [answered(status)]);
      expect(advance(order, failed(1, "provider-error"))).toEqual({ order, effects: [] });
    },
  );

  test("any other failure leaves it PENDING for the next attempt, and its buyer is told (O2, S8)", () => {
    const { order, effects } = lastOf([answered("declined"), failed()]);
    expect(order.status).toBe("PENDING");
    expect(effects).toEqual([{ kind: "publish" }]);
  });
});

describe("while CONFIRMED", () => {
  test.each([failed(), failed(1, "payment-deadline"), GIVE_UP, TIME_UP, started(2), succeeded()])(
    "$kind changes nothing (O4, S4)",
    (input) => {
      const before = orderAfter(CONFIRMED);
      expect(advance(before, input)).toEqual({ order: before, effects: [] });
    },
  );

  test("sold seats issue tickets and ask for the money, and only they do (O5)", () => {
    const { order, effects } = lastOf(SOLD);
    expect(order).toMatchObject({ status: "CONFIRMED", reason: null, hasTickets: true, seats: SEATS });
    expect(effects).toContainEqual({ kind: "issue-tickets", seats: SEATS });
    expect(enqueued(effects)).toEqual(["CAPTURE_REQUEST:1"]);
    expect(dequeued(effects)).toEqual(["ORDER_CONFIRMED", "ORDER_PAID_LATE"]);
    const before = [answered("authorized"), succeeded()].flatMap((_, i) =>
      enqueued(lastOf(CONFIRMED.slice(0, i + 1)).effects),
    );
    expect(before).toEqual(["PAYMENT_SUCCESS:1", "ORDER_CONFIRMED"]);
  });

  test("sold seats ask for no money that is taken already (O5)", () => {
    const { effects } = lastOf([answered("captured"), succeeded(), SEATS_SOLD]);
    expect(enqueued(effects)).toEqual([]);
  });

  test("seats sold a second time issue no second tickets (S4)", () => {
    const sold = orderAfter(SOLD);
    expect(advance(sold, SEATS_SOLD)).toEqual({ order: sold, effects: [] });
  });

  test("lost seats make it REFUNDED, and the money goes back (O6, S3)", () => {
    const { order, effects } = lastOf(REFUNDED);
    expect(order).toMatchObject({ status: "REFUNDED", reason: "seats-lost", hasTickets: false });
    expect(enqueued(effects)).toEqual(["REFUND_REQUEST:1"]);
  });

  test("seats lost after tickets were issued are old news: sold is sold (O6)", () => {
    const sold = orderAfter(SOLD);
    expect(advance(sold, SEATS_LOST)).toEqual({ order: sold, effects: [] });
  });
});

describe("when REFUNDED", () => {
  const inputs: readonly OrderInput[] = [
    ...[succeeded(), failed(), SEATS_SOLD, SEATS_LOST, GIVE_UP, TIME_UP, started(2)],
    { kind: "seats-offered", offer: { holdId: buildOrder().holdId, seats: [1], until: 2 } },
    { kind: "late-money-refused", instead: buildOrder().id },
  ];
  test.each(inputs)("$kind changes nothing (O8)", (input) => {
    const before = orderAfter(REFUNDED);
    expect(advance(before, input)).toEqual({ order: before, effects: [] });
  });
});

describe("when money has moved", () => {
  test("a capture is recorded, and is asked for no more", () => {
    const { order, effects } = lastOf([...SOLD, moneyMoved("capture", "captured")]);
    expect(currentAttempt(order).status).toBe("CAPTURED");
    expect(dequeued(effects)).toEqual(["CAPTURE_REQUEST:1"]);
    expect(effects.map(({ kind }) => kind)).not.toContain("report-unpaid");
  });

  test.each(["voided", "refunded"] as const)(
    "a capture that finds the money %s is for an operator, and is not repeated",
    (status) => {
      const { order, effects } = lastOf([...SOLD, moneyMoved("capture", status)]);
      expect(order.status).toBe("CONFIRMED");
      expect(dequeued(effects)).toEqual(["CAPTURE_REQUEST:1"]);
      expect(effects).toContainEqual({ kind: "report-unpaid", attempt: 1 });
    },
  );

  test.each([
    ["voided", "VOIDED"],
    ["refunded", "REFUNDED"],
  ] as const)("money that came back as %s is asked for no more", (status, is) => {
    const { order, effects } = lastOf([...REFUNDED, moneyMoved("return", status)]);
    expect(currentAttempt(order)).toMatchObject({ status: is, token: null });
    expect(dequeued(effects)).toEqual(["REFUND_REQUEST:1"]);
  });

  test.each([
    ["capture", "pending"],
    ["return", "captured"],
    ["return", "unknown"],
  ] as const)(
    "an answer to a %s that is not its end throws, so that it is asked for again: %s",
    (purpose, status) => {
      const input = moneyMoved(purpose, status);
      expect(() => advance(orderAfter(SOLD), input)).toThrow(
        `the provider answered ${status} to a ${purpose}`,
      );
    },
  );
});

test("an order that costs nothing is confirmed by the same process, and no money is asked for (M5)", () => {
  const free = buildOrder({ attempts: [buildAttempt({ provider: "none", token: null })] });
  const inputs = [answered("captured"), succeeded(), SEATS_SOLD];
  const told = inputs.flatMap((_, i) => enqueued(lastOf(inputs.slice(0, i + 1), free).effects));
  expect(told).toEqual(["PAYMENT_SUCCESS:1", "ORDER_CONFIRMED"]);
  expect(orderAfter(inputs, free)).toMatchObject({ status: "CONFIRMED", hasTickets: true });
});

test("the buyer waits for nothing but a PENDING order (O9)", () => {
  expect(ORDER_STATUSES.filter((status) => !isTerminal(status))).toEqual(["PENDING"]);
});

test("a message about an attempt that was never begun is a fault, and is not passed over", () => {
  expect(() => advance(buildOrder(), answered("authorized", 2))).toThrow("has no attempt 2");
});
