// The ends of an order that no provider brings about: its buyer wants no more of it, or its time is over.

import { describe, expect, test } from "vitest";
import {
  answered,
  buildOrder,
  decline,
  enqueued,
  failed,
  GIVE_UP,
  lastOf,
  orderAfter,
  SEATS_SOLD,
  started,
  succeeded,
  TIME_UP,
} from "../testing/orders.ts";
import { advance, isUnwanted } from "./advance-order.ts";
import type { OrderInput } from "./order-input.ts";
import { currentAttempt, type Order } from "./order.ts";
import { DECLINE_CODES } from "./payment.ts";

const VOID_BEGUN: OrderInput = { kind: "void-begun", attempt: 1 };
const OPEN = [answered("challenge")];
const GIVEN_UP = [...OPEN, GIVE_UP];

describe("giving up (O12)", () => {
  test("between attempts ends the order at once, and its seats come free", () => {
    const { order, effects } = lastOf([...decline(), GIVE_UP]);
    expect(order).toMatchObject({ status: "CANCELLED", reason: "buyer-cancelled", closing: "buyer" });
    expect(enqueued(effects)).toEqual(["ORDER_CANCELLED"]);
  });

  test.each<[string, readonly OrderInput[]]>([
    ["has not been told to the provider yet", []],
    ["waits for the buyer", OPEN],
    ["is being decided", [answered("pending")]],
    ["has succeeded, and nobody has heard of it yet", [answered("authorized")]],
  ])("while the attempt %s keeps the wish, and has the attempt ended first (S2)", (_, inputs) => {
    const { order, effects } = lastOf([...inputs, GIVE_UP]);
    expect(order).toMatchObject({ status: "PENDING", closing: "buyer" });
    expect(enqueued(effects)).toEqual(["PAYMENT_CHECK:1:give-up"]);
    expect(effects).toContainEqual({ kind: "publish" });
  });

  test("of a later attempt has that one ended", () => {
    const { effects } = lastOf([...decline(), started(2), GIVE_UP]);
    expect(enqueued(effects)).toEqual(["PAYMENT_CHECK:2:give-up"]);
  });

  test("a second time changes nothing (S4)", () => {
    const order = orderAfter(GIVEN_UP);
    expect(advance(order, GIVE_UP)).toEqual({ order, effects: [] });
  });

  test.each<[string, readonly OrderInput[]]>([
    ["CONFIRMED", [answered("authorized"), succeeded()]],
    ["CONFIRMED with tickets", [answered("authorized"), succeeded(), SEATS_SOLD]],
    ["CANCELLED", [answered("declined"), failed(1, "provider-error")]],
  ])("an order that is %s changes nothing", (_, inputs) => {
    const order = orderAfter(inputs);
    expect(advance(order, GIVE_UP)).toEqual({ order, effects: [] });
  });
});

