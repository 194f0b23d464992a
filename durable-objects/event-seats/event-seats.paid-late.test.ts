// Late money and the other holds of the same buyer (P12): nobody is charged twice for a seat, or kept from their own.

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { BuyerId, OrderId } from "../../shared/domain/brand.ts";
import { setClock, stopClock } from "./event-seats.still-clock.testing.ts";
import {
  accepted,
  hold,
  inStorage,
  newBuyerId,
  newHoldId,
  newOrderId,
  openEvent,
  settle,
  startPaying,
  submit,
  type SeatsStub,
} from "./event-seats.testing.ts";

beforeEach(stopClock);
afterEach(() => vi.useRealTimers());

interface Failed {
  readonly seats: SeatsStub;
  readonly buyerId: BuyerId;
  readonly orderId: OrderId;
  readonly late: { readonly kind: "sell-late"; readonly seats: readonly number[] } & LateIds;
}

interface LateIds {
  readonly holdId: ReturnType<typeof newHoldId>;
  readonly buyerId: BuyerId;
  readonly orderId: OrderId;
}

/** The payment for seats 1 and 2 has failed; its money is still to come. */
async function failedPayment(): Promise<Failed> {
  const { seats } = await openEvent();
  const { holdId, buyerId, orderId, fence } = await startPaying(seats, [1, 2]);
  accepted(await settle(seats, { kind: "release", holdId, fence, reason: "payment-failed" }));
  const late = { kind: "sell-late", holdId: newHoldId(), buyerId, orderId, seats: [1, 2] } as const;
  return { seats, buyerId, orderId, late };
}

describe("late money whose buyer has held the seats again", () => {
  test("gets them, and the other seats of that hold are free again", async () => {
    const { seats, buyerId, late } = await failedPayment();
    const { hold: own } = accepted(await hold(seats, [2, 3], buyerId));
    expect(accepted(await settle(seats, late))).toBe("SOLD");
    expect(accepted(await seats.findHold(own.holdId, buyerId)).hold).toMatchObject({
      status: "RELEASED",
      reason: "paid-late",
    });
    expect((await seats.listSeats()).seats).toEqual([
      { seat: 1, state: "SOLD" },
      { seat: 2, state: "SOLD" },
    ]);
    expect(accepted(await settle(seats, late))).toBe("SOLD");
  });

  test("leaves that hold alone where another seat is somebody else's, and is offered others", async () => {
    const { seats, buyerId, late } = await failedPayment();
    const { hold: own } = accepted(await hold(seats, [2], buyerId));
    accepted(await hold(seats, [1]));
    expect(accepted(await settle(seats, late))).toBe("OFFERED");
    expect(accepted(await seats.findHold(own.holdId, buyerId)).hold.status).toBe("HELD");
  });
});

describe("late money whose buyer pays for the seats with another order", () => {
  test.each(["PAYING", "SOLD"] as const)("is refused for that order, which is %s", async (status) => {
    const { seats, buyerId, orderId, late } = await failedPayment();
    const other = newOrderId();
    const { holdId } = accepted(await hold(seats, [2], buyerId)).hold;
    const claim = { buyerId, orderId, seats: [1, 2] };
    expect(await seats.boughtInstead(claim)).toBeNull();
    const { hold: paying } = accepted(
      await submit(seats, { kind: "start-paying", holdId, buyerId, orderId: other }),
    );
    const { fence } = { fence: 0, ...paying };
    if (status === "SOLD") accepted(await settle(seats, { kind: "sell", holdId, fence }));
    expect(await seats.boughtInstead(claim)).toBe(other);
    // Its own money is not refused for itself, nor another buyer's for this one's.
    expect(await seats.boughtInstead({ ...claim, orderId: other })).toBeNull();
    expect(await seats.boughtInstead({ ...claim, buyerId: newBuyerId() })).toBeNull();
    for (const _ of ["once", "again"]) {
      expect(accepted(await settle(seats, late))).toBe("RELEASED");
      setClock(Date.now() + 1_000);
    }
    expect(await seats.history([late.holdId])).toMatchObject([
      { kind: "LATE_REFUSED", orderId, seats: [1, 2], instead: other },
    ]);
    expect(accepted(await seats.findHold(holdId, buyerId)).hold.status).toBe(status);
    expect(await inStorage(seats, (sql) => sql.exec("SELECT id FROM outbox").toArray())).toHaveLength(
      status === "SOLD" ? 1 : 0,
    );
  });
});
