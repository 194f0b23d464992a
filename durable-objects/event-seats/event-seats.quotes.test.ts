// What a hold was quoted stays its own (H14, S9): the organiser changes or withdraws the price, and nothing of it changes.

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { HoldRecord } from "../../shared/contracts/seat-authority.ts";
import { setClock, stopClock } from "./event-seats.still-clock.testing.ts";
import {
  accepted,
  hold,
  newHoldId,
  newOrderId,
  openEvent,
  repriced,
  settle,
  submit,
  tryAgain,
} from "./event-seats.testing.ts";

beforeEach(stopClock);
afterEach(() => vi.useRealTimers());

const priceOf = ({ quote, seats }: HoldRecord): Pick<HoldRecord, "quote" | "seats"> => ({ quote, seats });

describe.each(["dearer", "withdrawn"] as const)("a hold whose price is %s by now", (how) => {
  test("is told of as it was held, and paid, again and again, at that price", async () => {
    const { seats, eventId } = await openEvent();
    const before = accepted(await hold(seats, [2, 1]));
    expect(priceOf(before)).toEqual({
      quote: {
        currency: "KRW",
        totalMinor: 202_000,
        lines: [
          { kind: "seats", priceLevel: "R", count: 2, unitMinor: 100_000, amountMinor: 200_000 },
          { kind: "fee", amountMinor: 2_000 },
        ],
      },
      seats: [
        { seat: 1, priceLevel: "R", priceMinor: 100_000, feeMinor: 1_000 },
        { seat: 2, priceLevel: "R", priceMinor: 100_000, feeMinor: 1_000 },
      ],
    });
    accepted(await seats.configure(repriced(eventId, 2, how)));
    const { holdId, buyerId } = before.hold;
    expect(await seats.findHold(holdId, buyerId)).toEqual({ ok: true, value: before });
    setClock(Date.now() + 1_000);
    const extended = accepted(await submit(seats, { kind: "extend", holdId, buyerId }));
    expect(priceOf(extended)).toEqual(priceOf(before));
    const payment = { holdId, buyerId, orderId: newOrderId() };
    const paying = accepted(
      await submit(seats, { kind: "start-paying", ...payment, hasPayment: true, eventVersion: 1 }),
    );
    expect(priceOf(paying)).toEqual(priceOf(before));
    const again = accepted(await tryAgain(seats, payment, 2));
    expect(priceOf(again)).toEqual(priceOf(before));
    const { fence } = { fence: 0, ...again.hold };
    expect(accepted(await settle(seats, { kind: "sell", holdId, fence }))).toBe("SOLD");
  });
});

describe("what a hold costs", () => {
  test("is not told of once it is sold or given back: the order has it", async () => {
    const { seats } = await openEvent();
    const { hold: held } = accepted(await hold(seats, [1]));
    const { holdId, buyerId } = held;
    const record = accepted(await submit(seats, { kind: "give-back", holdId, buyerId }));
    expect(record).not.toHaveProperty("quote");
    expect(record).not.toHaveProperty("seats");
    expect(record).toMatchObject({ maxPaymentAttempts: 3, extendableUntil: held.since + 30 * 60_000 });
  });

  test("is quoted anew for the hold that takes its place", async () => {
    const { seats, eventId } = await openEvent();
    const { holdId: replaces, buyerId } = accepted(await hold(seats, [1])).hold;
    accepted(await seats.configure(repriced(eventId, 2, "dearer")));
    const next = { kind: "hold", holdId: newHoldId(), buyerId, seats: [1, 2], replaces } as const;
    expect(accepted(await submit(seats, next)).quote?.totalMinor).toBe(402_000);
  });

  test("cannot be told for a level that was withdrawn: its seats are not for sale", async () => {
    const { seats, eventId } = await openEvent();
    accepted(await seats.configure(repriced(eventId, 2, "withdrawn")));
    expect(await hold(seats, [1])).toEqual({ ok: false, error: { code: "seat-not-for-sale", seats: [1] } });
  });
});
