// Another attempt to pay for a hold that is PAYING.

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
  ORDER,
  payingFact,
  record,
} from "../testing/holds.ts";
import { buyerId, holdId, orderId } from "../testing/ids.ts";
import type { Command } from "./command.ts";
import { decide } from "./decide.ts";
import { MINUTE_MS } from "./sale.ts";
import type { SeatBook } from "./seat-book.ts";

const PAY_UNTIL = T0 + 35 * MINUTE_MS;

function answer(book: SeatBook, command: Command, now = T0): unknown {
  const decision = decide(book, command, now);
  return decision.ok ? decision.value : decision.error;
}

const start = (attempt = 2): Command & { kind: "start-attempt" } => ({
  ...{ kind: "start-attempt", holdId: HOLD, buyerId: BUYER, orderId: ORDER, attempt },
});

function bookInSecond(): SeatBook {
  const book = bookIn("PAYING");
  record(book, [attemptedFact()]);
  return book;
}

describe("start an attempt, when PAYING (P10)", () => {
  test("the next number gets a new fence, its fact's own seq, and the full time to pay", () => {
    const now = T0 + 2 * MINUTE_MS;
    expect(answer(bookIn("PAYING"), start(), now)).toEqual([
      attemptedFact({ fence: FENCE + 1, deadline: now + 5 * MINUTE_MS }),
    ]);
  });

  test("the fence grows with every attempt, and is the seq that it is recorded under", () => {
    const book = bookIn("PAYING");
    for (const attempt of [2, 3]) {
      const decision = decide(book, start(attempt), T0);
      const [fact] = record(book, decision.ok ? decision.value : []);
      expect(fact).toMatchObject({ kind: "ATTEMPTED", attempt, fence: fact?.seq });
    }
    expect(book.holds.get(HOLD)).toMatchObject({ status: "PAYING", attempt: 3, fence: FENCE + 2 });
  });

  test("no deadline is later than payUntil, however many attempts there are (S8)", () => {
    const deadline = PAY_UNTIL - 1;
    const book = bookWith([heldFact(), payingFact({ deadline })]);
    expect(answer(book, start(), PAY_UNTIL - 2 * MINUTE_MS)).toMatchObject([{ deadline: PAY_UNTIL }]);
    expect(answer(book, start(), deadline - 1)).toMatchObject([{ deadline: PAY_UNTIL }]);
  });

  test("it begins in the last millisecond before the deadline of the one before, and not at it (S7)", () => {
    expect(answer(bookIn("PAYING"), start(), DEADLINE - 1)).toHaveLength(1);
    const late = { code: "hold-expired", expiredAt: DEADLINE };
    expect(answer(bookIn("PAYING"), start(), DEADLINE)).toEqual(late);
  });

  test("the same attempt asked for again gets what it has, also past its deadline (S4)", () => {
    expect(answer(bookInSecond(), start())).toEqual([]);
    expect(answer(bookInSecond(), start(), DEADLINE + 1)).toEqual([]);
  });

  test.each([1, 4, 5])("the number %i is refused after the second: it is not the next one", (attempt) => {
    expect(answer(bookInSecond(), start(attempt))).toEqual({ code: "stale-fence", fence: FENCE + 1 });
  });

  test("an older fence sells nothing any more, and the new one does (P2)", () => {
    const book = bookInSecond();
    const old: Command = { kind: "sell", holdId: HOLD, fence: FENCE };
    expect(answer(book, old)).toEqual({ code: "stale-fence", fence: FENCE });
    expect(answer(book, { ...old, fence: FENCE + 1 })).toMatchObject([{ kind: "SOLD" }]);
  });

  test("another order, which pays for nothing here, is refused", () => {
    expect(answer(bookIn("PAYING"), { ...start(), orderId: orderId(2) })).toEqual({
      ...{ code: "hold-ended", holdStatus: "PAYING" },
    });
  });
});

describe("start an attempt, when there is nothing to pay for (P10)", () => {
  test.each([
    ["SOLD", { code: "hold-ended", holdStatus: "SOLD" }],
    ["RELEASED", { code: "hold-ended", holdStatus: "RELEASED", reason: "buyer" }],
    ["FAILED", { code: "hold-ended", holdStatus: "RELEASED", reason: "payment-failed" }],
    ["HELD", { code: "hold-not-found" }],
  ] as const)("when %s, is refused", (state, error) => {
    expect(answer(bookIn(state), start())).toEqual(error);
  });

  test("an offer to late money is not paid again", () => {
    expect(answer(bookOffering(), { ...start(), holdId: LATE })).toEqual({ code: "hold-not-found" });
  });

  test("a stranger, or an unknown hold, is not told from one that never was (H9)", () => {
    const unknown = { code: "hold-not-found" };
    expect(answer(bookIn("PAYING"), { ...start(), buyerId: buyerId(2) })).toEqual(unknown);
    expect(answer(bookIn("PAYING"), { ...start(), holdId: holdId(9) })).toEqual(unknown);
  });
});

describe("between attempts the hold stays PAYING (P10, S8)", () => {
  const claim = { holdId: HOLD, buyerId: BUYER };
  const commands: readonly Command[] = [
    { kind: "extend", ...claim },
    { kind: "give-back", ...claim },
    { kind: "hold", holdId: holdId(9), buyerId: BUYER, seats: [8], replaces: HOLD },
  ];
  test.each(commands)("it is not changed by $kind", (command) => {
    const book = bookWith([heldFact(), payingFact(), attemptedFact({ deadline: DEADLINE + 1 })]);
    expect(answer(book, command)).toEqual({ code: "hold-paying", deadline: DEADLINE + 1 });
  });

  test("it does not run out, whatever the time (S2)", () => {
    expect(answer(bookInSecond(), { kind: "expire", limit: 9 }, T0 + 10_000 * MINUTE_MS)).toEqual([]);
  });
});
