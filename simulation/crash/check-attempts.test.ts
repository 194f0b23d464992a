import { describe, expect, test } from "vitest";
import {
  ATTEMPTED,
  attemptBody,
  duplicateBooks,
  givenUpBooks,
  refused,
  reversedBooks,
  secondBooks,
  secondKey,
  SOLD,
} from "./attempts.testing.ts";
import type { Books } from "./books.ts";
import type { Promises } from "./promises.ts";
import { promises } from "./promises.testing.ts";
import { findBreaches, findUnsettled } from "./reconcile.ts";
import {
  asked,
  attempt,
  books,
  booksOf,
  eventBook,
  first,
  HOLD,
  moved,
  movedBy,
  NOW,
  ORDER,
  OTHER_ORDER,
  paying,
  textsOf,
} from "./reconcile.testing.ts";

const SECOND = { attempts: secondKey() };

describe("no contradiction is", () => {
  const settled: readonly [string, Books, Partial<Promises>][] = [
    ["a sale paid by its second attempt", secondBooks(), SECOND],
    ["a decline that was reversed after another card had paid", reversedBooks(), SECOND],
    [
      "money of an earlier attempt that was taken, and went back to the last unit",
      reversedBooks({
        attempts: [attempt(1, "REFUNDED"), attempt(2, "CAPTURED")],
        providerPayments: [asked(1, "refunded", "tok_reversed_decline"), asked(2, "captured")],
        movements: [...movedBy(1, "authorize", "capture", "refund"), ...movedBy(2, "authorize", "capture")],
      }),
      SECOND,
    ],
    ["an attempt that was begun in the ledger and never written", booksOf(paying(ATTEMPTED, SOLD)), {}],
    ["an order that was given up", givenUpBooks(), { givenUp: [{ orderId: ORDER, at: "once" }] }],
    ["late money voided for seats that its buyer has bought", duplicateBooks(), {}],
    [
      "late money refused for seats that its buyer has bought",
      duplicateBooks([refused(OTHER_ORDER)], {
        attempts: [attempt(1, "REFUNDED"), first(duplicateBooks().attempts.slice(1))],
        movements: [...movedBy(2, "authorize", "capture"), ...movedBy(1, "authorize", "capture", "refund")],
      }),
      {},
    ],
  ];
  test.each(settled)("%s", (_what, told, changes) => {
    expect(textsOf(findBreaches(told, promises(changes)))).toEqual([]);
    expect(textsOf(findUnsettled(told))).toEqual([]);
  });
});

describe("of attempts, a planted", () => {
  const CANNOT = "attempts to pay that cannot be";
  const order = first(secondBooks().orders);
  const cases: readonly [string, Books, string][] = [
    ["attempt that the ledger has not begun", secondBooks({ events: [eventBook()] }), `${CANNOT}: attempt 2`],
    ["attempt that was begun twice over", booksOf(twiceBegun()), `${CANNOT}: attempt 1 is written`],
    ["gap", secondBooks({ attempts: [attempt(2, "CAPTURED")] }), `${CANNOT}: has attempts 2`],
    [
      "attempt too many",
      secondBooks({ orders: [{ ...order, maxPaymentAttempts: 1 }] }),
      "attempt 2 of at most 1",
    ],
    [
      "second attempt beside an open one",
      secondBooks({ attempts: [attempt(1, "REQUESTED"), attempt(2, "REQUESTED")] }),
      "2 attempts are open at once",
    ],
    ["open attempt of a settled order", books({ attempts: [attempt(1, "REQUESTED")] }), "attempt 1 is open"],
    [
      "request for an attempt that was never begun",
      books({ providerPayments: [...books().providerPayments, asked(2, "declined")] }),
      "the provider was asked under order-1:2",
    ],
    [
      "request under a key that is no attempt's",
      books({ providerPayments: [{ ...asked(1, "captured"), key: `${ORDER}:1.5` }] }),
      "which is no attempt of it",
    ],
    [
      "second attempt with money",
      secondBooks({ movements: [...secondBooks().movements, ...movedBy(1, "authorize")] }),
      "2 attempts have money at once",
    ],
    [
      "decline that ended its order though another attempt may follow",
      givenUpBooks({ orders: [{ ...first(givenUpBooks().orders), reason: "card-declined", closing: null }] }),
      "card-declined at attempt 1 of 3",
    ],
    [
      "capture of what its buyer gave up",
      givenUpBooks({ movements: moved("authorize", "capture") }),
      "before its seats are SOLD",
    ],
    [
      "sale of what its buyer gave up",
      books({ orders: [{ ...first(books().orders), closing: "buyer" }] }),
      "an order that was given up and lives: CONFIRMED",
    ],
    [
      "wish that nobody had",
      givenUpBooks({ orders: [{ ...first(givenUpBooks().orders), closing: null }] }),
      "its buyer did not ask",
    ],
    [
      "refund of a first attempt that nothing follows",
      givenUpBooks({
        orders: [{ ...first(givenUpBooks().orders), reason: "payment-deadline", closing: null }],
        tombstones: [`${ORDER}:1`],
        movements: moved("authorize", "capture", "refund"),
      }),
      "the ledger has not refused it seats",
    ],
  ];
  test.each(cases)("%s is found", (_what, told, text) => {
    expect(textsOf(findBreaches(told, promises(SECOND)))).toContainEqual(expect.stringContaining(text));
  });

  test("money that stays with an earlier attempt is not at rest", () => {
    const kept = reversedBooks({
      movements: [...movedBy(1, "authorize", "capture"), ...movedBy(2, "authorize", "capture")],
    });
    expect(textsOf(findUnsettled(kept))).toContainEqual(expect.stringContaining("kept 568000"));
    const open = reversedBooks({ providerPayments: [asked(1, "authorized"), asked(2, "captured")] });
    expect(textsOf(findUnsettled(open))).toContainEqual(expect.stringContaining("order-1:1 is authorized"));
  });

  test("a decline that is still to be reversed is not at rest", () => {
    const due = { ...asked(1, "declined", "tok_reversed_decline"), dueAt: NOW + 1 };
    const told = secondBooks({ providerPayments: [due, asked(2, "captured")] });
    expect(textsOf(findUnsettled(told))).toContainEqual(expect.stringContaining("order-1:1 is declined"));
  });
});

