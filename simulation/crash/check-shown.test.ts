import { describe, expect, test } from "vitest";
import type { Shown } from "./promises.ts";
import { findMisshown } from "./reconcile.ts";
import { promises, shown } from "./promises.testing.ts";
import { books, BUYER, textsOf, EVENT, NOW, SEATS, first } from "./reconcile.testing.ts";

const audit = first(shown().audits);

function figures(changes: Partial<Shown["audits"][number]["figures"]>): Partial<Shown> {
  return { audits: [{ ...audit, figures: { ...audit.figures, ...changes } }] };
}

describe("on the pages, a planted", () => {
  const cases: readonly [string, Partial<Shown>, string][] = [
    [
      "page with another status",
      { orders: [{ ...first(shown().orders), status: "PENDING" }] },
      "an order page that is wrong",
    ],
    [
      "page with another payment",
      {
        orders: [
          { ...first(shown().orders), payment: { ...first(shown().orders).payment, status: "AUTHORIZED" } },
        ],
      },
      "an order page that is wrong",
    ],
    [
      "page without a ticket",
      { orders: [{ ...first(shown().orders), tickets: [] }] },
      "CONFIRMED with tickets []",
    ],
    [
      "page with other tickets",
      { orders: [{ ...first(shown().orders), tickets: SEATS.map((seat) => ({ seat, code: "other" })) }] },
      "shows other tickets",
    ],
    ["page that is not there", { orders: [] }, "an order page that is wrong"],
    [
      "list with the order twice",
      {
        lists: [{ buyerId: BUYER, orders: [...first(shown().lists).orders, ...first(shown().lists).orders] }],
      },
      "has 1 orders, sees 2",
    ],
    [
      "list with another status",
      {
        lists: [
          {
            buyerId: BUYER,
            orders: first(shown().lists).orders.map((line) => ({ ...line, status: "PENDING" as const })),
          },
        ],
      },
      "listed PENDING",
    ],
    ["list without the order", { lists: [{ buyerId: BUYER, orders: [] }] }, "a list of orders that is wrong"],
    [
      "list without the tickets",
      {
        lists: [
          { buyerId: BUYER, orders: first(shown().lists).orders.map((line) => ({ ...line, tickets: [] })) },
        ],
      },
      "a list of orders that is wrong",
    ],
    [
      "offer that is over",
      { orders: [{ ...first(shown().orders), offer: { seats: [5, 6], until: NOW } }] },
      "shows an offer",
    ],
    ["event that was not audited", { audits: [] }, "was not audited"],
    [
      "audit that contradicts",
      {
        audits: [
          { ...audit, verdict: "contradiction", contradiction: { code: "chain-broken", message: "Fact 2" } },
        ],
      },
      "an audit that does not hold: Fact 2",
    ],
    ["audit of what is under way", figures({ underWay: 1 }), "1 orders are under way"],
    ["audit of another sum", figures({ captured: { KRW: 1 } }), "captured 1, the provider kept"],
    [
      "map with a seat that does not exist",
      { screens: [{ eventId: EVENT, states: new Map([[99, "AVAILABLE"]]) }] },
      "seat 99 does not exist",
    ],
    ["map of no event", { screens: [{ eventId: "event-2", states: new Map() }] }, "without a ledger"],
    [
      "map with a free seat",
      { seats: [{ eventId: EVENT, list: { ...first(shown().seats).list, seats: [] } }] },
      "a seat map that is wrong",
    ],
    [
      "screen that missed a sale",
      { screens: [{ eventId: EVENT, states: new Map([[3, "SOLD"]]) }] },
      "a seat map that is wrong",
    ],
    [
      "screen with a phantom",
      {
        screens: [
          {
            eventId: EVENT,
            states: new Map([
              [3, "SOLD"],
              [4, "SOLD"],
              [7, "HELD"],
            ]),
          },
        ],
      },
      "a seat map that is wrong",
    ],
  ];
  test.each(cases)("%s is found", (_what, change, text) => {
    expect(textsOf(findMisshown(books(), promises({ shown: shown(change) })))).toContainEqual(
      expect.stringContaining(text),
    );
  });
});
