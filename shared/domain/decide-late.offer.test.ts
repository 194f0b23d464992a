import { describe, expect, test } from "vitest";
import { T0 } from "../testing/clock.ts";
import {
  bookIn,
  bookOffering,
  BUYER,
  HOLD,
  LATE,
  OFFERED_SEATS,
  OFFERED_UNTIL,
  offerEnd,
  ORDER,
  record,
} from "../testing/holds.ts";
import { buyerId, holdId } from "../testing/ids.ts";
import type { Command } from "./command.ts";
import { decide } from "./decide.ts";
import type { SeatBook } from "./seat-book.ts";

function answer(book: SeatBook, command: Command, now = T0): unknown {
  const decision = decide(book, command, now);
  return decision.ok ? decision.value : decision.error;
}

describe("the buyer's answer to an offer (P9)", () => {
  const accept: Command = { kind: "accept-offer", holdId: LATE, buyerId: BUYER };
  const decline: Command = { kind: "decline-offer", holdId: LATE, buyerId: BUYER };
  const expired = { code: "hold-expired", expiredAt: OFFERED_UNTIL };

  test("yes, in time: the seats are SOLD to the order that paid", () => {
    expect(answer(bookOffering(), accept, OFFERED_UNTIL - 1)).toEqual([offerEnd("SOLD")]);
  });

  test("yes is bound by neither the sale window nor the cap: the money is there", () => {
    const book = bookOffering([], { maxSeatsPerBuyer: 1, saleClosesAt: T0 });
    expect(answer(book, accept)).toEqual([offerEnd("SOLD")]);
  });

  test("no: the seats are free again", () => {
    expect(answer(bookOffering(), decline)).toEqual([offerEnd("offer-declined")]);
  });

  test("yes at the very end is too late, whether the lapse is recorded or not (S7)", () => {
    const book = bookOffering();
    expect(answer(book, accept, OFFERED_UNTIL)).toEqual(expired);
    record(book, [offerEnd("offer-lapsed")], OFFERED_UNTIL);
    expect(answer(book, accept, OFFERED_UNTIL + 1)).toEqual(expired);
  });

  test("no after its time has lapsed, as a lapse (S7)", () => {
    expect(answer(bookOffering(), decline, OFFERED_UNTIL)).toEqual([offerEnd("offer-lapsed")]);
  });

  test("the same one again changes nothing (S4)", () => {
    expect(answer(bookOffering(["SOLD"]), accept, OFFERED_UNTIL)).toEqual([]);
    expect(answer(bookOffering(["offer-declined"]), decline)).toEqual([]);
    expect(answer(bookOffering(["offer-lapsed"]), decline)).toEqual([]);
  });

  test("the other one afterwards is refused: the first stands (H13)", () => {
    expect(answer(bookOffering(["SOLD"]), decline)).toEqual({ code: "hold-ended", holdStatus: "SOLD" });
    expect(answer(bookOffering(["offer-declined"]), accept)).toEqual({
      ...{ code: "hold-ended", holdStatus: "RELEASED", reason: "offer-declined" },
    });
  });

  test.each([accept, decline])("from a stranger finds nothing (H9): $kind", (command) => {
    expect(answer(bookOffering(), { ...command, buyerId: buyerId(2) })).toEqual({
      code: "hold-not-found",
    });
  });

  test.each(["HELD", "PAYING"] as const)("to a %s hold, which is no offer, finds nothing (S1)", (state) => {
    for (const command of [accept, decline]) {
      expect(answer(bookIn(state), { ...command, holdId: HOLD })).toEqual({
        code: "hold-not-found",
      });
    }
  });
});

