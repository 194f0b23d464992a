import { describe, expect, test } from "vitest";
import type { OrderProgress } from "../../../shared/contracts/orders.schema.ts";
import type { TimelineStep } from "../../../shared/contracts/timeline.schema.ts";
import type { DeclineCode } from "../../../shared/domain/payment.ts";
import { hasOpenOffer, lateMoments, lateStage } from "./late-money.ts";

const NOW = 100_000;

type Status = OrderProgress["payment"]["status"];

/** `declineCode`: why it failed, where it did. */
function paid(status: Status, declineCode?: DeclineCode): OrderProgress["payment"] {
  return { status, attempt: 1, attemptsLeft: 2, ...(declineCode !== undefined && { declineCode }) };
}

function buildLate(changes: Partial<OrderProgress> = {}): OrderProgress {
  return {
    orderId: "order-1",
    status: "CANCELLED",
    reason: "payment-deadline",
    payment: paid("CAPTURED"),
    deadline: 50_000,
    tickets: [],
    version: 5,
    ...changes,
  };
}

const offer = (changes: Partial<NonNullable<OrderProgress["offer"]>> = {}) => ({
  offer: { seats: [7, 8], until: NOW + 1, ...changes },
});

describe("an order whose money came late", () => {
  test.each([
    ["looks for its seats at first", {}, { kind: "looking" }],
    ["is looked after though not yet charged", { payment: paid("AUTHORIZED") }, { kind: "looking" }],
    ["is offered others", offer(), { kind: "offered", seats: [7, 8], until: NOW + 1 }],
    ["confirms those that were taken", offer({ answer: "accepted" }), { kind: "confirming", seats: [7, 8] }],
    [
      "confirms them past the term of the offer too",
      offer({ answer: "accepted", until: NOW - 1 }),
      { kind: "confirming", seats: [7, 8] },
    ],
    [
      "gives back the money of a declined offer",
      offer({ answer: "declined" }),
      { kind: "returning", why: "declined" },
    ],
    ["and that of an unanswered one (S7)", offer({ until: NOW }), { kind: "returning", why: "lapsed" }],
    [
      "and where there were no seats",
      { reason: "late-payment-returned" },
      { kind: "returning", why: "told-by-reason" },
    ],
    [
      "was never charged if the approval was cancelled",
      { reason: "late-payment-returned", payment: paid("VOIDED") },
      { kind: "returned", by: "voided" },
    ],
    [
      "was refunded if it had been charged",
      { reason: "late-payment-returned", payment: paid("REFUNDED") },
      { kind: "returned", by: "refunded" },
    ],
    [
      "has its own seats after all",
      { status: "CONFIRMED", reason: "late-payment" },
      { kind: "sold", moved: false },
    ],
    [
      "or has the others",
      { status: "CONFIRMED", reason: "late-payment-other-seats" },
      { kind: "sold", moved: true },
    ],
  ] as const)("%s", (_, changes, expected) => {
    expect(lateStage(buildLate(changes), NOW)).toEqual(expected);
  });

  test("is asked to choose until the offer's term, and no longer", () => {
    expect(hasOpenOffer(buildLate(offer()), NOW)).toBe(true);
    expect(hasOpenOffer(buildLate(offer()), NOW + 1)).toBe(false);
    expect(hasOpenOffer(buildLate(offer({ answer: "accepted" })), NOW)).toBe(false);
  });
});

describe("money of an order that lost its seats", () => {
  test.each([
    ["AUTHORIZED", { kind: "returning", why: "told-by-reason" }],
    ["CAPTURED", { kind: "returning", why: "told-by-reason" }],
    ["VOIDED", { kind: "returned", by: "voided" }],
    ["REFUNDED", { kind: "returned", by: "refunded" }],
  ] as const)("that is %s", (status, expected) => {
    const order = buildLate({ status: "REFUNDED", reason: "seats-lost", payment: paid(status) });
    expect(lateStage(order, NOW)).toEqual(expected);
  });
});

describe("money of an order that its buyer gave up", () => {
  test.each([
    ["AUTHORIZED", { kind: "returning", why: "told-by-reason" }],
    ["CAPTURED", { kind: "returning", why: "told-by-reason" }],
    ["VOIDED", { kind: "returned", by: "voided" }],
    ["REFUNDED", { kind: "returned", by: "refunded" }],
  ] as const)("looks for no seats: it is %s", (status, expected) => {
    expect(lateStage(buildLate({ reason: "buyer-cancelled", payment: paid(status) }), NOW)).toEqual(expected);
  });
});

