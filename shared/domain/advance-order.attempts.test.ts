// More than one attempt to pay for the same order, and money of an older one that comes late.

import { describe, expect, test } from "vitest";
import { DEADLINE, FENCE, SEATS } from "../testing/holds.ts";
import {
  answered,
  buildOrder,
  decline,
  declinedFor,
  enqueued,
  failed,
  GIVE_UP,
  lastOf,
  moneyMoved,
  orderAfter,
  SEATS_LOST,
  SEATS_SOLD,
  started,
  succeeded,
} from "../testing/orders.ts";
import { advance, isUnwanted } from "./advance-order.ts";
import type { OrderInput } from "./order-input.ts";
import { attemptOf, currentAttempt } from "./order.ts";

const SECOND = [...decline(), started(2)];

describe("the next attempt (O10)", () => {
  test("is asked for with a key, a fence and a deadline of its own, for the same seats", () => {
    const { order, effects } = lastOf(SECOND);
    expect(order).toMatchObject({
      ...{ status: "PENDING", attempt: 2, fence: FENCE + 2, deadline: DEADLINE + 2, seats: SEATS },
    });
    expect(currentAttempt(order)).toEqual({
      ...{ number: 2, provider: "sandbox", status: "REQUESTED", outcome: "created", declineCode: null },
      ...{ providerPaymentId: null, redirectUrl: null, token: "tok_2" },
    });
    expect(effects).toEqual([{ kind: "enqueue", type: "PAYMENT_REQUEST", attempt: 2 }, { kind: "publish" }]);
  });

  test("leaves the one before it as it was", () => {
    const before = attemptOf(orderAfter(decline()), 1);
    expect(attemptOf(orderAfter(SECOND), 1)).toEqual(before);
  });

  test.each([1, 2, 4])("under the number %i, which is not the next, changes nothing", (number) => {
    const order = orderAfter(SECOND);
    expect(advance(order, started(number))).toEqual({ order, effects: [] });
  });

  test.each([
    ["CANCELLED", [...decline(), GIVE_UP]],
    ["CONFIRMED", [answered("authorized"), succeeded()]],
  ] as const)("of an order that is %s changes nothing", (_, inputs) => {
    const order = orderAfter(inputs);
    expect(advance(order, started(2))).toEqual({ order, effects: [] });
  });

  test.each<[string, readonly OrderInput[]]>([
    ["paid", [answered("captured")]],
    ["given up", [answered("challenge"), GIVE_UP, answered("voided", 1, "cancellation")]],
    ["timed out", [answered("not-found", 1, "deadline")]],
    ["still open", [answered("challenge")]],
  ])("is not begun where the one before it is %s by the time that it is granted (S3)", (_, inputs) => {
    const order = orderAfter(inputs);
    expect(advance(order, started(2))).toEqual({ order, effects: [] });
  });

  test("that succeeds makes the order CONFIRMED, and its own money is taken", () => {
    const inputs = [...SECOND, answered("authorized", 2), succeeded(2), SEATS_SOLD];
    const { order, effects } = lastOf(inputs);
    expect(order).toMatchObject({ status: "CONFIRMED", attempt: 2, hasTickets: true });
    expect(enqueued(effects)).toEqual(["CAPTURE_REQUEST:2"]);
  });

  test("whose seats are lost gives its own money back (O6)", () => {
    const { effects } = lastOf([...SECOND, answered("captured", 2), succeeded(2), SEATS_LOST]);
    expect(enqueued(effects)).toEqual(["REFUND_REQUEST:2"]);
  });

  test("is not ended by late news of the failure before it, whether it has failed itself or not", () => {
    for (const order of [orderAfter(SECOND), orderAfter([...SECOND, answered("declined", 2)])]) {
      expect(advance(order, failed(1, "payment-deadline"))).toEqual({ order, effects: [] });
    }
  });

  test("is not confirmed by news of a success that is not its own", () => {
    const order = orderAfter(SECOND);
    expect(advance(order, succeeded(1))).toEqual({ order, effects: [] });
  });

  test("may fail, too; the last one that may follow ends the order for its own reason (O2, S8)", () => {
    const third = [...SECOND, ...decline(2), started(3)];
    expect(orderAfter(third).status).toBe("PENDING");
    const { order, effects } = lastOf([
      ...third,
      declinedFor("card-declined", 3),
      failed(3, "card-declined"),
    ]);
    expect(order).toMatchObject({ status: "CANCELLED", reason: "card-declined" });
    expect(enqueued(effects)).toEqual(["ORDER_CANCELLED"]);
  });

  test("there is none where the organiser allows one attempt: the first failure ends the order (O10)", () => {
    const { order } = lastOf(decline(), buildOrder({ maxPaymentAttempts: 1 }));
    expect(order).toMatchObject({ status: "CANCELLED", reason: "insufficient-funds" });
  });
});

