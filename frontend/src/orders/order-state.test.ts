import { describe, expect, test } from "vitest";
import type { OrderProgress, OrderView } from "../../../shared/contracts/orders.schema.ts";
import type { Problem } from "../../../shared/contracts/problem.schema.ts";
import { NETWORK_FAILURE } from "../http/failure.ts";
import {
  challengeUrl,
  isAwaited,
  isComplete,
  newsDueBy,
  orderInProblem,
  reasonKey,
  seatsOf,
  withAnswer,
  withProgress,
  withReturned,
} from "./order-state.ts";

const PAYMENT = { status: "REQUESTED", attempt: 1, attemptsLeft: 2 } as const;
const BASE = "https://jari.example/orders/order-1";

function buildProgress(changes: Partial<OrderProgress> = {}): OrderProgress {
  return {
    orderId: "order-1",
    status: "PENDING",
    payment: PAYMENT,
    deadline: 300_000,
    tickets: [],
    version: 1,
    ...changes,
  };
}

function buildOrder(changes: Partial<OrderView> = {}): OrderView {
  return {
    ...buildProgress(),
    eventId: "event-1",
    holdId: "hold-1",
    createdAt: 0,
    updatedAt: 0,
    serverTime: 0,
    buyer: { name: "Kim", email: "kim@example.com" },
    quote: { currency: "KRW", totalMinor: 1_000, lines: [] },
    seats: [],
    ...changes,
  };
}

describe("news of an order", () => {
  test("changes what it tells of and keeps the rest", () => {
    const news = buildProgress({ status: "CANCELLED", reason: "card-declined", version: 2 });
    expect(withProgress(buildOrder(), news)).toEqual(
      buildOrder({ status: "CANCELLED", reason: "card-declined", version: 2 }),
    );
  });

  test("takes away a reason that no longer holds", () => {
    const order = buildOrder({ status: "CANCELLED", reason: "payment-deadline", version: 2 });
    const changed = withProgress(order, buildProgress({ status: "CONFIRMED", version: 3 }));
    expect("reason" in changed).toBe(false);
  });

  test("brings an offer, and takes it away again", () => {
    const offer = { seats: [7], until: 9 };
    const order = buildOrder({ status: "CANCELLED", version: 2 });
    const offered = withProgress(order, buildProgress({ status: "CANCELLED", offer, version: 3 }));
    expect(offered.offer).toEqual(offer);
    expect("offer" in withProgress(offered, buildProgress({ status: "CONFIRMED", version: 4 }))).toBe(false);
  });

  test.each([1, 2])("of version %i does not replace version 2", (version) => {
    const order = buildOrder({ status: "CONFIRMED", version: 2 });
    expect(withProgress(order, buildProgress({ version }))).toBe(order);
    expect(withAnswer(order, buildOrder({ version }))).toBe(order);
  });

  test("brings the next attempt and its deadline", () => {
    const payment = { status: "REQUESTED", attempt: 2, attemptsLeft: 1 } as const;
    const changed = withProgress(buildOrder(), buildProgress({ payment, deadline: 400_000, version: 2 }));
    expect(changed).toMatchObject({ payment, deadline: 400_000 });
  });

  test("takes away a cancellation that was asked for, and the other order", () => {
    const order = buildOrder({ cancelRequested: true, instead: "order-2" });
    const changed = withProgress(order, buildProgress({ status: "CANCELLED", version: 2 }));
    expect("cancelRequested" in changed || "instead" in changed).toBe(false);
  });

  test("of another order changes nothing", () => {
    const order = buildOrder();
    expect(withProgress(order, buildProgress({ orderId: "order-2", version: 9 }))).toBe(order);
    expect(withAnswer(order, buildOrder({ orderId: "order-2", version: 9 }))).toBe(order);
  });
});

describe("earlier orders whose late money went back because of this one", () => {
  const other = (changes: Partial<OrderProgress>): OrderProgress =>
    buildProgress({ orderId: "order-0", status: "CANCELLED", reason: "late-payment-duplicate", ...changes });

  test("are told by their own news", () => {
    const order = withReturned(buildOrder(), [other({ instead: "order-1" })]);
    expect(order.returned).toEqual(["order-0"]);
    expect(withReturned(order, [other({ instead: "order-1" })])).toBe(order);
  });

  test("are not those of yet another order", () => {
    const order = buildOrder();
    expect(withReturned(order, [other({ instead: "order-3" }), other({})])).toBe(order);
  });

  test("stay, and are added by an answer of any version", () => {
    const order = buildOrder({ version: 3, returned: ["order-0"] });
    expect(withAnswer(order, buildOrder({ version: 3, returned: ["order-9"] })).returned).toEqual([
      "order-0",
      "order-9",
    ]);
    expect(withProgress(order, buildProgress({ version: 4 })).returned).toEqual(["order-0"]);
    expect(withAnswer(order, buildOrder({ version: 4 })).returned).toEqual(["order-0"]);
  });
});

