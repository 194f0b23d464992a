// Money that comes after its order was CANCELLED: it earns its seats, or others as good, or goes back.

import { describe, expect, test } from "vitest";
import { LATE, OFFERED_SEATS, OFFERED_UNTIL, SEATS } from "../testing/holds.ts";
import { orderId } from "../testing/ids.ts";
import {
  answered,
  buildOrder,
  decline,
  dequeued,
  enqueued,
  failed,
  lastOf,
  moneyMoved,
  orderAfter,
  SEATS_LOST,
  SEATS_SOLD,
  succeeded,
} from "../testing/orders.ts";
import { advance, isUnwanted } from "./advance-order.ts";
import type { OrderInput } from "./order-input.ts";

const ONE_ATTEMPT = buildOrder({ maxPaymentAttempts: 1 });
const CANCELLED = decline();
const PAID_LATE = [...CANCELLED, answered("captured"), succeeded()];
const OFFER = { holdId: LATE, seats: OFFERED_SEATS, until: OFFERED_UNTIL };
const OFFERED: readonly OrderInput[] = [...PAID_LATE, { kind: "seats-offered", offer: OFFER }];
const INSTEAD = orderId(9);

describe("when CANCELLED", () => {
  test("a capture is believed, and told as PAYMENT_SUCCESS (P7)", () => {
    const { order, effects } = lastOf([...CANCELLED, answered("captured")], ONE_ATTEMPT);
    expect(order.status).toBe("CANCELLED");
    expect(enqueued(effects)).toEqual(["PAYMENT_SUCCESS:1"]);
  });

  test("an authorization is no success yet: nothing is built on it before it is captured (P7)", () => {
    const { order, effects } = lastOf([...CANCELLED, answered("authorized")], ONE_ATTEMPT);
    expect(order.attempts[0]).toMatchObject({ status: "FAILED", outcome: "authorized" });
    expect(effects).toEqual([]);
  });

  test("late money tries for its seats, its buyer is told, and it stays CANCELLED until it has them (O7, S3)", () => {
    const { order, effects } = lastOf(PAID_LATE, ONE_ATTEMPT);
    expect(order.status).toBe("CANCELLED");
    expect(effects).toEqual([{ kind: "enqueue", type: "ORDER_PAID_LATE" }, { kind: "publish" }]);
  });

  test("a failure is old news (S4)", () => {
    const order = orderAfter(CANCELLED, ONE_ATTEMPT);
    expect(advance(order, failed())).toEqual({ order, effects: [] });
  });
});

describe("when CANCELLED and paid late", () => {
  test("the same seats make it CONFIRMED after all, with tickets, its money being taken already (O7, O5)", () => {
    const { order, effects } = lastOf([...PAID_LATE, SEATS_SOLD], ONE_ATTEMPT);
    expect(order).toMatchObject({
      ...{ status: "CONFIRMED", reason: "late-payment", seats: SEATS, hasTickets: true },
    });
    expect(effects).toContainEqual({ kind: "issue-tickets", seats: SEATS });
    expect(enqueued(effects)).toEqual([]);
    expect(dequeued(effects)).toContain("ORDER_PAID_LATE");
  });

  test("the same seats in another order are the same seats (O7)", () => {
    const sold: OrderInput = { kind: "seats-sold", seats: SEATS.toReversed() };
    expect(orderAfter([...PAID_LATE, sold], ONE_ATTEMPT).reason).toBe("late-payment");
  });

  test("other seats make it CONFIRMED for those, ascending (O7, P9)", () => {
    const sold: OrderInput = { kind: "seats-sold", seats: OFFERED_SEATS.toReversed() };
    const { order, effects } = lastOf([...OFFERED, sold], ONE_ATTEMPT);
    expect(order).toMatchObject({
      ...{ status: "CONFIRMED", reason: "late-payment-other-seats", seats: OFFERED_SEATS },
    });
    expect(effects).toContainEqual({ kind: "issue-tickets", seats: OFFERED_SEATS });
  });

  test("no seats: it stays CANCELLED, and the money goes back (O7, S3)", () => {
    const { order, effects } = lastOf([...PAID_LATE, SEATS_LOST], ONE_ATTEMPT);
    expect(order).toMatchObject({ status: "CANCELLED", reason: "late-payment-returned", instead: null });
    expect(enqueued(effects)).toEqual(["REFUND_REQUEST:1"]);
  });

  test("seats that the same buyer has bought meanwhile: the money goes back, and the order says which has them (P12)", () => {
    const lost: OrderInput = { kind: "seats-lost", instead: INSTEAD };
    const { order, effects } = lastOf([...PAID_LATE, lost], ONE_ATTEMPT);
    expect(order).toMatchObject({
      ...{ status: "CANCELLED", reason: "late-payment-duplicate", instead: INSTEAD },
    });
    expect(enqueued(effects)).toEqual(["REFUND_REQUEST:1"]);
  });

  test("other seats are offered, and its buyer is told (P9)", () => {
    const { order, effects } = lastOf(OFFERED, ONE_ATTEMPT);
    expect(order).toMatchObject({ status: "CANCELLED", offer: { ...OFFER, answer: null } });
    expect(effects).toEqual([{ kind: "publish" }]);
  });
});

