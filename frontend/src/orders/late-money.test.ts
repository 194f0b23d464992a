import { describe, expect, test } from "vitest";
import type { OrderProgress } from "../../../shared/contracts/orders.schema.ts";
import type { TimelineStep } from "../../../shared/contracts/timeline.schema.ts";
import { hasOpenOffer, lateMoments, lateStage } from "./late-money.ts";

const NOW = 100_000;

function buildLate(changes: Partial<OrderProgress> = {}): OrderProgress {
  return {
    orderId: "order-1",
    status: "CANCELLED",
    reason: "payment-deadline",
    payment: { status: "CAPTURED" },
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
    ["is looked after though not yet charged", { payment: { status: "AUTHORIZED" } }, { kind: "looking" }],
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
      { reason: "late-payment-returned", payment: { status: "VOIDED" } },
      { kind: "returned", by: "voided" },
    ],
    [
      "was refunded if it had been charged",
      { reason: "late-payment-returned", payment: { status: "REFUNDED" } },
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
    const order = buildLate({ status: "REFUNDED", reason: "seats-lost", payment: { status } });
    expect(lateStage(order, NOW)).toEqual(expected);
  });
});

test.each([
  { status: "PENDING", payment: { status: "REQUESTED" } },
  { status: "PENDING", payment: { status: "AUTHORIZED" } },
  { status: "CONFIRMED", payment: { status: "AUTHORIZED" } },
  { status: "CANCELLED", reason: "card-declined", payment: { status: "FAILED" } },
  { status: "CANCELLED", payment: { status: "VOIDED" } },
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
