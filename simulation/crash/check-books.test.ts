import { describe, expect, test } from "vitest";
import type { Books, EventBook } from "./books.ts";
import { findBreaches } from "./reconcile.ts";
import { promises } from "./promises.testing.ts";
import {
  EVENT,
  HOLD,
  ORDER,
  OTHER_HOLD,
  OTHER_ORDER,
  SEATS,
  STRANGER,
  TOTAL,
  asked,
  attempt,
  books,
  booksOf,
  eventBook,
  first,
  heldBy,
  itemsOf,
  lateBooks,
  ledger,
  moved,
  movedBy,
  NOW,
  paying,
  textsOf,
  ticketsOf,
} from "./reconcile.testing.ts";

const order = first(books().orders);

describe("at every moment, a planted", () => {
  const ACCOUNTS = "seats, tickets and orders differ";
  const TAKEN = "money taken or returned against its seats";
  const inBooks: readonly [string, Books, string][] = [
    ["ticket of another seat", books({ tickets: ticketsOf([3, 4, 5]) }), `${ACCOUNTS}: ticket-extra`],
    [
      "ticket of no order",
      books({ tickets: [{ code: "c", orderId: OTHER_ORDER, eventId: EVENT, seat: 5 }] }),
      `${ACCOUNTS}: ticket-extra`,
    ],
    ["order for other seats", books({ items: itemsOf([3, 5]) }), `${ACCOUNTS}: items-differ`],
    ["order without one of its seats", books({ items: itemsOf([3]) }), `${ACCOUNTS}: order-sum-wrong`],
    ["order without its payment", books({ payments: [] }), `${ACCOUNTS}: payment-missing`],
    ["capture twice", books({ movements: moved("authorize", "capture", "capture") }), "moves twice"],
    [
      "refund of more than was taken",
      books({ movements: moved("authorize", "capture", "refund", "refund") }),
      "moves twice",
    ],
    [
      "second authorized payment",
      books({
        attempts: [attempt(1, "CAPTURED"), attempt(2, "AUTHORIZED")],
        providerPayments: [asked(1, "captured"), asked(2, "authorized")],
        movements: [...books().movements, ...movedBy(2, "authorize")],
      }),
      "2 attempts have money at once",
    ],
    [
      "charge of another price",
      books({ movements: [{ ...first(moved("authorize")), amountMinor: TOTAL - 1 }] }),
      "moves twice",
    ],
    [
      "charge for an order that is lost",
      books({ orders: [], items: [], payments: [], attempts: [] }),
      "does not exist",
    ],
    ["charge for a hold that never paid", booksOf(paying().slice(0, 2)), "before the hold was PAYING"],
    [
      "capture a moment before the seats were sold",
      books({ movements: moved("authorize", "capture").map((movement) => ({ ...movement, at: NOW - 1 })) }),
      `${TAKEN}: captured 1 ms before`,
    ],
    ["capture for seats that are not sold", booksOf(paying()), `${TAKEN}: captured`],
    [
      "capture for an order that was given up in time",
      lateBooks({ events: [eventBook(paying())], offers: [], tombstones: ["another key"] }),
      `${TAKEN}: captured`,
    ],
    ["void of seats that are sold", books({ movements: moved("authorize", "void") }), "seats are SOLD"],
    ["refund of seats that are sold", books({ movements: moved("authorize", "capture", "refund") }), TAKEN],
    [
      "refund while others are offered",
      lateBooks({ movements: moved("authorize", "capture", "refund") }),
      "the ledger has not refused it seats",
    ],
    ["void of late money", lateBooks({ movements: moved("authorize", "void") }), "OFFERED for money"],
    ["offer to money that is not taken", lateBooks({ movements: moved("authorize") }), "OFFERED for money"],
    [
      "order that lost its seats",
      books({ orders: [{ ...order, status: "REFUNDED" }] }),
      "seats went to somebody else",
    ],
    ["abandoned order that was written", books({ abandoned: [ORDER] }), "was written"],
    ["abandoned order that has seats", books({ abandoned: [ORDER], orders: [] }), "has seats"],
  ];
  test.each(inBooks)("%s is found", (_what, told, text) => {
    expect(textsOf(findBreaches(told, promises()))).toContainEqual(expect.stringContaining(text));
  });

  const { rows } = eventBook();
  const sold = first(rows.slice(3));
  const inLedger: readonly [string, EventBook, string][] = [
    [
      "a seat with two owners",
      eventBook(ledger(heldBy(STRANGER, OTHER_HOLD, [4, 5]))),
      "seat-not-free: Fact 5 (HELD) takes seat 4",
    ],
    [
      "a release of a sold hold",
      eventBook(ledger({ kind: "RELEASED", holdId: HOLD, reason: "expired", seats: SEATS })),
      "sold-then-released",
    ],
    ["a gap", { ...eventBook(), rows: rows.toSpliced(2, 1) }, "ledger-gap"],
    ["a changed row", { ...eventBook(), rows: [...rows.slice(0, 3), { ...sold, at: 2e6 }] }, "chain-broken"],
    [
      "half a commit",
      { ...eventBook(), rows: [...rows.slice(0, 3), { ...sold, hash: null }] },
      "commit-open",
    ],
  ];
  test.each(inLedger)("ledger with %s is found", (_what, book, text) => {
    const found = findBreaches(books({ events: [book] }), promises());
    expect(textsOf(found)).toContainEqual(expect.stringContaining(`a ledger that does not follow: ${text}`));
  });
});