describe("when other seats are offered (P9)", () => {
  test.each(["accepted", "declined"] as const)("the buyer's answer is kept: %s", (answer) => {
    const { order, effects } = lastOf([...OFFERED, { kind: "offer-answered", answer }], ONE_ATTEMPT);
    expect(order.offer).toEqual({ ...OFFER, answer });
    expect(order.status).toBe("CANCELLED");
    expect(effects).toEqual([{ kind: "publish" }]);
  });

  test("a second offer does not replace the first", () => {
    const order = orderAfter(OFFERED, ONE_ATTEMPT);
    const again: OrderInput = { kind: "seats-offered", offer: { ...OFFER, seats: [8, 9] } };
    expect(advance(order, again)).toEqual({ order, effects: [] });
  });

  test("the end of the offer sends the money back (S3)", () => {
    const inputs: readonly OrderInput[] = [
      ...OFFERED,
      { kind: "offer-answered", answer: "declined" },
      SEATS_LOST,
    ];
    const { order, effects } = lastOf(inputs, ONE_ATTEMPT);
    expect(order).toMatchObject({ status: "CANCELLED", reason: "late-payment-returned" });
    expect(enqueued(effects)).toEqual(["REFUND_REQUEST:1"]);
  });
});

test.each(["PENDING", "CONFIRMED"] as const)(
  "an offer, or an answer to none, means nothing to a %s order",
  (status) => {
    const order = buildOrder({ status });
    expect(advance(order, { kind: "seats-offered", offer: OFFER })).toEqual({ order, effects: [] });
    expect(advance(order, { kind: "offer-answered", answer: "accepted" })).toEqual({ order, effects: [] });
  },
);

describe("late money that was refused before it was taken (P12)", () => {
  const refused: OrderInput = { kind: "late-money-refused", instead: INSTEAD };

  test("tells the buyer which order has the seats, and asks for no refund: nothing was taken", () => {
    const { order, effects } = lastOf([...CANCELLED, answered("authorized"), refused], ONE_ATTEMPT);
    expect(order).toMatchObject({
      ...{ status: "CANCELLED", reason: "late-payment-duplicate", instead: INSTEAD },
    });
    expect(effects).toEqual([{ kind: "publish" }]);
  });

  test.each(["PENDING", "CONFIRMED"] as const)("means nothing to a %s order", (status) => {
    const order = buildOrder({ status });
    expect(advance(order, refused)).toEqual({ order, effects: [] });
  });

  test.each<[string, readonly OrderInput[]]>([
    ["late-payment-duplicate", [...CANCELLED, refused]],
    ["late-payment-returned", [...PAID_LATE, SEATS_LOST]],
  ])("and whatever comes after %s goes back at once (O7, S3)", (reason, inputs) => {
    const before = orderAfter(inputs, ONE_ATTEMPT);
    expect(before.reason).toBe(reason);
    expect(isUnwanted(before, 1)).toBe(true);
    expect(enqueued(advance(before, succeeded()).effects)).toEqual(["REFUND_REQUEST:1"]);
  });
});

test("money that went back leaves the order CANCELLED for the reason that it has", () => {
  const inputs = [...PAID_LATE, SEATS_LOST, moneyMoved("return", "refunded")];
  const { order } = lastOf(inputs, ONE_ATTEMPT);
  expect(order).toMatchObject({ status: "CANCELLED", reason: "late-payment-returned" });
  expect(order.attempts[0]?.status).toBe("REFUNDED");
});