describe("a hold that is OFFERED is nothing but an offer (P9)", () => {
  const claim = { holdId: LATE, buyerId: BUYER };
  const asked: readonly Command[] = [
    { kind: "extend", ...claim },
    { kind: "give-back", ...claim },
    { kind: "start-paying", ...claim, orderId: ORDER },
    { kind: "hold", holdId: holdId(9), buyerId: BUYER, seats: [8], replaces: LATE },
  ];

  test.each(asked)("$kind is refused: it is paid for (H9)", (command) => {
    expect(answer(bookOffering(), command)).toEqual({ code: "hold-paying", deadline: OFFERED_UNTIL });
  });

  test.each(["sell", "release"] as const)("no fence fits it: %s (P2, P3)", (kind) => {
    const book = bookOffering();
    const held = book.holds.get(LATE);
    const fence = held?.status === "OFFERED" ? held.fence : 0;
    const command: Command =
      kind === "sell"
        ? { kind, holdId: LATE, fence }
        : { kind, holdId: LATE, fence, reason: "payment-failed" };
    expect(answer(book, command)).toEqual({ code: "stale-fence", fence });
  });

  test("counts among its buyer's seats until it has lapsed (H6)", () => {
    const more: Command = { kind: "hold", holdId: holdId(9), buyerId: BUYER, seats: [8, 9] };
    const book = bookOffering([], { maxSeatsPerBuyer: 3 });
    expect(answer(book, more)).toEqual({ code: "buyer-limit", max: 3, owned: 2 });
    expect(answer(book, more, OFFERED_UNTIL)).toMatchObject([{ kind: "HELD" }]);
  });

  test("keeps its seats from everyone else, and from the organiser (H4, H11)", () => {
    const want: Command = { kind: "hold", holdId: holdId(9), buyerId: buyerId(3), seats: [3] };
    expect(answer(bookOffering(), want)).toMatchObject({ code: "seats-taken", seats: [3] });
    expect(answer(bookOffering(), { kind: "block", seats: [3] })).toEqual({
      code: "seats-taken",
      seats: [3],
    });
  });
});

describe("an offer whose time has run out (S7)", () => {
  const claim = { holdId: LATE, buyerId: BUYER };
  const lapsed = offerEnd("offer-lapsed");
  const asLapsed: readonly [string, SeatBook][] = [
    ["recorded", bookLapsed()],
    ["not recorded yet", bookOffering()],
  ];

  function bookLapsed(): SeatBook {
    const book = bookOffering();
    record(book, [lapsed], OFFERED_UNTIL);
    return book;
  }

  test("is released by the alarm, as a lapse (H5)", () => {
    const book = bookOffering();
    const expire: Command = { kind: "expire", limit: 9 };
    expect(answer(book, expire, OFFERED_UNTIL - 1)).not.toContainEqual(lapsed);
    expect(answer(book, expire, OFFERED_UNTIL)).toContainEqual(lapsed);
  });

  test("gives its seats to whoever asks, and is recorded first (H5)", () => {
    const want: Command = { kind: "hold", holdId: holdId(9), buyerId: buyerId(3), seats: [3] };
    expect(answer(bookOffering(), want, OFFERED_UNTIL)).toMatchObject([lapsed, { kind: "HELD", seats: [3] }]);
  });

  test.each(asLapsed)("has expired for whoever would extend or pay it, %s (H9)", (_, book) => {
    const expired = { code: "hold-expired", expiredAt: OFFERED_UNTIL };
    expect(answer(book, { kind: "extend", ...claim }, OFFERED_UNTIL)).toEqual(expired);
    expect(answer(book, { kind: "start-paying", ...claim, orderId: ORDER }, OFFERED_UNTIL)).toEqual(expired);
  });

  test.each(asLapsed)("has expired for a hold asked again under its id, %s (H3)", (_, book) => {
    const again: Command = { kind: "hold", ...claim, seats: OFFERED_SEATS };
    expect(answer(book, again, OFFERED_UNTIL)).toEqual({ code: "hold-expired", expiredAt: OFFERED_UNTIL });
  });

  test.each(asLapsed)("is ignored by a hold that would replace it, %s (H8)", (_, book) => {
    const next: Command = { kind: "hold", holdId: holdId(9), buyerId: BUYER, seats: [8], replaces: LATE };
    const facts = answer(book, next, OFFERED_UNTIL);
    expect(facts).toMatchObject([{ kind: "HELD", seats: [8], since: OFFERED_UNTIL }]);
    expect(facts).not.toMatchObject([{ replaces: expect.anything() }]);
  });

  test("is given back as a lapse (H9)", () => {
    expect(answer(bookOffering(), { kind: "give-back", ...claim }, OFFERED_UNTIL)).toEqual([lapsed]);
  });
});
