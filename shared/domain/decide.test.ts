import { describe, expect, test } from "vitest";
import { T0 } from "../testing/clock.ts";
import { bookIn, bookWith, BUYER, HOLD, releasedFact, SEATS, UNTIL } from "../testing/holds.ts";
import { buildSale } from "../testing/sales.ts";
import type { Command } from "./command.ts";
import { decide } from "./decide.ts";
import { emptyBook, type SeatBook } from "./seat-book.ts";

function answer(book: SeatBook, command: Command, now = T0): unknown {
  const decision = decide(book, command, now);
  return decision.ok ? decision.value : decision.error;
}

describe("an event without a sale (H10)", () => {
  test.each<Command>([
    { kind: "hold", holdId: HOLD, buyerId: BUYER, seats: SEATS },
    { kind: "sell", holdId: HOLD, fence: 1 },
    { kind: "block", seats: [1] },
    { kind: "expire", limit: 1 },
  ])("refuses $kind", (command) => {
    expect(answer(emptyBook(), command)).toEqual({ code: "event-not-configured" });
  });
});

describe("configure (H12)", () => {
  const configure = (overrides = {}): Command => ({ kind: "configure", sale: buildSale(overrides) });

  test("when new, opens the book", () => {
    expect(answer(emptyBook(), configure())).toEqual([{ kind: "CONFIGURED", sale: buildSale() }]);
  });

  test("when the version is newer, is recorded", () => {
    expect(answer(bookWith(), configure({ version: 2, fee: { feeBp: 0, perSeatMinor: 0 } }))).toHaveLength(1);
  });

  test.each([1, 0])("when the version is %i and no newer, changes nothing", (version) => {
    expect(answer(bookWith(), configure({ version, saleClosesAt: 1 }))).toEqual([]);
  });

  test("under another chart is refused: every sold seat would mean another place", () => {
    expect(answer(bookIn("SOLD"), configure({ version: 2, chartHash: "d".repeat(64) }))).toEqual({
      code: "chart-changed",
      seatCount: 46,
    });
  });
});

describe("block and unblock (H11)", () => {
  const block = (seats: readonly number[]): Command => ({ kind: "block", seats });
  const unblock = (seats: readonly number[]): Command => ({ kind: "unblock", seats });

  test("when AVAILABLE, blocks, ascending", () => {
    expect(answer(bookWith(), block([9, 8]))).toEqual([{ kind: "BLOCKED", seats: [8, 9] }]);
  });

  test("when some are BLOCKED already, blocks the others", () => {
    const book = bookWith([{ kind: "BLOCKED", seats: [8] }]);
    expect(answer(book, block([8, 9]))).toEqual([{ kind: "BLOCKED", seats: [9] }]);
    expect(answer(book, block([8]))).toEqual([]);
  });

  test("when BLOCKED, unblocks; what is AVAILABLE stays so", () => {
    const book = bookWith([{ kind: "BLOCKED", seats: [8] }]);
    expect(answer(book, unblock([9, 8]))).toEqual([{ kind: "UNBLOCKED", seats: [8] }]);
    expect(answer(bookWith(), unblock([9]))).toEqual([]);
  });

  test.each(["HELD", "PAYING", "SOLD"] as const)("when %s, refuses all and names the taken ones", (state) => {
    expect(answer(bookIn(state), block([2, 3, 4]))).toEqual({ code: "seats-taken", seats: [3, 4] });
    expect(answer(bookIn(state), unblock([2, 3]))).toEqual({ code: "seats-taken", seats: [3] });
  });

  test("when HELD and over, blocks: the expiry is recorded first (H5, S7)", () => {
    expect(answer(bookIn("HELD"), block([4, 2]), UNTIL)).toEqual([
      releasedFact("expired"),
      { kind: "BLOCKED", seats: [2, 4] },
    ]);
    expect(answer(bookIn("HELD"), block([4]), UNTIL - 1)).toEqual({ code: "seats-taken", seats: [4] });
  });

  test("when HELD and over, has nothing to unblock (S7)", () => {
    expect(answer(bookIn("HELD"), unblock([4]), UNTIL)).toEqual([]);
  });

  test.each([
    [[], "no-seats"],
    [[46], "seat-out-of-range"],
    [[1, 1], "seat-repeated"],
  ])("refuses %j (H1)", (seats, code) => {
    expect(answer(bookWith(), block(seats))).toMatchObject({ code });
  });
});