describe("when the buyer has given up and the attempt is being ended (O12)", () => {
  test.each([
    ["voided", "VOIDED"],
    ["not-found", "FAILED"],
  ] as const)("'%s' ends the order as the buyer's own wish", (status, is) => {
    const inputs = [...GIVEN_UP, VOID_BEGUN, answered(status, 1, "cancellation")];
    expect(currentAttempt(orderAfter(inputs))).toMatchObject({
      status: is,
      declineCode: "payment-cancelled",
    });
    const { order, effects } = lastOf([...inputs, failed(1, "payment-cancelled")]);
    expect(order).toMatchObject({ status: "CANCELLED", reason: "buyer-cancelled" });
    expect(enqueued(effects)).toEqual(["ORDER_CANCELLED"]);
  });

  test("a decline that was faster ends it as the buyer's own wish, too, whatever attempts are left", () => {
    expect(orderAfter([...GIVEN_UP, ...decline()])).toMatchObject({
      ...{ status: "CANCELLED", reason: "buyer-cancelled" },
    });
  });

  test("time that runs out before the news of it ends it as the buyer's own wish, too", () => {
    const { order } = lastOf([...GIVEN_UP, answered("voided", 1, "cancellation"), TIME_UP]);
    expect(order).toMatchObject({ status: "CANCELLED", reason: "buyer-cancelled", closing: "buyer" });
  });

  test("a success that was faster goes back, and the seats are neither sold nor offered (S3)", () => {
    const paid = [...GIVEN_UP, answered("captured", 1, "cancellation")];
    expect(enqueued(lastOf(paid).effects)).toEqual(["PAYMENT_SUCCESS:1"]);
    const { order, effects } = lastOf([...paid, succeeded()]);
    expect(order).toMatchObject({ status: "CANCELLED", reason: "buyer-cancelled" });
    expect(enqueued(effects)).toEqual(["ORDER_CANCELLED", "REFUND_REQUEST:1"]);
  });

  test("a success that was known before goes back as well", () => {
    const { order, effects } = lastOf([answered("authorized"), GIVE_UP, succeeded()]);
    expect(order).toMatchObject({ status: "CANCELLED", reason: "buyer-cancelled" });
    expect(enqueued(effects)).toEqual(["ORDER_CANCELLED", "REFUND_REQUEST:1"]);
  });

  test("money that comes after the end goes back: the order is not paid late (S3)", () => {
    const ended = [...GIVEN_UP, answered("voided", 1, "cancellation"), failed(1, "payment-cancelled")];
    expect(isUnwanted(orderAfter(ended), 1)).toBe(true);
    const { order, effects } = lastOf([...ended, answered("captured"), succeeded()]);
    expect(order.status).toBe("CANCELLED");
    expect(enqueued(effects)).toEqual(["REFUND_REQUEST:1"]);
  });
});

describe("when the time to pay is over and no attempt is open (O13)", () => {
  test.each(DECLINE_CODES)("the order ends for the reason of its last decline: %s", (code) => {
    const declined: OrderInput = {
      ...{ kind: "provider-answered", attempt: 1, ending: undefined },
      outcome: { status: "declined", code },
    };
    const { order, effects } = lastOf([declined, TIME_UP]);
    expect(order).toMatchObject({ status: "CANCELLED", reason: code, closing: "time" });
    expect(enqueued(effects)).toEqual(["ORDER_CANCELLED"]);
  });

  test("the last one counts where there were more", () => {
    const second: OrderInput = {
      ...{ kind: "provider-answered", attempt: 2, ending: undefined },
      outcome: { status: "declined", code: "challenge-failed" },
    };
    expect(orderAfter([...decline(), started(2), second, TIME_UP]).reason).toBe("challenge-failed");
  });

  test("late money may still earn its seats: the buyer has not given up (O7)", () => {
    const late = [...decline(), TIME_UP, answered("captured"), succeeded()];
    expect(enqueued(lastOf(late).effects)).toEqual(["ORDER_PAID_LATE"]);
  });

  test.each<[string, Order]>([
    ["whose attempt is open: its money is made terminal first (S2)", orderAfter(OPEN)],
    ["whose attempt has succeeded", orderAfter([answered("authorized")])],
    ["that is CONFIRMED", orderAfter([answered("authorized"), succeeded()])],
    ["that is CANCELLED", orderAfter([...decline(), GIVE_UP])],
    ["that is new", buildOrder()],
  ])("an order %s is left alone", (_, order) => {
    expect(advance(order, TIME_UP)).toEqual({ order, effects: [] });
  });
});

describe("when we are about to ask the provider to void an attempt", () => {
  test("that is written down first, and nobody is sent to approve it any more", () => {
    const { order, effects } = lastOf([...OPEN, VOID_BEGUN]);
    expect(currentAttempt(order)).toMatchObject({
      ...{ status: "REQUESTED", outcome: "voiding", redirectUrl: null, token: "tok_1" },
    });
    expect(effects).toEqual([]);
  });
});
