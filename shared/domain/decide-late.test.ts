import { describe, expect, test } from "vitest";
import { T0 } from "../testing/clock.ts";
import {
  bookIn,
  bookOffering,
  bookWith,
  BUYER,
  heldFact,
  HOLD,
  LATE,
  OFFERED_UNTIL,
  offeredFact,
  offerEnd,
  ORDER,
  othersFact,
  record,
  SEATS,
  soldFact,
  UNTIL,
} from "../testing/holds.ts";
import { buyerId, holdId, orderId } from "../testing/ids.ts";
import type { Command } from "./command.ts";
import { decide, type NewFact } from "./decide.ts";
import { MINUTE_MS } from "./sale.ts";
import type { SeatBook } from "./seat-book.ts";

function answer(book: SeatBook, command: Command, now = T0): unknown {
  const decision = decide(book, command, now);
  return decision.ok ? decision.value : decision.error;
}

/** Decides and records, as the authority does. */
function carryOut(book: SeatBook, command: Command, now = T0): void {
  const decision = decide(book, command, now);
  record(book, decision.ok ? decision.value : [], now);
}

const sellLate = (seats: readonly number[] = SEATS): Command & { kind: "sell-late" } => ({
  ...{ kind: "sell-late", holdId: LATE, buyerId: BUYER, orderId: ORDER, seats },
});
const soldLate: NewFact = { kind: "SOLD_LATE", holdId: LATE, buyerId: BUYER, orderId: ORDER, seats: SEATS };
const refused: NewFact = { ...soldLate, kind: "LATE_REFUSED" };

/** What leaves no two seats side by side in the first row: 4 and 5 are somebody's, the others are out of the sale. */
const NOTHING_AS_GOOD: readonly NewFact[] = [othersFact(), { kind: "BLOCKED", seats: [0, 1, 2, 6, 7, 8, 9] }];

describe("late money whose seats are free (P4)", () => {
  test("gets the very same seats, ascending (S3)", () => {
    expect(answer(bookIn("FAILED"), sellLate([4, 3]))).toEqual([soldLate]);
  });

  test("gets them too when a hold on them is over, which is recorded first (H5, S7)", () => {
    expect(answer(bookWith([othersFact()]), sellLate(), UNTIL)).toEqual([
      { kind: "RELEASED", holdId: holdId(2), reason: "expired", seats: [4, 5] },
      soldLate,
    ]);
  });

  test("gets them too when they were offered to other late money and not taken, which is recorded first (S7)", () => {
    const theirs = { holdId: holdId(8), buyerId: buyerId(2), orderId: orderId(2), seats: SEATS };
    const book = bookWith([offeredFact(theirs)]);
    expect(answer(book, sellLate(), OFFERED_UNTIL)).toEqual([
      { kind: "RELEASED", holdId: holdId(8), reason: "offer-lapsed", seats: SEATS },
      soldLate,
    ]);
  });

  test("is bound by neither the sale window nor the buyer's cap: both were asked when it was held", () => {
    const book = bookIn("FAILED", { maxSeatsPerBuyer: 1, saleClosesAt: T0 + 1 });
    expect(answer(book, sellLate(), T0 + MINUTE_MS)).toEqual([soldLate]);
  });

  test("is answered once: a repeat changes nothing (S4)", () => {
    const book = bookIn("FAILED");
    record(book, [soldLate]);
    expect(answer(book, sellLate())).toEqual([]);
  });
});

describe("late money whose order's own hold is still PAYING, because the news overtook its release (P4)", () => {
  test("sells that hold, once", () => {
    const book = bookIn("PAYING");
    expect(answer(book, sellLate())).toEqual([soldFact()]);
    record(book, [soldFact()]);
    expect(answer(book, sellLate())).toEqual([]);
  });

  test("never sells the hold of another order", () => {
    const theirs = { ...sellLate(), buyerId: buyerId(2), orderId: orderId(9) };
    expect(answer(bookIn("PAYING"), theirs)).toMatchObject([
      { kind: "OFFERED", orderId: orderId(9), seats: [1, 2] },
    ]);
  });
});

