import { describe, expect, test } from "vitest";
import type { NewFact } from "../domain/decide.ts";
import { auditRows, CONFIGURED, eachSealed } from "../testing/audits.ts";
import { T0 } from "../testing/clock.ts";
import { buildSale } from "../testing/sales.ts";
import {
  BUYER,
  heldFact,
  ORDER,
  payingFact,
  quotedFor,
  releasedFact,
  SEATS,
  soldFact,
} from "../testing/holds.ts";
import { holdId, orderId } from "../testing/ids.ts";
import type { ContradictionCode } from "./contradiction.ts";
import {
  auditOrder,
  beginMoneyAudit,
  endMoneyAudit,
  HEALING_MS,
  unseenOrders,
  type AuditedOrder,
  type MoneyAudit,
} from "./money-audit.ts";

const { totalMinor } = quotedFor(SEATS);
const BOUGHT = [heldFact(), payingFact(), soldFact()];
const FAILED = [heldFact(), payingFact(), releasedFact("payment-failed")];
const SOLD_LATE = [
  ...FAILED,
  { kind: "SOLD_LATE", holdId: holdId(9), buyerId: BUYER, orderId: ORDER, seats: SEATS } as const,
];

function begin(facts: readonly NewFact[], now = T0 + HEALING_MS): MoneyAudit {
  const { found, audit } = auditRows(eachSealed([CONFIGURED, ...facts]));
  expect(found).toBeUndefined();
  return beginMoneyAudit(audit.replay, now);
}

type Payment = NonNullable<AuditedOrder["payment"]>;

function orderIn(
  status: AuditedOrder["status"],
  payment: Payment["status"],
  changes: Partial<AuditedOrder> = {},
): AuditedOrder {
  const [first = 0, ...rest] = SEATS;
  return {
    ...{ orderId: ORDER, status, currency: "KRW", totalMinor, updatedAt: T0 },
    payment: { status: payment, currency: "KRW", amountMinor: totalMinor, updatedAt: T0 },
    otherAttempts: [],
    items: [{ seat: first, amountMinor: totalMinor }, ...rest.map((seat) => ({ seat, amountMinor: 0 }))],
    tickets: status === "CONFIRMED" ? SEATS : [],
    ...changes,
  };
}

function codeOf(facts: readonly NewFact[], order: AuditedOrder, now?: number): ContradictionCode | undefined {
  const audit = begin(facts, now);
  return (auditOrder(audit, order) ?? endMoneyAudit(audit))?.code;
}

const SETTLED: [string, readonly NewFact[], AuditedOrder][] = [
  ["bought", BOUGHT, orderIn("CONFIRMED", "CAPTURED")],
  ["bought late", SOLD_LATE, orderIn("CONFIRMED", "CAPTURED")],
  ["bought with the second card", BOUGHT, orderIn("CONFIRMED", "CAPTURED", { otherAttempts: ["FAILED"] })],
  ["charged twice and given back", BOUGHT, orderIn("CONFIRMED", "CAPTURED", { otherAttempts: ["REFUNDED"] })],
  ["declined", FAILED, orderIn("CANCELLED", "FAILED")],
  ["given up", FAILED, orderIn("CANCELLED", "VOIDED")],
  ["paid late and given back", FAILED, orderIn("CANCELLED", "REFUNDED")],
  ["lost and given back", FAILED, orderIn("REFUNDED", "REFUNDED")],
];

/** True of a young order, and a contradiction of an old one. */
const UNDER_WAY: [ContradictionCode, string, readonly NewFact[], AuditedOrder][] = [
  ["confirmed-not-sold", "a confirmed order", [heldFact(), payingFact()], orderIn("CONFIRMED", "AUTHORIZED")],
  ["confirmed-not-sold", "what sold since", [heldFact(), payingFact()], orderIn("CONFIRMED", "CAPTURED")],
  ["ticket-missing", "sold seats", BOUGHT, orderIn("CONFIRMED", "AUTHORIZED", { tickets: [] })],
  ["payment-not-captured", "tickets", BOUGHT, orderIn("CONFIRMED", "AUTHORIZED")],
  ["money-kept", "two attempts", BOUGHT, orderIn("CONFIRMED", "CAPTURED", { otherAttempts: ["CAPTURED"] })],
  ["money-kept", "late money", FAILED, orderIn("CANCELLED", "AUTHORIZED")],
  ["money-kept", "late money, taken at once", FAILED, orderIn("CANCELLED", "CAPTURED")],
  ["money-kept", "money without seats", FAILED, orderIn("REFUNDED", "AUTHORIZED")],
  ["sold-to-no-confirmed-order", "late seats", SOLD_LATE, orderIn("CANCELLED", "AUTHORIZED")],
  [
    "order-not-in-ledger",
    "an order newer than the ledger that was read",
    [],
    orderIn("PENDING", "REQUESTED"),
  ],
];

