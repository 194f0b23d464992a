import { describe, expect, test } from "vitest";
import type { Books } from "./books.ts";
import type { Promises } from "./promises.ts";
import { findBreaches } from "./reconcile.ts";
import { promises } from "./promises.testing.ts";
import {
  books,
  first,
  lateBooks,
  ORDER,
  OTHER_HOLD,
  OTHER_SEATS,
  returnedBooks,
  SEATS,
  takenBooks,
  textsOf,
  UNTIL,
} from "./reconcile.testing.ts";

const offer = first(lateBooks().offers);
const order = first(books().orders);

describe("of late money, a planted", () => {
  const OFFER = "an offer that is another in the ledger";
  const REASON = "an order whose reason is not the ledger's";
  const inBooks: readonly [string, Books, string][] = [
    ["offer that the ledger does not know", books({ offers: [offer] }), `${OFFER}: has an offer`],
    ["offer of other seats", lateBooks({ offers: [{ ...offer, seats: SEATS }] }), OFFER],
    ["offer of another hold", lateBooks({ offers: [{ ...offer, holdId: OTHER_HOLD }] }), OFFER],
    ["offer until another time", lateBooks({ offers: [{ ...offer, until: UNTIL + 1 }] }), OFFER],
    ["acceptance of an open offer", lateBooks({ offers: [{ ...offer, answer: "accepted" }] }), OFFER],
    ["acceptance of a declined one", returnedBooks({ offers: [{ ...offer, answer: "accepted" }] }), OFFER],
    ["refusal of a taken one", takenBooks({ offers: [{ ...offer, answer: "declined" }] }), OFFER],
    ["order moved to seats that are only offered", lateBooks({ orders: takenBooks().orders }), REASON],
    ["order moved for no late money", books({ orders: takenBooks().orders }), REASON],
    ["order with its own seats, though moved", takenBooks({ orders: [withReason("late-payment")] }), REASON],
    [
      "order with its seats, though only offered",
      lateBooks({ orders: [withReason("late-payment")] }),
      REASON,
    ],
    ["return of what is offered", lateBooks({ orders: returnedBooks().orders }), REASON],
    ["return of what was taken", takenBooks({ orders: returnedBooks().orders }), REASON],
  ];
  test.each(inBooks)("%s is found", (_what, told, text) => {
    expect(textsOf(findBreaches(told, promises()))).toContainEqual(expect.stringContaining(text));
  });

  const shown = { orderId: ORDER, seats: OTHER_SEATS, until: UNTIL };
  const inPromises: readonly [string, Books, Partial<Promises>][] = [
    ["offer that never was", books(), { offers: [shown] }],
    ["offer of others", lateBooks(), { offers: [{ ...shown, seats: SEATS }] }],
    ["offer for longer", lateBooks(), { offers: [{ ...shown, until: UNTIL + 1 }] }],
    ["acceptance without an effect", lateBooks(), { offerAnswers: [{ orderId: ORDER, answer: "accepted" }] }],
    ["acceptance undone", returnedBooks(), { offerAnswers: [{ orderId: ORDER, answer: "accepted" }] }],
    ["refusal undone", takenBooks(), { offerAnswers: [{ orderId: ORDER, answer: "declined" }] }],
  ];
  test.each(inPromises)("promised %s is found", (_what, told, changes) => {
    expect(textsOf(findBreaches(told, promises(changes)))).toContainEqual(
      expect.stringContaining("a promised offer that is another"),
    );
  });
});

function withReason(reason: Books["orders"][number]["reason"]): Books["orders"][number] {
  return { ...order, reason };
}