describe("money for seats that its buyer has bought meanwhile", () => {
  test.each([
    [paid("CAPTURED"), { kind: "returning", why: "told-by-reason" }],
    [paid("REFUNDED"), { kind: "returned", by: "refunded" }],
    [paid("VOIDED"), { kind: "returned", by: "voided" }],
    // It went back before it was ours, so the record of the attempt still says how it ended.
    [paid("VOIDED", "payment-deadline"), { kind: "returned", by: "voided" }],
    [paid("FAILED", "payment-cancelled"), { kind: "returned", by: "voided" }],
  ] as const)("goes back at once: %o", (payment, expected) => {
    const order = buildLate({ reason: "late-payment-duplicate", instead: "order-2", payment });
    expect(lateStage(order, NOW)).toEqual(expected);
  });
});

test.each([
  { status: "PENDING", payment: paid("REQUESTED") },
  { status: "PENDING", payment: paid("FAILED", "card-declined") },
  { status: "PENDING", payment: paid("AUTHORIZED") },
  { status: "CONFIRMED", payment: paid("AUTHORIZED") },
  { status: "CANCELLED", reason: "card-declined", payment: paid("FAILED", "card-declined") },
  { status: "CANCELLED", payment: paid("VOIDED", "payment-deadline") },
  { status: "CANCELLED", reason: "buyer-cancelled", payment: paid("FAILED", "card-declined") },
  { status: "CANCELLED", reason: "buyer-cancelled", payment: paid("VOIDED", "payment-cancelled") },
] as const)("late money has nothing to do with %o", ({ ...changes }) => {
  const { reason: _, ...order } = buildLate();
  expect(lateStage({ ...order, ...changes }, NOW)).toBeUndefined();
});

describe("when it happened", () => {
  const steps: readonly TimelineStep[] = [
    { kind: "seats-sold", at: 1, seats: [1] },
    { kind: "order-confirmed", at: 2 },
    { kind: "paid-late", at: 10 },
    { kind: "seats-released", at: 15, seats: [7], reason: "payment-deadline" },
    { kind: "seats-released", at: 20, seats: [7], reason: "offer-declined" },
    { kind: "money-returned", at: 30 },
  ];
  const late = { status: "CANCELLED", deadline: 5 } as const;

  test("is told from the order and its steps, oldest first", () => {
    expect(lateMoments({ kind: "returned", by: "voided" }, late, steps)).toEqual([
      { moment: "deadline", at: 5 },
      { moment: "paidLate", at: 10 },
      { moment: "declined", at: 20 },
      { moment: "voided", at: 30 },
    ]);
  });

  test("of an order that was given up begins with that", () => {
    const givenUp = { ...late, reason: "buyer-cancelled" } as const;
    const told: readonly TimelineStep[] = [
      { kind: "given-up", at: 3 },
      { kind: "paid-late", at: 10 },
    ];
    expect(lateMoments({ kind: "returning", why: "told-by-reason" }, givenUp, told)).toEqual([
      { moment: "cancelled", at: 3 },
      { moment: "paidLate", at: 10 },
    ]);
  });

  test("has its place before the steps are here", () => {
    expect(lateMoments({ kind: "sold", moved: true }, { ...late, status: "CONFIRMED" }, undefined)).toEqual([
      { moment: "deadline", at: 5 },
      { moment: "paidLate", at: undefined },
      { moment: "sold", at: undefined },
    ]);
  });

  test("of an order that was paid in time begins with that", () => {
    const lost = { ...late, status: "REFUNDED" } as const;
    expect(lateMoments({ kind: "returned", by: "refunded" }, lost, steps.slice(0, 2))).toEqual([
      { moment: "paid", at: 2 },
      { moment: "refunded", at: undefined },
    ]);
  });

  test("names the end of an offer that nobody answered", () => {
    const lapsed: TimelineStep = { kind: "seats-released", at: 25, seats: [7], reason: "offer-lapsed" };
    expect(lateMoments({ kind: "looking" }, late, [lapsed])).toContainEqual({ moment: "lapsed", at: 25 });
  });
});