describe("late money with nothing as good (P4)", () => {
  test("gets no seat: it goes back (S3)", () => {
    expect(answer(bookWith(NOTHING_AS_GOOD), sellLate())).toEqual([refused]);
  });

  test("once refused stays refused, also when the seats are free again: the money is on its way back", () => {
    const book = bookWith(NOTHING_AS_GOOD);
    carryOut(book, sellLate());
    expect(answer(book, sellLate(), UNTIL)).toEqual([]);
    expect(book.holds.get(LATE)).toMatchObject({ status: "RELEASED", reason: "late-refused" });
    expect(book.owners.slice(3, 6)).toEqual([undefined, holdId(2), holdId(2)]);
  });

  test("is refused too when its own seats were of two zones: there is no price to be equal to", () => {
    const book = bookWith([othersFact({ seats: [30] })]);
    expect(answer(book, sellLate([29, 30]))).toMatchObject([{ kind: "LATE_REFUSED", seats: [29, 30] }]);
  });
});

describe("late money that cannot be answered (P4)", () => {
  test.each(["HELD", "PAYING", "FAILED"] as const)("is refused when its id stands for a %s hold", (state) => {
    expect(answer(bookIn(state), { ...sellLate(), holdId: HOLD })).toEqual({ code: "hold-id-reused" });
  });

  test("is refused when its id stands for another order's offer", () => {
    expect(answer(bookOffering(), { ...sellLate(), orderId: orderId(9) })).toEqual({
      code: "hold-id-reused",
    });
  });

  test("is refused for seats that no chart has (H1)", () => {
    expect(answer(bookWith(), sellLate([46]))).toMatchObject({ code: "seat-out-of-range" });
  });
});

describe("an offer (P9)", () => {
  test("is made when one seat is taken, of seats as good side by side, for the longest that a hold may last", () => {
    expect(answer(bookWith([othersFact()]), sellLate(), T0 + 1)).toEqual([
      offeredFact({ until: OFFERED_UNTIL + 1 }),
    ]);
  });

  test("is made when a seat is blocked, and never of a blocked one (H11)", () => {
    const book = bookWith([{ kind: "BLOCKED", seats: [3, 5] }]);
    expect(answer(book, sellLate())).toMatchObject([{ kind: "OFFERED", seats: [1, 2] }]);
  });

  test("brings seats of two rows together in the first of them", () => {
    const book = bookWith([othersFact({ seats: [20] })]);
    expect(answer(book, sellLate([19, 20]))).toMatchObject([{ kind: "OFFERED", seats: [18, 19] }]);
  });

  test("records first that a hold on its seats is over, and no other (H5, S7)", () => {
    const over = [
      heldFact({ holdId: holdId(3), seats: [2] }),
      heldFact({ holdId: holdId(4), seats: [9], buyerId: buyerId(3) }),
    ];
    const book = bookWith([othersFact({ until: UNTIL + 1 }), ...over]);
    expect(answer(book, sellLate(), UNTIL)).toEqual([
      { kind: "RELEASED", holdId: holdId(3), reason: "expired", seats: [2] },
      offeredFact({ until: UNTIL + 30 * MINUTE_MS }),
    ]);
  });

  test("is not counted against the buyer's cap when it is made: they have paid", () => {
    const book = bookWith([othersFact()], { maxSeatsPerBuyer: 1 });
    expect(answer(book, sellLate())).toMatchObject([{ kind: "OFFERED" }]);
  });

  test("is HELD to the public and belongs to its buyer", () => {
    const book = bookOffering();
    expect([...book.states.slice(1, 4)]).toEqual([0, 1, 1]);
    expect(book.owners.slice(1, 4)).toEqual([undefined, LATE, LATE]);
    expect(book.holdsOf.get(BUYER)).toEqual([LATE]);
  });

  test("asked for again in time stands as it was (S4)", () => {
    expect(answer(bookOffering(), sellLate(), OFFERED_UNTIL - 1)).toEqual([]);
  });

  test("asked for again after its time has lapsed, and there is no second one (S3)", () => {
    const book = bookOffering();
    expect(answer(book, sellLate(), OFFERED_UNTIL)).toEqual([offerEnd("offer-lapsed")]);
    carryOut(book, sellLate(), OFFERED_UNTIL);
    expect(answer(book, sellLate(), OFFERED_UNTIL)).toEqual([]);
  });

  test.each(["offer-declined", "offer-lapsed", "SOLD"] as const)(
    "that ended as %s is no more asked for: the first answer stands (S4)",
    (end) => {
      expect(answer(bookOffering([end]), sellLate(), UNTIL + 60 * MINUTE_MS)).toEqual([]);
    },
  );
});
