// Late money for seats that the same buyer has chosen, is paying for, or has bought meanwhile.

import { describe, expect, test } from "vitest";
import { T0 } from "../testing/clock.ts";
import {
  bookWith,
  BUYER,
  heldFact,
  LATE,
  ORDER,
  othersFact,
  payingFact,
  record,
  SEATS,
  UNTIL,
} from "../testing/holds.ts";
import { buyerId, holdId, orderId } from "../testing/ids.ts";
import type { Command } from "./command.ts";
import { boughtInstead } from "./decide-late.ts";
import { decide, type NewFact } from "./decide.ts";
import type { SeatBook } from "./seat-book.ts";

function answer(book: SeatBook, command: Command, now = T0): unknown {
  const decision = decide(book, command, now);
  return decision.ok ? decision.value : decision.error;
}

const MINE = holdId(3);
const INSTEAD = orderId(2);
const claim = { buyerId: BUYER, orderId: ORDER, seats: SEATS };
const sellLate: Command & { kind: "sell-late" } = { kind: "sell-late", holdId: LATE, ...claim };
const soldLate: NewFact = { kind: "SOLD_LATE", holdId: LATE, ...claim };
const refused: NewFact = { kind: "LATE_REFUSED", holdId: LATE, ...claim, instead: INSTEAD };

/** The buyer's other hold of 4 and 5; late money wants 3 and 4. */
const mine = (overrides: Partial<ReturnType<typeof heldFact>> = {}): NewFact =>
  heldFact({ holdId: MINE, seats: [4, 5], ...overrides });
const paying: NewFact = payingFact({ holdId: MINE, orderId: INSTEAD, fence: 3 });
const sold: NewFact = { kind: "SOLD", holdId: MINE, orderId: INSTEAD, seats: [4, 5] };
const taken = (holdId_: typeof MINE, seats: readonly number[]): NewFact => ({
  ...{ kind: "RELEASED", holdId: holdId_, reason: "paid-late", seats },
});

describe("the same buyer's HELD hold with a common seat (P12)", () => {
  test("is taken by the late money, whole, and the money gets its own seats", () => {
    expect(answer(bookWith([mine()]), sellLate)).toEqual([taken(MINE, [4, 5]), soldLate]);
  });

  test("is taken once where it has all of the seats", () => {
    expect(answer(bookWith([mine({ seats: SEATS })]), sellLate)).toEqual([taken(MINE, SEATS), soldLate]);
  });

  test("is taken with any other that has one of the seats, each as a fact of its own", () => {
    const other = holdId(4);
    const book = bookWith([mine(), heldFact({ holdId: other, seats: [3] })]);
    expect(answer(book, sellLate)).toEqual([taken(other, [3]), taken(MINE, [4, 5]), soldLate]);
  });

  test("is left alone where it has none of the seats", () => {
    expect(answer(bookWith([mine({ seats: [5, 6] })]), sellLate)).toEqual([soldLate]);
  });

  test("is left alone, and kept, where the late money cannot have all of its seats", () => {
    const book = bookWith([mine(), othersFact({ seats: [3] })]);
    expect(answer(book, sellLate)).toMatchObject([{ kind: "OFFERED", seats: [1, 2] }]);
  });

  test("that has run out is an expiry, and not taken (H5, S7)", () => {
    expect(answer(bookWith([mine()]), sellLate, UNTIL)).toEqual([
      { kind: "RELEASED", holdId: MINE, reason: "expired", seats: [4, 5] },
      soldLate,
    ]);
  });

  test("leaves no seat of its own behind", () => {
    const book = bookWith([mine()]);
    const decision = decide(book, sellLate, T0);
    record(book, decision.ok ? decision.value : []);
    expect([...book.states.slice(3, 6)]).toEqual([2, 2, 0]);
    expect(book.owners.slice(3, 6)).toEqual([LATE, LATE, undefined]);
    expect(book.holds.get(MINE)).toMatchObject({ status: "RELEASED", reason: "paid-late" });
    expect(book.seatsOf.get(BUYER)).toBe(2);
    expect(answer(book, sellLate)).toEqual([]);
  });

  test("of another buyer is never taken (P4)", () => {
    expect(answer(bookWith([mine({ buyerId: buyerId(2) })]), sellLate)).toMatchObject([{ kind: "OFFERED" }]);
  });
});

describe.each([
  ["is paying for a common seat", [mine(), paying]],
  ["has bought a common seat", [mine(), paying, sold]],
])("when another order of the same buyer %s (P12)", (_, facts) => {
  test("late money goes back, and says which order has the seats", () => {
    expect(answer(bookWith(facts), sellLate)).toEqual([refused]);
  });

  test("no other seats are offered, though there are some as good (S3)", () => {
    const book = bookWith([...facts, othersFact({ seats: [3] })]);
    expect(answer(book, sellLate)).toEqual([refused]);
  });

  test("another hold of theirs is not taken for nothing", () => {
    const book = bookWith([...facts, heldFact({ holdId: holdId(4), seats: [3] })]);
    expect(answer(book, sellLate)).toEqual([refused]);
  });

  test("it is told before any money is captured", () => {
    expect(boughtInstead(bookWith(facts), claim)).toBe(INSTEAD);
  });

  test("the first answer stands, whatever becomes of that order (S4)", () => {
    const book = bookWith([...facts, refused]);
    expect(answer(book, sellLate, UNTIL)).toEqual([]);
    expect(book.holds.get(LATE)).toMatchObject({
      status: "RELEASED",
      reason: "late-refused",
      orderId: ORDER,
    });
  });
});

describe("what has been bought instead (P12)", () => {
  test.each<[string, readonly NewFact[]]>([
    ["the seats are free", []],
    ["they are only HELD, which may still be taken", [mine()]],
    ["other seats were bought", [mine({ seats: [5, 6] }), paying]],
    ["another buyer has them", [mine({ buyerId: buyerId(2) }), paying]],
    [
      "the order itself is still paying for them",
      [mine({ seats: SEATS }), payingFact({ holdId: MINE, fence: 3 })],
    ],
    [
      "that order was given up",
      [mine(), paying, { ...taken(MINE, [4, 5]), reason: "buyer-cancelled" } as NewFact],
    ],
  ])("is nothing where %s", (_, facts) => {
    expect(boughtInstead(bookWith(facts), claim)).toBeUndefined();
  });
});
