import { describe, expect, test } from "vitest";
import type { OrderProgress } from "../../../shared/contracts/orders.schema.ts";
import type { DeclineCode } from "../../../shared/domain/payment.ts";
import { pendingStage } from "./pending-stage.ts";

const NOW = 100_000;
const OPTIONS = { now: NOW, base: "https://jari.example/orders/order-1" };

function buildOrder(changes: Partial<OrderProgress> = {}): OrderProgress {
  return {
    orderId: "order-1",
    status: "PENDING",
    payment: { status: "REQUESTED", attempt: 1, attemptsLeft: 2 },
    deadline: NOW + 60_000,
    tickets: [],
    version: 1,
    ...changes,
  };
}

function failed(declineCode: DeclineCode, attemptsLeft = 2): OrderProgress {
  return buildOrder({ payment: { status: "FAILED", attempt: 1, attemptsLeft, declineCode } });
}

describe("a pending order", () => {
  test.each(["REQUESTED", "AUTHORIZED", "CAPTURED"] as const)(
    "whose payment is %s is being confirmed, and nobody pays again",
    (status) => {
      const order = buildOrder({ payment: { status, attempt: 1, attemptsLeft: 2 } });
      expect(pendingStage(order, OPTIONS)).toEqual({ kind: "confirming" });
    },
  );

  test("past its deadline is still being confirmed while its payment is", () => {
    expect(pendingStage(buildOrder({ deadline: NOW - 1 }), OPTIONS)).toEqual({ kind: "confirming" });
  });

  test("waits for the buyer at the bank's page", () => {
    const payment = {
      status: "REQUESTED",
      attempt: 1,
      attemptsLeft: 2,
      redirectUrl: "/challenge/1",
    } as const;
    expect(pendingStage(buildOrder({ payment }), OPTIONS)).toEqual({
      kind: "challenged",
      url: "https://jari.example/challenge/1",
    });
  });

  test("whose payment was refused may be paid with another card, until its deadline", () => {
    const order = failed("card-declined");
    expect(pendingStage(order, OPTIONS)).toEqual({
      kind: "retry",
      attempt: 2,
      until: order.deadline,
      isLast: false,
    });
    expect(pendingStage(order, { ...OPTIONS, now: order.deadline })).toEqual({ kind: "ending" });
  });

  test("whose payment was voided may be paid with another card, too", () => {
    const payment = {
      status: "VOIDED",
      attempt: 2,
      attemptsLeft: 1,
      declineCode: "payment-cancelled",
    } as const;
    expect(pendingStage(buildOrder({ payment }), OPTIONS)).toMatchObject({ attempt: 3, isLast: true });
  });

  test.each([
    ["the last attempt is used up", failed("card-declined", 0)],
    ["the payment company has failed", failed("provider-error")],
    ["the time is over", failed("payment-deadline")],
  ])("is about to end where %s", (_, order) => {
    expect(pendingStage(order, OPTIONS)).toEqual({ kind: "ending" });
  });

  test.each([
    buildOrder({ cancelRequested: true }),
    buildOrder({
      cancelRequested: true,
      payment: { status: "REQUESTED", attempt: 1, attemptsLeft: 2, redirectUrl: "/challenge/1" },
    }),
    { ...failed("card-declined"), cancelRequested: true },
  ])("that was given up offers no payment, however it stands", (order) => {
    expect(pendingStage(order, OPTIONS)).toEqual({ kind: "cancelling" });
  });
});

test.each(["CONFIRMED", "CANCELLED", "REFUNDED"] as const)("an order that is %s is not pending", (status) => {
  expect(pendingStage(buildOrder({ status }), OPTIONS)).toBeUndefined();
});
