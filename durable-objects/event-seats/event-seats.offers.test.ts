// Late money is offered other seats (P9): whatever becomes of the offer, the order hears of it, once.

import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { Message } from "../../shared/contracts/messages.schema.ts";
import type { BuyerId, HoldId, OrderId } from "../../shared/domain/brand.ts";
import { DEFAULT_LIMITS } from "../../shared/domain/sale.ts";
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
  type SeatsStub,
} from "./event-seats.testing.ts";

const MINUTE_MS = 60_000;
const OFFER_MS = DEFAULT_LIMITS.holdMaxMs;
const ALARM_SLACK_MS = 1_000;

function advance(ms: number): void {
  const now = Date.now();
  vi.useFakeTimers({ toFake: ["Date"], shouldAdvanceTime: true });
  vi.setSystemTime(now + ms);
}

afterEach(() => vi.useRealTimers());

interface Offer {
  readonly seats: SeatsStub;
  readonly claim: { readonly holdId: HoldId; readonly buyerId: BuyerId };
  readonly orderId: OrderId;
}

/** Late money for seat 1, which is out of the sale by now: it is offered seat 0. */
async function offerSeat(): Promise<Offer> {
  const { seats } = await openEvent();
  const claim = { holdId: newHoldId(), buyerId: newBuyerId() };
  const orderId = newOrderId();
  accepted(await seats.block([1], true));
  const late = { kind: "sell-late", ...claim, orderId, seats: [1] } as const;
  expect(accepted(await settle(seats, late))).toBe("OFFERED");
  return { seats, claim, orderId };
}

function unsettled(seats: SeatsStub): Promise<readonly Message[]> {
  return inStorage(seats, (sql) =>
    sql
      .exec<{ body: string }>("SELECT body FROM outbox ORDER BY id")
      .toArray()
      .map(({ body }): Message => JSON.parse(body)),
  );
}

const lost = (orderId: OrderId): object => ({ id: `${orderId}:SEATS_LOST:1`, type: "SEATS_LOST", orderId });

describe("an offer that was not taken", () => {
  test("declined, sends SEATS_LOST, repeats it and stops when that is acknowledged (S5)", async () => {
    const { seats, claim, orderId } = await offerSeat();
    expect(await unsettled(seats)).toEqual([]);
    expect(accepted(await settle(seats, { kind: "decline-offer", ...claim }))).toBe("RELEASED");
    expect(await unsettled(seats)).toMatchObject([lost(orderId)]);
    const due = await runInDurableObject(seats, (_, state) => state.storage.getAlarm());
    expect(due).toBeLessThan(Date.now() + MINUTE_MS);
    advance(MINUTE_MS);
    await runDurableObjectAlarm(seats);
    expect((await seats.overview()).unsettled).toMatchObject([{ tries: 1 }]);
    await seats.publishOrderUpdates([], [`${orderId}:SEATS_LOST:1`]);
    expect(await unsettled(seats)).toEqual([]);
  });

  test("is given up by the event's alarm, which is set for it, and sends SEATS_LOST (H5)", async () => {
    const { seats, orderId } = await offerSeat();
    const due = await runInDurableObject(seats, (_, state) => state.storage.getAlarm());
    expect(Math.abs((due ?? 0) - (Date.now() + OFFER_MS))).toBeLessThan(ALARM_SLACK_MS);
    advance(OFFER_MS);
    await runDurableObjectAlarm(seats);
    expect((await seats.listSeats()).seats).toEqual([{ seat: 1, state: "BLOCKED" }]);
    expect(await unsettled(seats)).toMatchObject([lost(orderId)]);
  });

  test("sends it once, whoever is the first to find that it has lapsed (S7)", async () => {
    const { seats, claim, orderId } = await offerSeat();
    advance(OFFER_MS);
    const late = { kind: "sell-late", ...claim, orderId, seats: [1] } as const;
    const answers = await Promise.all([
      hold(seats, [0]),
      settle(seats, late),
      settle(seats, { kind: "accept-offer", ...claim }),
      settle(seats, { kind: "decline-offer", ...claim }),
      hold(seats, [0]),
    ]);
    expect(answers.map((answer) => answer.ok)).toEqual([true, true, false, true, false]);
    await runDurableObjectAlarm(seats);
    expect(await unsettled(seats)).toMatchObject([lost(orderId)]);
    const facts = await seats.history([claim.holdId]);
    expect(facts.map((fact) => fact.kind)).toEqual(["OFFERED", "RELEASED"]);
    await seats.publishOrderUpdates([], [`${orderId}:SEATS_LOST:1`]);
    await settle(seats, late);
    expect(await unsettled(seats)).toEqual([]);
  });

  test("no other release has anything to tell: only late money goes back by it", async () => {
    const { seats } = await openEvent();
    const { holdId, fence } = await startPaying(seats, [1]);
    accepted(await settle(seats, { kind: "release", holdId, fence, reason: "payment-failed" }));
    accepted(await hold(seats, [2]));
    advance(OFFER_MS);
    await runDurableObjectAlarm(seats);
    expect((await seats.listSeats()).seats).toEqual([]);
    expect(await unsettled(seats)).toEqual([]);
  });
});

describe("an offer that was taken", () => {
  test("sends SEATS_SOLD for the seats that were taken, and is not to be declined any more", async () => {
    const { seats, claim, orderId } = await offerSeat();
    expect(accepted(await settle(seats, { kind: "accept-offer", ...claim }))).toBe("SOLD");
    expect(await settle(seats, { kind: "decline-offer", ...claim })).toMatchObject({
      error: { code: "hold-ended" },
    });
    expect(accepted(await settle(seats, { kind: "accept-offer", ...claim }))).toBe("SOLD");
    advance(OFFER_MS);
    await runDurableObjectAlarm(seats);
    expect(await unsettled(seats)).toMatchObject([
      { type: "SEATS_SOLD", orderId, holdId: claim.holdId, seats: [0] },
    ]);
    expect((await seats.listSeats()).counts.sold).toBe(1);
  });

  test("and declined in the same moment, has one end and one message", async () => {
    const { seats, claim, orderId } = await offerSeat();
    const [no, yes] = await Promise.all([
      settle(seats, { kind: "decline-offer", ...claim }),
      settle(seats, { kind: "accept-offer", ...claim }),
    ]);
    expect([no.ok, yes.ok]).toEqual([true, false]);
    expect(await unsettled(seats)).toMatchObject([lost(orderId)]);
  });

  test("is there to be taken after a restart, and its time still runs", async () => {
    const { seats, claim } = await offerSeat();
    await runInDurableObject(seats, (_, state) => state.storage.deleteAlarm());
    await evictDurableObject(seats);
    await seats.listSeats();
    const due = await runInDurableObject(seats, (_, state) => state.storage.getAlarm());
    expect(Math.abs((due ?? 0) - (Date.now() + OFFER_MS))).toBeLessThan(ALARM_SLACK_MS);
    expect(accepted(await settle(seats, { kind: "accept-offer", ...claim }))).toBe("SOLD");
  });
});
