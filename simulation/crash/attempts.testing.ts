// The sale of `reconcile.testing.ts` told otherwise: paid by a second attempt; given up by its buyer; and bought once more
// by its buyer with another order, before its late money came.

import type { OrderId } from "../../shared/domain/brand.ts";
import type { NewFact } from "../../shared/domain/decide.ts";
import type { Books } from "./books.ts";
import type { Promises } from "./promises.ts";
import {
  asked,
  attempt,
  books,
  booksOf,
  BUYER,
  EVENT,
  first,
  heldBy,
  HOLD,
  itemsOf,
  KEY,
  LATE_HOLD,
  moved,
  movedBy,
  NOW,
  ORDER,
  OTHER_HOLD,
  OTHER_ORDER,
  paying,
  SEATS,
} from "./reconcile.testing.ts";

const DEADLINE = NOW + 15_000;

export const ATTEMPTED: NewFact = {
  ...{ kind: "ATTEMPTED", holdId: HOLD, orderId: ORDER, attempt: 2, fence: 4, deadline: DEADLINE },
};
export const SOLD: NewFact = { kind: "SOLD", holdId: HOLD, orderId: ORDER, seats: SEATS };
const GIVEN_UP: NewFact = { kind: "RELEASED", holdId: HOLD, reason: "buyer-cancelled", seats: SEATS };

/** Books of the sale paid by its second attempt, after the first was declined, but for `changes`. */
export function secondBooks(changes: Partial<Books> = {}): Books {
  return booksOf(paying(ATTEMPTED, SOLD), {
    orders: [{ ...first(books().orders), attempt: 2 }],
    attempts: [attempt(1, "FAILED"), attempt(2, "CAPTURED")],
    providerPayments: [asked(1, "declined", "tok_declined"), asked(2, "captured")],
    movements: movedBy(2, "authorize", "capture"),
    ...changes,
  });
}

/** The same where the first attempt was approved after all, and its money sent back. */
export function reversedBooks(changes: Partial<Books> = {}): Books {
  return secondBooks({
    providerPayments: [asked(1, "voided", "tok_reversed_decline"), asked(2, "captured")],
    movements: [...movedBy(1, "authorize"), ...movedBy(2, "authorize", "capture"), ...movedBy(1, "void")],
    ...changes,
  });
}

/** What its buyer was told of the second attempt. */
export function secondKey(
  answers: Promises["attempts"][number]["answers"] = [{ status: 201, body: attemptBody() }],
): Promises["attempts"] {
  return [{ key: "key-2", orderId: ORDER, attempt: 2, buyerId: BUYER, token: "tok_success", answers }];
}

export function attemptBody(orderId: string = ORDER, number = 2): string {
  return JSON.stringify({ orderId, payment: { attempt: number } });
}

/** Books of the sale that its buyer gave up while it was being paid, but for `changes`. */
export function givenUpBooks(changes: Partial<Books> = {}): Books {
  return booksOf(paying(GIVEN_UP), {
    orders: [
      { ...first(books().orders), status: "CANCELLED", reason: "buyer-cancelled", closing: "buyer" as const },
    ],
    tickets: [],
    payments: [{ ...first(books().payments), status: "VOIDED" }],
    attempts: [attempt(1, "VOIDED")],
    providerPayments: [asked(1, "voided")],
    movements: moved("authorize", "void"),
    ...changes,
  });
}

const AGAIN: readonly NewFact[] = [
  { kind: "RELEASED", holdId: HOLD, reason: "payment-deadline", seats: SEATS },
  heldBy(BUYER, OTHER_HOLD, SEATS),
  { kind: "PAYING", holdId: OTHER_HOLD, orderId: OTHER_ORDER, fence: 6, deadline: DEADLINE },
  { kind: "SOLD", holdId: OTHER_HOLD, orderId: OTHER_ORDER, seats: SEATS },
];

/** How late money is refused, for the order that has its seats or for none. */
export function refused(instead?: OrderId): NewFact {
  const late = { holdId: LATE_HOLD, buyerId: BUYER, orderId: ORDER, seats: SEATS };
  return { kind: "LATE_REFUSED", ...late, ...(instead !== undefined && { instead }) };
}

/**
 * Books of the sale whose buyer took the same seats again with another order once it was given up, and whose late money
 * then went back before it was taken, but for `changes`; `tail` goes on from the ledger.
 */
export function duplicateBooks(tail: readonly NewFact[] = [], changes: Partial<Books> = {}): Books {
  const order = first(books().orders);
  const payment = first(books().payments);
  const other = { orderId: OTHER_ORDER };
  const late = {
    ...order,
    status: "CANCELLED",
    reason: "late-payment-duplicate",
    instead: OTHER_ORDER,
  } as const;
  return booksOf(paying(...AGAIN, ...tail), {
    orders: [late, { ...order, id: OTHER_ORDER, holdId: OTHER_HOLD }],
    items: [...itemsOf(SEATS), ...itemsOf(SEATS).map((item) => ({ ...item, ...other }))],
    tickets: SEATS.map((seat) => ({ code: `code-${seat}`, ...other, eventId: EVENT, seat })),
    payments: [
      { ...payment, status: "FAILED" },
      { ...payment, ...other },
    ],
    attempts: [attempt(1, "FAILED"), { ...attempt(1, "CAPTURED"), ...other }],
    providerPayments: [
      asked(1, "voided", "tok_late_success"),
      { ...asked(2, "captured"), ...other, key: `${OTHER_ORDER}:1` },
    ],
    movements: [...movedBy(2, "authorize", "capture"), ...movedBy(1, "authorize", "void")],
    tombstones: [KEY],
    ...changes,
  });
}
