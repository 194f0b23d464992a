import { describe, expect, test } from "vitest";
import type { BuyerId, HoldId, OrderId } from "../../shared/domain/brand.ts";
import type { Books, EventBook } from "./books.ts";
import { findBreaches } from "./reconcile.ts";
import {
  books,
  textsOf,
  EVENT,
  eventBook,
  first,
  HOLD,
  ledger,
  ORDER,
  promises,
  refunds,
  SEATS,
  TOTAL,
} from "./reconcile.testing.ts";

const STRANGER = "buyer-2" as BuyerId;
const OTHER_HOLD = "hold-2" as HoldId;
const OTHER_ORDER = "order-2" as OrderId;
const quoted = { currency: "KRW", totalMinor: TOTAL } as const;

describe("at every moment, a planted", () => {
  const inBooks: readonly [string, Partial<Books>, string][] = [
    [
      "ticket for a seat that is not sold",
      { events: [eventBook({ facts: ledger().slice(0, 2) })], movements: [] },
      "ticket without its seat",
    ],
    [
      "ticket for a seat of another order",
      { tickets: [{ code: "c", orderId: ORDER, eventId: EVENT, seat: 5 }] },
      "ticket without its seat",
    ],
    ["ticket that was never ordered", { items: books().items.slice(1) }, "which it never ordered"],
    [
      "second ticket",
      { tickets: [...books().tickets, { code: "c", orderId: ORDER, eventId: EVENT, seat: 3 }] },
      "ticket without its seat",
    ],
    [
      "capture twice",
      { movements: [...books().movements, { paymentId: "sbx_1", kind: "capture", amountMinor: TOTAL }] },
      "money that moves twice",
    ],
    [
      "refund of more than was taken",
      { movements: [...books().movements, ...refunds(2)] },
      "money that moves twice",
    ],
    [
      "second authorized payment",
      {
        providerPayments: [
          ...books().providerPayments,
          { id: "sbx_2", orderId: ORDER, status: "voided", amountMinor: TOTAL },
        ],
        movements: [
          ...books().movements,
          { paymentId: "sbx_2", kind: "authorize", amountMinor: TOTAL },
          { paymentId: "sbx_2", kind: "void", amountMinor: TOTAL },
        ],
      },
      "2 payments authorized",
    ],
    [
      "charge of another price",
      { movements: [{ paymentId: "sbx_1", kind: "authorize", amountMinor: TOTAL - 1 }] },
      "money that moves twice",
    ],
    ["charge for an order that is lost", { orders: [], items: [], payments: [] }, "money that moves twice"],
    [
      "charge for a hold that never paid",
      { events: [eventBook({ facts: ledger().slice(0, 1) })] },
      "money before the hold was PAYING",
    ],
    [
      "capture for seats that are not sold",
      { events: [eventBook({ facts: ledger().slice(0, 2) })], tickets: [] },
      "money kept for a seat that is not SOLD to its payer",
    ],
    [
      "order that lost its seats",
      { orders: [{ ...first(books().orders), status: "REFUNDED" }] },
      "seats went to somebody else",
    ],
    ["abandoned order that was written", { abandoned: [ORDER] }, "was written"],
    ["abandoned order that has seats", { abandoned: [ORDER], orders: [] }, "has seats"],
    ["order without one of its seats", { items: books().items.slice(1) }, "half an order"],
    ["order without its payment", { payments: [] }, "half an order"],
  ];
  test.each(inBooks)("%s is found", (_what, change, text) => {
    expect(textsOf(findBreaches(books(change), promises()))).toContainEqual(expect.stringContaining(text));
  });

  const inLedger: readonly [string, Partial<EventBook>, string][] = [
    [
      "seat with two owners",
      {
        facts: ledger({
          kind: "HELD",
          holdId: OTHER_HOLD,
          buyerId: STRANGER,
          seats: [4, 5],
          since: 1,
          until: 2,
          quoted,
        }),
      },
      "seat 4 of hold-1 went to hold-2",
    ],
    [
      "seat sold twice",
      {
        facts: ledger({
          kind: "SOLD_LATE",
          holdId: OTHER_HOLD,
          buyerId: STRANGER,
          orderId: OTHER_ORDER,
          seats: [4],
        }),
      },
      "seat 4 was sold to order-1 already",
    ],
    [
      "release of a sold hold",
      { facts: ledger({ kind: "RELEASED", holdId: HOLD, reason: "expired", seats: [...SEATS] }) },
      "was SOLD and became RELEASED",
    ],
    [
      "sale without a payment",
      {
        facts: ledger()
          .filter(({ kind }) => kind !== "PAYING")
          .map((fact, i) => ({ ...fact, seq: i + 1 })),
      },
      "sold to order-1, which was not paying",
    ],
    ["gap", { facts: ledger().slice(1) }, "fact 1 has seq 2"],
    ["fact of no hold", { facts: ledger().slice(1) }, "a fact about a hold that never was"],
    ["changed row", { isChainIntact: false }, "the chain of hashes is broken"],
  ];
  test.each(inLedger)("ledger with a %s is found", (_what, change, text) => {
    const found = findBreaches(books({ events: [eventBook(change)] }), promises());
    expect(textsOf(found)).toContainEqual(expect.stringContaining(text));
  });
});
