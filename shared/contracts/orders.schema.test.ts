import { describe, expect, test } from "vitest";
import { MAX_PAYMENT_ATTEMPTS } from "../domain/order.ts";
import { DEFAULT_LIMITS } from "../domain/sale.ts";
import { eventId, holdId, orderId } from "../testing/ids.ts";
import { eventLimitsSchema } from "./catalog.schema.ts";
import { attemptRequestSchema, orderProgressSchema, orderRequestSchema } from "./orders.schema.ts";

const payment = { provider: "sandbox", token: "tok_visa" } as const;
const order = {
  eventId: eventId(1),
  eventVersion: 2,
  holdId: holdId(1),
  buyer: { name: "Kim", email: "kim@example.com" },
  payment,
};

describe("an order's request", () => {
  test("is read as it is", () => {
    expect(orderRequestSchema.parse(order)).toEqual(order);
  });

  test("may leave out how it is paid: whether it costs something is for the seats to say (M5)", () => {
    const { payment: _, ...free } = order;
    expect(orderRequestSchema.parse(free)).toEqual(free);
  });

  test("may leave out the event's version, as sites of the release before do (P11)", () => {
    const { eventVersion: _, ...old } = order;
    expect(orderRequestSchema.parse(old)).toEqual(old);
  });

  test.each([0, 1.5, "2", null])("names no version %j", (eventVersion) => {
    expect(orderRequestSchema.safeParse({ ...order, eventVersion }).success).toBe(false);
  });
});

describe("the request of another attempt (O10)", () => {
  test.each([2, MAX_PAYMENT_ATTEMPTS])("is read under the number %i", (attempt) => {
    expect(attemptRequestSchema.parse({ attempt, payment })).toEqual({ attempt, payment });
  });

  test.each([0, 1, MAX_PAYMENT_ATTEMPTS + 1, 2.5, "2", undefined])(
    "is refused under the number %j: the first is the order itself, and more there are not",
    (attempt) => {
      expect(attemptRequestSchema.safeParse({ attempt, payment }).success).toBe(false);
    },
  );

  test("is refused without a payment, and with anything else", () => {
    expect(attemptRequestSchema.safeParse({ attempt: 2 }).success).toBe(false);
    expect(attemptRequestSchema.safeParse({ attempt: 2, payment, amountMinor: 1 }).success).toBe(false);
  });
});

describe("how an order stands", () => {
  const progress = {
    orderId: orderId(1),
    status: "PENDING",
    payment: { status: "FAILED", attempt: 1, attemptsLeft: 2, declineCode: "card-declined" },
    deadline: 1,
    tickets: [],
    version: 1,
  } as const;

  test("always says which attempt it is about, how many are left, and until when", () => {
    expect(orderProgressSchema.parse(progress)).toEqual(progress);
    const { attempt: _, ...noNumber } = progress.payment;
    const { attemptsLeft: __, ...noLeft } = progress.payment;
    const { deadline: ___, ...noDeadline } = progress;
    for (const other of [{ ...progress, payment: noNumber }, { ...progress, payment: noLeft }, noDeadline]) {
      expect(orderProgressSchema.safeParse(other).success).toBe(false);
    }
  });

  test("may say that it is being given up, and which other order has the seats (O12, P12)", () => {
    const more = { ...progress, cancelRequested: true, instead: orderId(2) };
    expect(orderProgressSchema.parse(more)).toEqual(more);
  });
});

describe("an event's limits", () => {
  test.each([1, MAX_PAYMENT_ATTEMPTS])("allow %i attempts to pay (O10)", (maxPaymentAttempts) => {
    expect(eventLimitsSchema.parse({ ...DEFAULT_LIMITS, maxPaymentAttempts })).toMatchObject({
      maxPaymentAttempts,
    });
  });

  test.each([0, MAX_PAYMENT_ATTEMPTS + 1])("do not allow %i", (maxPaymentAttempts) => {
    expect(eventLimitsSchema.safeParse({ ...DEFAULT_LIMITS, maxPaymentAttempts }).success).toBe(false);
  });
});