const LIES: [ContradictionCode, string, readonly NewFact[], AuditedOrder][] = [
  [
    "order-sum-wrong",
    "items that do not add up",
    BOUGHT,
    orderIn("CONFIRMED", "CAPTURED", { totalMinor: 1 }),
  ],
  ["order-sum-wrong", "no items", FAILED, orderIn("CANCELLED", "FAILED", { items: [], totalMinor: 0 })],
  ["payment-missing", "no payment", BOUGHT, orderIn("CONFIRMED", "CAPTURED", { payment: undefined })],
  [
    ...(["payment-differs", "another amount", BOUGHT] as const),
    orderIn("CONFIRMED", "CAPTURED", {
      payment: { status: "CAPTURED", currency: "KRW", amountMinor: totalMinor - 1, updatedAt: T0 },
    }),
  ],
  [
    ...(["order-price-differs", "cheaper than agreed", BOUGHT] as const),
    orderIn("CONFIRMED", "CAPTURED", {
      totalMinor: 1,
      payment: { status: "CAPTURED", currency: "KRW", amountMinor: 1, updatedAt: T0 },
      items: [{ seat: 3, amountMinor: 1 }],
    }),
  ],
  ["sold-without-money", "no money", BOUGHT, orderIn("CONFIRMED", "FAILED")],
  ["sold-without-money", "money given back", BOUGHT, orderIn("CONFIRMED", "REFUNDED")],
  [
    ...(["items-differ", "another seat", BOUGHT] as const),
    orderIn("CONFIRMED", "CAPTURED", { items: [{ seat: 5, amountMinor: totalMinor }] }),
  ],
  ["ticket-extra", "a ticket too many", BOUGHT, orderIn("CONFIRMED", "CAPTURED", { tickets: [3, 4, 5] })],
  ["ticket-extra", "a ticket for nothing", FAILED, orderIn("CANCELLED", "FAILED", { tickets: [3] })],
  ["sold-to-no-confirmed-order", "sold unpaid", BOUGHT, orderIn("PENDING", "REQUESTED")],
  ["sold-to-no-confirmed-order", "sold to one that failed", BOUGHT, orderIn("CANCELLED", "FAILED")],
  ["sold-to-no-confirmed-order", "sold and refunded", BOUGHT, orderIn("REFUNDED", "REFUNDED")],
];

describe("orders, money and tickets", () => {
  test.each(SETTLED)("agree: %s", (_what, facts, order) => {
    const audit = begin(facts);
    expect(auditOrder(audit, order)).toBeUndefined();
    expect(endMoneyAudit(audit)).toBeUndefined();
    expect(audit.underWay).toBe(0);
  });

  test.each(UNDER_WAY)("are on their way for a while, then %s: %s", (code, _what, facts, order) => {
    const audit = begin(facts, T0 + HEALING_MS - 1);
    expect(auditOrder(audit, order)).toBeUndefined();
    expect(endMoneyAudit(audit)).toBeUndefined();
    expect(audit.underWay).toBe(1);
    expect(codeOf(facts, order)).toBe(code);
  });

  const offered = {
    ...({ kind: "OFFERED", holdId: holdId(9), buyerId: BUYER, orderId: ORDER, seats: [7, 8] } as const),
    until: T0 + buildSale().holdMaxMs,
  };

  test("keep late money while its buyer may choose other seats, and while its answer heals (P9)", () => {
    const facts = [...FAILED, offered];
    const late = orderIn("CANCELLED", "CAPTURED");
    expect(codeOf(facts, late, offered.until)).toBeUndefined();
    expect(codeOf(facts, late, offered.until + HEALING_MS - 1)).toBeUndefined();
    expect(codeOf(facts, late, offered.until + HEALING_MS)).toBe("money-kept");
    const declined = { kind: "RELEASED", holdId: offered.holdId, reason: "offer-declined" } as const;
    const { seats } = offered;
    expect(codeOf([...facts, { ...declined, seats }], late, offered.until)).toBeUndefined();
  });

  test("may wait for their buyer as long as it takes", () => {
    const waiting = orderIn("PENDING", "REQUESTED");
    expect(codeOf([heldFact(), payingFact()], waiting, T0 + 100 * HEALING_MS)).toBeUndefined();
  });

  test.each(LIES)("do not agree, however young: %s: %s", (code, _what, facts, order) => {
    expect(codeOf(facts, order, T0)).toBe(code);
    expect(codeOf(facts, order)).toBe(code);
  });

  const second = { holdId: holdId(2), orderId: orderId(2), seats: [7] };
  const both = [
    ...BOUGHT,
    heldFact(second),
    payingFact({ ...second, fence: 6 }),
    { kind: "SOLD", ...second } as const,
  ];
  const cost = quotedFor(second.seats).totalMinor;
  const other = orderIn("CONFIRMED", "CAPTURED", {
    ...{ orderId: second.orderId, totalMinor: cost, tickets: [7], items: [{ seat: 7, amountMinor: cost }] },
    payment: { status: "CAPTURED", currency: "KRW", amountMinor: cost, updatedAt: T0 },
  });

  test("seat-in-two-orders: a seat that another order bought", () => {
    const audit = begin(both);
    expect(auditOrder(audit, orderIn("CONFIRMED", "CAPTURED"))).toBeUndefined();
    const found = auditOrder(audit, { ...other, items: [{ seat: 4, amountMinor: cost }] });
    expect(found?.code).toBe("seat-in-two-orders");
  });

  test("sold-without-order: sold seats that no order names", () => {
    const audit = begin(both);
    auditOrder(audit, other);
    expect(unseenOrders(audit)).toEqual([ORDER]);
    expect(endMoneyAudit(audit)).toMatchObject({ code: "sold-without-order", orderId: ORDER });
  });

  test("ticket-extra: a ticket of an order that is not the event's", () => {
    const stray = { orderId: orderId(3), seat: 12 };
    expect(endMoneyAudit(begin([]), stray)).toMatchObject({ code: "ticket-extra", orderId: stray.orderId });
  });

  test("add up to what the sold seats cost, an order that is read twice counted once", () => {
    const audit = begin(both);
    for (const order of [orderIn("CONFIRMED", "CAPTURED"), other, other])
      expect(auditOrder(audit, order)).toBeUndefined();
    expect(endMoneyAudit(audit)).toBeUndefined();
    expect(audit).toMatchObject({ captured: { KRW: totalMinor + cost }, tickets: 3, underWay: 0 });
    audit.captured.KRW = cost;
    expect(endMoneyAudit(audit)?.code).toBe("sums-differ");
  });
});
