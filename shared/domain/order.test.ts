import { describe, expect, test } from "vitest";
import {
  decideOrder,
  isTerminal,
  ORDER_REASONS,
  ORDER_STATUSES,
  type OrderChange,
  type OrderNews,
  type OrderStatus,
} from "./order.ts";
import { DECLINE_CODES } from "./payment.ts";

const NEWS = {
  paid: { kind: "payment-succeeded" },
  failed: { kind: "payment-failed", code: "card-declined" },
  sold: { kind: "seats-sold", moved: false },
  "sold others": { kind: "seats-sold", moved: true },
  lost: { kind: "seats-lost" },
} as const satisfies Record<string, OrderNews>;

const confirmed: OrderChange = { status: "CONFIRMED", messages: ["ORDER_CONFIRMED"], issueTickets: false };
const cancelled: OrderChange = {
  ...{ status: "CANCELLED", reason: "card-declined", messages: ["ORDER_CANCELLED"], issueTickets: false },
};
const sold: OrderChange = { status: "CONFIRMED", messages: ["CAPTURE_REQUEST"], issueTickets: true };
const lost: OrderChange = {
  ...{ status: "REFUNDED", reason: "seats-lost", messages: ["REFUND_REQUEST"], issueTickets: false },
};
const paidLate: OrderChange = { status: "CANCELLED", messages: ["ORDER_PAID_LATE"], issueTickets: false };
const soldLate: OrderChange = { ...sold, reason: "late-payment" };
const soldOthers: OrderChange = { ...sold, reason: "late-payment-other-seats" };
const lostLate: OrderChange = { ...lost, status: "CANCELLED", reason: "late-payment-returned" };

/** Every status and every news; `undefined` changes nothing. */
const TABLE: readonly (readonly [OrderStatus, keyof typeof NEWS, OrderChange | undefined, string])[] = [
  ["PENDING", "paid", confirmed, "is CONFIRMED and asks for its seats (O1)"],
  ["PENDING", "failed", cancelled, "is CANCELLED for the payment's reason (O2)"],
  ["PENDING", "sold", undefined, "does not follow its seats (O3)"],
  ["PENDING", "sold others", undefined, "does not follow its seats (O3)"],
  ["PENDING", "lost", undefined, "does not follow its seats (O3)"],
  ["CONFIRMED", "paid", undefined, "has heard it (S4)"],
  ["CONFIRMED", "failed", undefined, "is not undone by a late failure (O4)"],
  ["CONFIRMED", "sold", sold, "takes the money and issues tickets (O5)"],
  ["CONFIRMED", "sold others", sold, "takes the money and issues tickets (O5)"],
  ["CONFIRMED", "lost", lost, "gives the money back: it has no seats (O6, S3)"],
  ["CANCELLED", "paid", paidLate, "tries for the same seats, and stays CANCELLED until it has them (O7, S3)"],
  ["CANCELLED", "failed", undefined, "has heard it (S4)"],
  ["CANCELLED", "sold", soldLate, "is CONFIRMED after all (O7)"],
  [
    "CANCELLED",
    "sold others",
    soldOthers,
    "is CONFIRMED after all, for the seats that it took instead (O7, P9)",
  ],
  ["CANCELLED", "lost", lostLate, "gives the late money back (O7, S3)"],
  ["REFUNDED", "paid", undefined, "is over (O8)"],
  ["REFUNDED", "failed", undefined, "is over (O8)"],
  ["REFUNDED", "sold", undefined, "is over (O8)"],
  ["REFUNDED", "sold others", undefined, "is over (O8)"],
  ["REFUNDED", "lost", undefined, "is over (O8)"],
];

describe.each(ORDER_STATUSES)("an order that is %s", (status) => {
  const rows = TABLE.filter((row) => row[0] === status);

  test.each(rows)("%s, when its news is %s: $3", (_, news, change) => {
    expect(decideOrder(status, NEWS[news])).toEqual(change);
  });

  test("has an answer to every news", () => {
    expect(rows.map((row) => row[1])).toEqual(Object.keys(NEWS));
  });
});

describe("an order's reasons (O2)", () => {
  test.each(DECLINE_CODES)("a payment that failed for %s is the order's own reason", (code) => {
    expect(decideOrder("PENDING", { kind: "payment-failed", code })?.reason).toBe(code);
    expect(ORDER_REASONS).toContain(code);
  });
});

describe("money and tickets, over all of the table", () => {
  const changes = TABLE.flatMap(([, , change]) => change ?? []);

  test("money is taken exactly where tickets are issued, and only for a CONFIRMED order (O5, S3)", () => {
    for (const change of changes) {
      expect(change.messages.includes("CAPTURE_REQUEST")).toBe(change.issueTickets);
    }
    expect(new Set(changes.filter((c) => c.issueTickets).map((c) => c.status))).toEqual(
      new Set(["CONFIRMED"]),
    );
  });

  test("money goes back whenever seats are lost after it came (S3)", () => {
    const afterMoney = TABLE.filter(([status, news]) => news === "lost" && status !== "PENDING");
    expect(afterMoney.map(([, , change]) => change?.messages)).toEqual([
      ["REFUND_REQUEST"],
      ["REFUND_REQUEST"],
      undefined,
    ]);
  });
});

test("the buyer waits for nothing but a PENDING order (O9)", () => {
  expect(ORDER_STATUSES.filter((status) => !isTerminal(status))).toEqual(["PENDING"]);
});