describe("of what buyers were told, a planted", () => {
  const granted = { status: 201, body: attemptBody() };
  const refusal = { status: 409, body: "{}" };
  const cases: readonly [string, Books, Partial<Promises>, string][] = [
    ["attempt that is not there", books(), SECOND, "order-1:2 was promised, and is not there"],
    [
      "attempt that two keys were granted",
      secondBooks(),
      { attempts: [...secondKey(), ...secondKey()] },
      "was granted to 2 keys",
    ],
    [
      "attempt that every key was refused",
      secondBooks(),
      { attempts: secondKey([refusal]) },
      "every key for",
    ],
    ["attempt that nobody asked for", secondBooks(), {}, "nobody asked for attempt 2"],
    [
      "attempt with another number",
      secondBooks(),
      { attempts: secondKey([{ status: 201, body: attemptBody(ORDER, 3) }]) },
      "order-1:2 was promised as",
    ],
    [
      "attempt without a body",
      secondBooks(),
      { attempts: secondKey([{ status: 201, body: "" }]) },
      "promised as",
    ],
    [
      "repeat of an attempt with other bytes",
      secondBooks(),
      { attempts: secondKey([granted, { status: 201, body: `${granted.body} ` }]) },
      "one key, two answers",
    ],
    [
      "wish that was forgotten",
      books(),
      { givenUp: [{ orderId: ORDER, at: "the end of its payment" }] },
      "an order that was not given up",
    ],
    [
      "end that did not come at once",
      givenUpBooks({ orders: [{ ...first(givenUpBooks().orders), status: "PENDING" }] }),
      { givenUp: [{ orderId: ORDER, at: "once" }] },
      "given up at once, and is PENDING",
    ],
    [
      "refusal that nobody gave",
      books(),
      { refusals: [{ orderId: ORDER, attempt: 1 }] },
      "a refusal that the provider did not give",
    ],
    [
      "order for another start",
      books(),
      { keys: promises().keys.map((use) => ({ ...use, eventVersion: 2 })) },
      "agreed to a start at undefined",
    ],
  ];
  test.each(cases)("%s is found", (_what, told, changes, text) => {
    expect(textsOf(findBreaches(told, promises(changes)))).toContainEqual(expect.stringContaining(text));
  });
});

function twiceBegun(): ReturnType<typeof paying> {
  const third = { kind: "ATTEMPTED", holdId: HOLD, orderId: ORDER, attempt: 3, fence: 5 } as const;
  return paying(ATTEMPTED, { ...third, deadline: NOW + 15_000 });
}
