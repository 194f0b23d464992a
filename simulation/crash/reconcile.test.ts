import { expect, test } from "vitest";
import type { Books } from "./books.ts";
import type { Promises } from "./promises.ts";
import { findBreaches, findMisshown, findUnsettled } from "./reconcile.ts";
import { promises } from "./promises.testing.ts";
import {
  BUYER,
  HOLD,
  KEY,
  LATE_HOLD,
  ORDER,
  OTHER_HOLD,
  OTHER_SEATS,
  SEATS,
  STRANGER,
  UNTIL,
  books,
  booksOf,
  first,
  heldBy,
  lateBooks,
  moved,
  paying,
  returnedBooks,
  takenBooks,
  textsOf,
} from "./reconcile.testing.ts";

const shownOffer: Partial<Promises> = { offers: [{ orderId: ORDER, seats: OTHER_SEATS, until: UNTIL }] };
const givenUp = { kind: "RELEASED", holdId: HOLD, reason: "payment-deadline", seats: SEATS } as const;
const late = { holdId: LATE_HOLD, buyerId: BUYER, orderId: ORDER, seats: SEATS } as const;

const SETTLED: readonly [string, Books, Partial<Promises>][] = [
  ["a sale", books(), {}],
  [
    "an offer that was taken",
    takenBooks(),
    { ...shownOffer, offerAnswers: [{ orderId: ORDER, answer: "accepted" }] },
  ],
  [
    "an offer that was declined",
    returnedBooks(),
    { ...shownOffer, offerAnswers: [{ orderId: ORDER, answer: "declined" }] },
  ],
  [
    "late money that got its own seats",
    booksOf(paying(givenUp, { kind: "SOLD_LATE", ...late }), {
      orders: [{ ...first(books().orders), reason: "late-payment" }],
      tombstones: [KEY],
    }),
    {},
  ],
  [
    "late money that overtook the release of its own hold",
    books({ orders: [{ ...first(books().orders), reason: "late-payment" }], tombstones: [KEY] }),
    {},
  ],
  [
    "late money that was refused",
    returnedBooks({
      events: booksOf(paying(givenUp, heldBy(STRANGER, OTHER_HOLD, SEATS), { kind: "LATE_REFUSED", ...late }))
        .events,
      offers: [],
    }),
    {},
  ],
];

test.each(SETTLED)("%s is no contradiction", (_what, told, changes) => {
  expect(textsOf(findBreaches(told, promises(changes)))).toEqual([]);
  expect(textsOf(findUnsettled(told))).toEqual([]);
});

test("what is shown of a sale that went well is no contradiction", () => {
  expect(findMisshown(books(), promises())).toEqual([]);
});

test("an offer that is open is no contradiction, and not at rest", () => {
  const open = lateBooks();
  expect(textsOf(findBreaches(open, promises(shownOffer)))).toEqual([]);
  expect(textsOf(findUnsettled(open))).toContain("still under way: hold OFFERED");
});

test("late money that was taken, and that nobody has answered yet, is no contradiction", () => {
  const taken = lateBooks({ events: booksOf(paying(givenUp)).events, offers: [] });
  expect(textsOf(findBreaches(taken, promises()))).toEqual([]);
  const asked = { ...taken, movements: moved("authorize") };
  expect(textsOf(findBreaches(asked, promises()))).toEqual([]);
});