describe("late money of an older attempt (O11)", () => {
  test("goes back while the newer one is open, which goes on", () => {
    const { order, effects } = lastOf([...SECOND, answered("captured", 1)]);
    expect(order).toMatchObject({ status: "PENDING", attempt: 2 });
    expect(attemptOf(order, 1).status).toBe("CAPTURED");
    expect(enqueued(effects)).toEqual(["REFUND_REQUEST:1"]);
  });

  test.each([
    ["has succeeded", [answered("authorized", 2)]],
    ["has made the order CONFIRMED", [answered("authorized", 2), succeeded(2)]],
    ["has its tickets", [answered("authorized", 2), succeeded(2), SEATS_SOLD]],
    ["was paid for lost seats", [answered("authorized", 2), succeeded(2), SEATS_LOST]],
  ])("goes back when the newer one %s", (_, since) => {
    const before = orderAfter([...SECOND, ...since]);
    const { order, effects } = advance(before, answered("captured", 1));
    expect(order).toMatchObject({ status: before.status, attempt: 2 });
    expect(enqueued(effects)).toEqual(["REFUND_REQUEST:1"]);
  });

  test("pays where the newer one has failed: the order is CONFIRMED by it", () => {
    const paid = [...SECOND, ...decline(2), answered("captured", 1)];
    const { order, effects } = lastOf(paid);
    expect(order).toMatchObject({ status: "PENDING", attempt: 1 });
    expect(enqueued(effects)).toEqual(["PAYMENT_SUCCESS:1"]);
    expect(orderAfter([...paid, succeeded(1)])).toMatchObject({ status: "CONFIRMED", attempt: 1 });
  });

  test("pays where the newer one has failed and the order is CANCELLED: late money like any other (O7)", () => {
    const cancelled = [...SECOND, ...decline(2), started(3), ...decline(3)];
    const paid = [...cancelled, answered("captured", 1)];
    expect(enqueued(lastOf(paid).effects)).toEqual(["PAYMENT_SUCCESS:1"]);
    const { order, effects } = lastOf([...paid, succeeded(1)]);
    expect(order).toMatchObject({ status: "CANCELLED", attempt: 1 });
    expect(enqueued(effects)).toEqual(["ORDER_PAID_LATE"]);
  });

  test("is one attempt's alone: what comes from a second one goes back", () => {
    const paid = [...SECOND, ...decline(2), answered("captured", 1), answered("captured", 2)];
    expect(enqueued(lastOf(paid).effects)).toEqual(["REFUND_REQUEST:2"]);
  });

  test("that is on its way back does not end what the newer attempt has bought", () => {
    const inputs = [...SECOND, answered("captured", 1), answered("authorized", 2), succeeded(2), SEATS_SOLD];
    const { order, effects } = lastOf([...inputs, moneyMoved("return", "refunded", 1)]);
    expect(order).toMatchObject({ status: "CONFIRMED", attempt: 2, hasTickets: true });
    expect(effects).toContainEqual({ kind: "dequeue", type: "REFUND_REQUEST", attempt: 1 });
  });
});

describe("whether money of an attempt that was given up is to go back whatever the seats (O7, O11, O12)", () => {
  const failedTwice = [...SECOND, ...decline(2)];
  test.each([
    ["no, while its order waits for another attempt", decline(), 1, false],
    ["yes, while a newer attempt is open", SECOND, 1, true],
    ["no, once the newer one has failed, too", failedTwice, 1, false],
    ["yes, when its buyer has given up and it was open", [answered("challenge"), GIVE_UP], 1, true],
    ["yes, when its order ended because the buyer gave up", [...decline(), GIVE_UP], 1, true],
    [
      "no, when its order was CANCELLED for its failure",
      [...failedTwice, started(3), ...decline(3)],
      1,
      false,
    ],
    ["yes, when its order is CONFIRMED", [...SECOND, answered("authorized", 2), succeeded(2)], 1, true],
  ] as const)("%s", (_, inputs, number, is) => {
    expect(isUnwanted(orderAfter(inputs), number)).toBe(is);
  });
});
