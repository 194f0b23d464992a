import { describe, expect, test } from "vitest";
import {
  bookIn,
  bookOffering,
  bookWith,
  BUYER,
  heldFact,
  HOLD,
  LATE,
  ORDER,
  record,
  SEATS,
} from "../testing/holds.ts";
import { buyerId, holdId } from "../testing/ids.ts";
import { forgetReleased, MAX_RELEASED_HOLDS } from "./seat-book.ts";

/** Ten times what it takes on a busy machine. */
const MANY_HOLDS = { timeout: 30_000 };

describe("forgetting (H13)", MANY_HOLDS, () => {
  test.each(["offer-lapsed", "offer-declined", "late-refused"] as const)(
    "never drops what late money was answered with: %s",
    (reason) => {
      const book = reason === "late-refused" ? bookWith() : bookOffering([reason]);
      const refusal = {
        kind: "LATE_REFUSED",
        holdId: LATE,
        buyerId: BUYER,
        orderId: ORDER,
        seats: SEATS,
      } as const;
      if (reason === "late-refused") record(book, [refusal]);
      const others = Array.from({ length: MAX_RELEASED_HOLDS + 1 }, (_, i) => holdId(100 + i));
      for (const id of others) {
        const released = { kind: "RELEASED", holdId: id, reason: "buyer", seats: [9] } as const;
        record(book, [heldFact({ holdId: id, seats: [9] }), released]);
      }
      forgetReleased(book);
      expect(book.holds.get(LATE)).toMatchObject({ status: "RELEASED", reason });
      expect(book.holds.has(holdId(100))).toBe(false);
    },
  );

  test("drops the oldest released holds beyond the limit and nothing else", () => {
    const book = bookIn("SOLD");
    const released = Array.from({ length: MAX_RELEASED_HOLDS + 2 }, (_, i) => holdId(100 + i));
    // The first to be held is the last to be released: the release counts.
    record(
      book,
      // Each by another buyer: one buyer has few holds, and their list is made for that.
      released.map((id, i) => heldFact({ holdId: id, buyerId: buyerId(100 + i), seats: [9] })),
    );
    record(
      book,
      released
        .toReversed()
        .map((id) => ({ kind: "RELEASED" as const, holdId: id, reason: "buyer" as const, seats: [9] })),
    );
    forgetReleased(book);
    expect(book.holds.size).toBe(MAX_RELEASED_HOLDS + 1);
    expect(book.holds.has(HOLD)).toBe(true);
    expect(released.filter((id) => !book.holds.has(id))).toEqual(released.slice(-2));
  });
});
