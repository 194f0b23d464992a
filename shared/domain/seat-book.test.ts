import { describe, expect, test } from "vitest";
import { T0 } from "../testing/clock.ts";
import {
  attemptedFact,
  bookIn,
  bookOffering,
  bookWith,
  BUYER,
  DEADLINE,
  FENCE,
  heldFact,
  HOLD,
  LATE,
  OFFERED_SEATS,
  OFFERED_UNTIL,
  ORDER,
  payingFact,
  quotedFor,
  record,
  releasedFact,
  SEATS,
  soldFact,
  UNTIL,
} from "../testing/holds.ts";
import { holdId, orderId } from "../testing/ids.ts";
import { buildSale } from "../testing/sales.ts";
import type { SeatBook } from "./seat-book.ts";
import { AVAILABLE, BLOCKED, HELD, SOLD } from "./seat.ts";

const claim = { holdId: HOLD, buyerId: BUYER, seats: SEATS, since: T0 };

/** Public state and owner of `seats`, side by side. */
function look(book: SeatBook, seats: readonly number[]): unknown {
  return seats.map((seat) => [book.states[seat], book.owners[seat]]);
}

describe("every fact", () => {
  test("moves the sequence and the highest time seen (S7)", () => {
    const book = bookWith();
    record(book, [heldFact()], T0 + 5);
    expect([book.seq, book.lastAt]).toEqual([2, T0 + 5]);
  });
});

describe("CONFIGURED", () => {
  test("opens as many seats as the chart has, all available", () => {
    const book = bookWith();
    expect([...book.states]).toEqual(Array(46).fill(AVAILABLE));
    expect(book.owners).toHaveLength(46);
  });

  test("again, changes the sale and no seat (H12)", () => {
    const book = bookIn("SOLD");
    const sale = buildSale({ version: 2, saleClosesAt: T0 });
    record(book, [{ kind: "CONFIGURED", sale }]);
    expect(book.sale).toEqual(sale);
    expect(look(book, SEATS)).toEqual([
      [SOLD, HOLD],
      [SOLD, HOLD],
    ]);
  });
});

describe("a hold's way", () => {
  const owned = (state: number): unknown => [
    [AVAILABLE, undefined],
    [state, HOLD],
    [state, HOLD],
    [AVAILABLE, undefined],
  ];
  const around = [2, 3, 4, 5];

  test("HELD: its seats have an owner and an end", () => {
    const book = bookIn("HELD");
    expect(look(book, around)).toEqual(owned(HELD));
    expect(book.holds.get(HOLD)).toEqual({
      ...claim,
      status: "HELD",
      until: UNTIL,
      quoted: quotedFor(SEATS),
    });
    expect(book.holdsOf.get(BUYER)).toEqual([HOLD]);
  });

  test("EXTENDED: only its end moves", () => {
    const book = bookIn("HELD");
    record(book, [{ kind: "EXTENDED", holdId: HOLD, until: UNTIL + 1 }]);
    expect(book.holds.get(HOLD)).toEqual({
      ...claim,
      status: "HELD",
      until: UNTIL + 1,
      quoted: quotedFor(SEATS),
    });
    expect(look(book, around)).toEqual(owned(HELD));
  });

  test("PAYING: still HELD to the public, with fence and deadline and without an end", () => {
    const book = bookIn("PAYING");
    expect(look(book, around)).toEqual(owned(HELD));
    expect(book.holds.get(HOLD)).toEqual({
      ...claim,
      ...{ status: "PAYING", payingSince: T0, orderId: ORDER, attempt: 1, fence: FENCE, deadline: DEADLINE },
      quoted: quotedFor(SEATS),
    });
  });

  test("ATTEMPTED: still PAYING since it first was, with the new attempt's fence and deadline (P10)", () => {
    const book = bookIn("PAYING");
    const before = book.holds.get(HOLD);
    record(book, [attemptedFact({ deadline: DEADLINE + 1 })], T0 + 1);
    expect(book.holds.get(HOLD)).toEqual({
      ...before,
      ...{ attempt: 2, fence: FENCE + 1, deadline: DEADLINE + 1 },
    });
    expect(look(book, around)).toEqual(owned(HELD));
  });

  test("ATTEMPTED: goes on with the trace of whoever asked for it", () => {
    const book = bookIn("PAYING");
    record(book, [attemptedFact({ traceparent: "00-1-2-01" })]);
    expect(book.holds.get(HOLD)).toMatchObject({ traceparent: "00-1-2-01" });
  });

  test("SOLD: keeps order, fence and owner", () => {
    const book = bookIn("SOLD");
    expect(look(book, around)).toEqual(owned(SOLD));
    expect(book.holds.get(HOLD)).toEqual({
      ...claim,
      ...{ status: "SOLD", orderId: ORDER, fence: FENCE, endedAt: T0 },
    });
    expect(book.holdsOf.get(BUYER)).toEqual([HOLD]);
  });

  test("RELEASED: its seats are free, its reason is kept, its buyer has one less", () => {
    const book = bookIn("RELEASED");
    expect(look(book, SEATS)).toEqual([
      [AVAILABLE, undefined],
      [AVAILABLE, undefined],
    ]);
    expect(book.holds.get(HOLD)).toEqual({ ...claim, status: "RELEASED", endedAt: T0, reason: "buyer" });
    expect(book.holdsOf.has(BUYER)).toBe(false);
  });

  test("RELEASED by its payment: the fence stays, so that a repeat is known (P3)", () => {
    expect(bookIn("FAILED").holds.get(HOLD)).toEqual({
      ...claim,
      ...{ status: "RELEASED", endedAt: T0, reason: "payment-failed", fence: FENCE, orderId: ORDER },
    });
  });
});

