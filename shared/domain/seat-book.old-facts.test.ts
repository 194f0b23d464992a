// A ledger is read as it was written, whatever its age.

import { describe, expect, test } from "vitest";
import { T0 } from "../testing/clock.ts";
import { bookWith, heldFact, HOLD, payingFact, quotedFor, record, SEATS } from "../testing/holds.ts";
import { buildSale } from "../testing/sales.ts";
import type { NewFact } from "./decide.ts";
import { DEFAULT_PAYMENT_ATTEMPTS } from "./order.ts";
import type { Sale } from "./sale.ts";
import { emptyBook, evolve, type SeatBook } from "./seat-book.ts";

const { currency, totalMinor } = quotedFor(SEATS);
const OLD = heldFact({ quoted: { currency, totalMinor } });
const dearer = buildSale({ version: 2, prices: { R: { amountMinor: 90_000, currency: "KRW" } } });

function quotedIn(book: SeatBook): unknown {
  const hold = book.holds.get(HOLD);
  return hold !== undefined && "quoted" in hold ? hold.quoted : undefined;
}

describe("a HELD fact with its whole quote (H14)", () => {
  test("is believed as it stands, whatever seats cost by the configuration", () => {
    const quoted = { ...quotedFor(SEATS), totalMinor: 7 };
    expect(quotedIn(bookWith([heldFact({ quoted })]))).toEqual(quoted);
  });
});

describe("a HELD fact of old, which has only the total (H14)", () => {
  test("is read with the lines and the prices that made the total up", () => {
    expect(quotedIn(bookWith([OLD]))).toEqual(quotedFor(SEATS));
  });

  test("goes by the configuration that stood then, and not by a later one", () => {
    const later: readonly NewFact[] = [OLD, { kind: "CONFIGURED", sale: dearer }, payingFact({ fence: 4 })];
    expect(quotedIn(bookWith(later))).toEqual(quotedFor(SEATS));
    const before = bookWith([{ kind: "CONFIGURED", sale: dearer }]);
    record(before, [OLD]);
    expect(quotedIn(before)).toMatchObject({ totalMinor: 191_000 });
  });

  test("is a fault where its seats never had a price: no hold was made of them", () => {
    expect(() => bookWith([{ ...OLD, seats: [44] }])).toThrow("has no price");
    const fact = { ...OLD, seq: 1, at: T0 };
    expect(() => evolve(emptyBook(), fact)).toThrow("has no price");
  });
});

describe("a configuration that was written before a limit was known", () => {
  test("has the default for it, and what it has set itself", () => {
    const { maxPaymentAttempts: _, ...old } = buildSale({ maxSeatsPerHold: 2 });
    const book = bookWith();
    record(book, [{ kind: "CONFIGURED", sale: { ...old, version: 2 } as Sale }]);
    expect(book.sale).toMatchObject({ maxPaymentAttempts: DEFAULT_PAYMENT_ATTEMPTS, maxSeatsPerHold: 2 });
  });
});
