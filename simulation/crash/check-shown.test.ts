import { describe, expect, test } from "vitest";
import type { Shown } from "./promises.ts";
import { findMisshown } from "./reconcile.ts";
import { books, BUYER, textsOf, EVENT, SEATS, first, promises, shown } from "./reconcile.testing.ts";

describe("on the pages, a planted", () => {
  const cases: readonly [string, Partial<Shown>, string][] = [
    [
      "page with another status",
      { orders: [{ ...first(shown().orders), status: "PENDING" }] },
      "an order page that is wrong",
    ],
    [
      "page with another payment",
      { orders: [{ ...first(shown().orders), payment: { status: "AUTHORIZED" } }] },
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