describe("a replacement (H8)", () => {
  const next = holdId(2);
  const replacement = heldFact({
    ...{ holdId: next, seats: [4, 5] },
    replaces: { holdId: HOLD, dropped: [3] },
  });

  test("moves the kept seats over, frees the dropped, and ends the old hold", () => {
    const book = bookWith([heldFact(), replacement]);
    expect(look(book, [3, 4, 5])).toEqual([
      [AVAILABLE, undefined],
      [HELD, next],
      [HELD, next],
    ]);
    expect(book.holds.get(HOLD)).toMatchObject({ status: "RELEASED", reason: "replaced" });
    expect(book.holdsOf.get(BUYER)).toEqual([next]);
  });
});

describe("SOLD_LATE (P4)", () => {
  test("is a sold hold of its own, with its seq for a fence", () => {
    const book = bookIn("FAILED");
    const late = holdId(2);
    record(book, [{ kind: "SOLD_LATE", holdId: late, buyerId: BUYER, orderId: orderId(1), seats: SEATS }]);
    expect(look(book, SEATS)).toEqual([
      [SOLD, late],
      [SOLD, late],
    ]);
    expect(book.holds.get(late)).toMatchObject({ status: "SOLD", fence: book.seq, since: T0, endedAt: T0 });
    expect(book.holds.get(HOLD)).toMatchObject({ status: "RELEASED" });
  });
});

describe("BLOCKED and UNBLOCKED (H11)", () => {
  test("take seats out of the sale and put them back, without an owner", () => {
    const book = bookWith([{ kind: "BLOCKED", seats: [7] }]);
    expect(look(book, [7])).toEqual([[BLOCKED, undefined]]);
    record(book, [{ kind: "UNBLOCKED", seats: [7] }]);
    expect(look(book, [7])).toEqual([[AVAILABLE, undefined]]);
  });
});

describe("a fact out of turn", () => {
  test("never revives or re-ends what is terminal (H13)", () => {
    const book = bookIn("SOLD");
    const before = book.holds.get(HOLD);
    record(book, [{ kind: "EXTENDED", holdId: HOLD, until: UNTIL + 1 }, attemptedFact(), soldFact()], T0 + 1);
    expect(book.holds.get(HOLD)).toEqual(before);
  });

  test("about a hold that is forgotten leaves the holds alone", () => {
    const book = bookWith();
    record(book, [payingFact(), releasedFact("expired")]);
    expect(book.holds.size).toBe(0);
  });
});

describe("OFFERED (P9)", () => {
  test("is a hold of its own, with its seq for a fence", () => {
    const book = bookOffering();
    expect(look(book, OFFERED_SEATS)).toEqual([
      [HELD, LATE],
      [HELD, LATE],
    ]);
    expect(book.holds.get(LATE)).toEqual({
      ...{ status: "OFFERED", holdId: LATE, buyerId: BUYER, orderId: ORDER, seats: OFFERED_SEATS },
      ...{ since: T0, until: OFFERED_UNTIL, fence: book.seq },
    });
  });

  test("taken, is SOLD; not taken, is RELEASED and still names its order", () => {
    expect(bookOffering(["SOLD"]).holds.get(LATE)).toMatchObject({
      status: "SOLD",
      orderId: ORDER,
      endedAt: T0,
    });
    const book = bookOffering(["offer-declined"]);
    expect(look(book, [2, 3])).toEqual([
      [AVAILABLE, undefined],
      [AVAILABLE, undefined],
    ]);
    expect(book.holds.get(LATE)).toMatchObject({
      status: "RELEASED",
      reason: "offer-declined",
      orderId: ORDER,
    });
  });
});
