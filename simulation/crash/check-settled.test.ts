import { describe, expect, test } from "vitest";
import type { Books } from "./books.ts";
import { findUnsettled } from "./reconcile.ts";
import {
  books,
  booksOf,
  eventBook,
  first,
  heldBy,
  ledger,
  lateBooks,
  BUYER,
  HOLD,
  moved,
  NOW,
  ORDER,
  paying,
  returnedBooks,
  SEATS,
  takenBooks,
  textsOf,
  attempt,
} from "./reconcile.testing.ts";

const RELEASED = { kind: "RELEASED", holdId: HOLD, reason: "payment-failed", seats: SEATS } as const;
const order = first(books().orders);
const HELD = paying()
  .slice(0, 1)
  .concat({ ...heldBy(BUYER, HOLD, SEATS), seq: 2, at: NOW });

describe("at rest, a planted", () => {
  const REST = "still under way";
  const ACCOUNTS = "seats, tickets and orders differ";
  const MONEY = "the money does not add up";
  const LATE = "late money without an end";
  const cases: readonly [string, Books, string][] = [
    ["PENDING order", books({ orders: [{ ...order, status: "PENDING" }] }), REST],
    ["PAYING hold", booksOf(paying()), REST],
    ["hold past its time", booksOf(HELD, { now: NOW + 60_000 }), REST],
    ["offer that is open", lateBooks(), "hold OFFERED"],
    ["message that nobody handled", books({ outbox: [{ id: `${ORDER}:CAPTURE_REQUEST:1`, at: NOW }] }), REST],
    [
      "sale that nobody acknowledged",
      books({ events: [eventBook(ledger(), [`${ORDER}:SEATS_SOLD:1`])] }),
      REST,
    ],
    ["open payment", books({ attempts: [attempt(1, "AUTHORIZED")] }), REST],
    [
      "open payment at the provider",
      books({ providerPayments: [{ ...first(books().providerPayments), status: "lost" }] }),
      REST,
    ],
    ["missing ticket", books({ tickets: books().tickets.slice(1) }), `${ACCOUNTS}: ticket-missing`],
    [
      "sold seat of a cancelled order",
      books({ orders: [{ ...order, status: "CANCELLED" }], tickets: [] }),
      `${ACCOUNTS}: sold-to-no-confirmed-order`,
    ],
    ["sold seat of nobody's order", books({ orders: [], tickets: [] }), `${ACCOUNTS}: sold-without-order`],
    ["confirmed order whose hold was released", booksOf(paying(RELEASED)), `${ACCOUNTS}: confirmed-not-sold`],
    ["order whose hold never was", booksOf(paying().slice(0, 1)), `${ACCOUNTS}: order-not-in-ledger`],
    ["refund of an order that stands", books({ movements: moved("authorize", "capture", "refund") }), MONEY],
    ["capture for a cancelled order", books({ orders: [{ ...order, status: "CANCELLED" }] }), MONEY],
    [
      "authorization that nobody ended",
      books({ movements: moved("authorize") }),
      "neither captured nor voided",
    ],
    [
      "payment that says otherwise",
      books({ attempts: [attempt(1, "VOIDED")] }),
      `${MONEY}: attempt 1 recorded VOIDED`,
    ],
    [
      "refund that is no refund",
      returnedBooks({ attempts: [attempt(1, "VOIDED")] }),
      `${MONEY}: attempt 1 recorded VOIDED`,
    ],
    ["refund that never came", returnedBooks({ movements: moved("authorize", "capture") }), LATE],
    [
      "refund of an offer that was taken",
      takenBooks({ movements: moved("authorize", "capture", "refund") }),
      LATE,
    ],
    ["taken offer of an order that does not say so", takenBooks({ orders: [order] }), LATE],
    ["order that does not say that its money went back", returnedBooks({ orders: lateBooks().orders }), LATE],
  ];
  test.each(cases)("%s is found", (_what, told, text) => {
    expect(textsOf(findUnsettled(told))).toContainEqual(expect.stringContaining(text));
  });

  test("a check that is meant for later is at rest", () => {
    expect(findUnsettled(books({ outbox: [{ id: "late", at: NOW + 1 }] }))).toEqual([]);
  });
});
