import { describe, expect, test } from "vitest";
import type { Books } from "./books.ts";
import { findUnsettled } from "./reconcile.ts";
import {
  books,
  textsOf,
  eventBook,
  first,
  HOLD,
  ledger,
  NOW,
  ORDER,
  refunds,
  SEATS,
  TOTAL,
} from "./reconcile.testing.ts";

describe("at rest, a planted", () => {
  const REST = "still under way";
  const cases: readonly [string, Partial<Books>, string][] = [
    ["PENDING order", { orders: [{ ...first(books().orders), status: "PENDING" }] }, REST],
    ["PAYING hold", { events: [eventBook({ facts: ledger().slice(0, 2) })] }, REST],
    ["hold past its time", { events: [eventBook({ facts: ledger().slice(0, 1) })] }, REST],
    ["message that nobody handled", { outbox: [{ id: `${ORDER}:CAPTURE_REQUEST:1`, at: NOW - 1 }] }, REST],
    [
      "sale that nobody acknowledged",
      { events: [eventBook({ unsettled: [`${ORDER}:SEATS_SOLD:1`] })] },
      REST,
    ],
    ["open payment", { payments: [{ orderId: ORDER, status: "AUTHORIZED", amountMinor: TOTAL }] }, REST],
    [
      "open payment at the provider",
      { providerPayments: [{ id: "sbx_1", orderId: ORDER, status: "lost", amountMinor: TOTAL }] },
      REST,
    ],
    ["missing ticket", { tickets: books().tickets.slice(1) }, "seats, tickets and orders differ"],
    [
      "sold seat of a cancelled order",
      { orders: [{ ...first(books().orders), status: "CANCELLED" }], tickets: [] },
      "seats, tickets and orders differ",
    ],
    ["sold seat of nobody's order", { orders: [] }, "seats, tickets and orders differ"],
    [
      "refund of an order that stands",
      { movements: [...books().movements, ...refunds(1)] },
      "the money does not add up",
    ],
    [
      "capture for a cancelled order",
      { orders: [{ ...first(books().orders), status: "CANCELLED" }] },
      "the money does not add up",
    ],
    [
      "authorization that nobody ended",
      { movements: books().movements.slice(0, 1) },
      "neither captured nor voided",
    ],
    [
      "payment that says otherwise",
      { payments: [{ orderId: ORDER, status: "VOIDED", amountMinor: TOTAL }] },
      "the money does not add up",
    ],
    [
      "confirmed order whose hold was released",
      {
        events: [
          eventBook({
            facts: [
              ...ledger().slice(0, 2),
              { kind: "RELEASED", holdId: HOLD, reason: "expired", seats: [...SEATS], seq: 3, at: 20 },
            ],
          }),
        ],
      },
      "CONFIRMED, hold RELEASED",
    ],
    [
      "cancelled order whose hold was sold",
      { orders: [{ ...first(books().orders), status: "CANCELLED" }] },
      "CANCELLED, hold SOLD",
    ],
    ["order whose hold never was", { events: [eventBook({ facts: [] })] }, "is not in the ledger"],
  ];
  test.each(cases)("%s is found", (_what, change, text) => {
    expect(textsOf(findUnsettled(books(change)))).toContainEqual(expect.stringContaining(text));
  });

  test("a check that is meant for later is at rest", () => {
    expect(findUnsettled(books({ outbox: [{ id: "late", at: NOW + 1 }] }))).toEqual([]);
  });
});