describe("an order in a refusal", () => {
  const problem: Problem = { type: "t", title: "t", status: 409, detail: "d", code: "order-ended" };

  test("is taken over", () => {
    const order = buildOrder({ status: "CONFIRMED", version: 9 });
    expect(orderInProblem({ ...problem, order })).toEqual(order);
  });

  test.each([undefined, null, "order", {}])("is none where it is %o", (order) => {
    expect(orderInProblem({ ...problem, order })).toBeUndefined();
    expect(orderInProblem(NETWORK_FAILURE)).toBeUndefined();
  });
});

describe("an order is complete", () => {
  test.each([
    ["PENDING", 0, false],
    ["CONFIRMED", 0, false],
    ["CONFIRMED", 1, true],
    ["CANCELLED", 0, true],
    ["REFUNDED", 0, true],
  ] as const)("%s with %i tickets: %s", (status, count, expected) => {
    const tickets = Array.from({ length: count }, (_, seat) => ({ seat, code: "ABC" }));
    expect(isComplete(buildProgress({ status, tickets }))).toBe(expected);
  });
});

describe("news of an order is awaited", () => {
  test.each([
    ["PENDING", "REQUESTED", true],
    ["CONFIRMED", "AUTHORIZED", false],
    ["CONFIRMED", "CAPTURED", false],
    ["CANCELLED", "FAILED", false],
    ["CANCELLED", "VOIDED", false],
    ["CANCELLED", "AUTHORIZED", true],
    ["CANCELLED", "CAPTURED", true],
    ["REFUNDED", "CAPTURED", true],
    ["REFUNDED", "REFUNDED", false],
  ] as const)("while it is %s and its payment %s: %s", (status, payment, expected) => {
    expect(isAwaited(buildProgress({ status, payment: { ...PAYMENT, status: payment } }))).toBe(expected);
  });

  test.each([
    ["a pending order", buildOrder({ deadline: 5 }), 5],
    ["an open offer", buildOrder({ status: "CANCELLED", offer: { seats: [], until: 9 } }), 9],
    [
      "an answered offer",
      buildOrder({ status: "CANCELLED", offer: { seats: [], until: 9, answer: "accepted" } }),
      undefined,
    ],
    ["money that seats are sought for", buildOrder({ status: "CANCELLED" }), undefined],
  ])("of %s until its term", (_, order, expected) => {
    expect(newsDueBy(order)).toBe(expected);
  });
});

test("an order's seats are those of its tickets, once it is paid for", () => {
  const seats = [{ seat: 1, priceLevel: "R", priceMinor: 1, feeMinor: 0 }];
  const tickets = [{ seat: 7, code: "ABC" }];
  expect(seatsOf(buildOrder({ seats }))).toEqual([1]);
  expect(seatsOf(buildOrder({ seats, status: "CONFIRMED" }))).toEqual([1]);
  expect(seatsOf(buildOrder({ seats, status: "CONFIRMED", tickets }))).toEqual([7]);
  expect(seatsOf(buildOrder({ seats, status: "REFUNDED", tickets }))).toEqual([1]);
});

describe("the address of a challenge", () => {
  const withUrl = (redirectUrl: string, status: OrderProgress["status"] = "PENDING"): OrderProgress =>
    buildProgress({ status, payment: { ...PAYMENT, redirectUrl } });

  test("is taken against the page's own", () => {
    expect(challengeUrl(withUrl("/sandbox/challenge/1"), BASE)).toBe(
      "https://jari.example/sandbox/challenge/1",
    );
  });

  test("may be the bank's", () => {
    expect(challengeUrl(withUrl("https://bank.example/3ds"), BASE)).toBe("https://bank.example/3ds");
  });

  test.each(["javascript:alert(1)", "data:text/html,x", "https://"])("is never %s", (url) => {
    expect(challengeUrl(withUrl(url), BASE)).toBeUndefined();
  });

  test("is nothing once the buyer has given up", () => {
    const order = { ...withUrl("/sandbox/challenge/1"), cancelRequested: true };
    expect(challengeUrl(order, BASE)).toBeUndefined();
  });

  test("is nothing once the order is decided", () => {
    expect(challengeUrl(withUrl("/sandbox/challenge/1", "CONFIRMED"), BASE)).toBeUndefined();
  });
});

test("a reason that this page does not know yet is still told in words", () => {
  expect(reasonKey(undefined)).toBe("orders.reason_unknown");
  expect(reasonKey("from-the-future" as "card-declined")).toBe("orders.reason_unknown");
  expect(reasonKey("insufficient-funds")).toBe("orders.reason_insufficient_funds");
});
