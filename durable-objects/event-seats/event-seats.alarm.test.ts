import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, test, vi } from "vitest";
import {
  accepted,
  hold,
  newBuyerId,
  newHoldId,
  openEvent,
  settle,
  startPaying,
  submit,
} from "./event-seats.testing.ts";

const MINUTE_MS = 60_000;
const ALARM_SLACK_MS = 1_000;

function advance(ms: number): void {
  const now = Date.now();
  // Going on from there: whoever waits by the clock, the test runner among them, must not wait for ever.
  vi.useFakeTimers({ toFake: ["Date"], shouldAdvanceTime: true });
  vi.setSystemTime(now + ms);
}

afterEach(() => vi.useRealTimers());

describe("the event's alarm", () => {
  test("gives expired seats back without anyone asking", async () => {
    const { seats } = await openEvent();
    accepted(await hold(seats, [1, 2]));
    advance(10 * MINUTE_MS + 1);
    expect(await runDurableObjectAlarm(seats)).toBe(true);
    expect((await seats.listSeats()).seats).toEqual([]);
  });

  test("counts an expired hold as free even before it has fired (S7)", async () => {
    const { seats } = await openEvent();
    accepted(await hold(seats, [1, 2]));
    advance(10 * MINUTE_MS);
    accepted(await hold(seats, [2, 3]));
    expect((await seats.listSeats()).seats.map((s) => s.seat)).toEqual([2, 3]);
  });

  test("never expires a hold whose payment is unknown, however late it is (S2)", async () => {
    const { seats } = await openEvent();
    await startPaying(seats, [1]);
    advance(24 * 60 * MINUTE_MS);
    await runDurableObjectAlarm(seats);
    expect((await seats.listSeats()).seats).toEqual([{ seat: 1, state: "HELD" }]);
  });

  test("does not let time run backwards (S7)", async () => {
    const { seats } = await openEvent();
    const { hold: first } = accepted(await hold(seats, [1]));
    advance(-5 * MINUTE_MS);
    const { hold: second, now } = accepted(await hold(seats, [2]));
    expect(second.since).toBeGreaterThanOrEqual(first.since);
    await evictDurableObject(seats);
    const again = accepted(await hold(seats, [3]));
    expect(again.now).toBeGreaterThanOrEqual(now);
  });

  test("is armed again by a start if it was lost", async () => {
    const { seats } = await openEvent();
    accepted(await hold(seats, [1]));
    await runInDurableObject(seats, (_, state) => state.storage.deleteAlarm());
    await evictDurableObject(seats);
    await seats.listSeats();
    expect(await runInDurableObject(seats, (_, state) => state.storage.getAlarm())).not.toBeNull();
  });

  test("is always set for whatever falls due next", async () => {
    const { seats } = await openEvent();
    const buyerId = newBuyerId();
    const { hold: held } = accepted(
      await submit(seats, { kind: "hold", holdId: newHoldId(), buyerId, seats: [1] }),
    );
    const alarmAt = (): Promise<number | null> =>
      runInDurableObject(seats, (_, state) => state.storage.getAlarm());
    expect(await alarmAt()).toBe(held.status === "HELD" && held.until);
    const paying = await startPaying(seats, [2]);
    expect(await alarmAt()).toBeLessThan(paying.deadline);
    accepted(await settle(seats, { kind: "sell", holdId: paying.holdId, fence: paying.fence }));
    await runDurableObjectAlarm(seats);
    expect(await alarmAt()).toBeGreaterThan(Date.now());
  });

  test("that was given up is not put off by what falls due later (S5)", async () => {
    const { seats } = await openEvent();
    await startPaying(seats, [1]);
    advance(2 * MINUTE_MS);
    accepted(await hold(seats, [2]));
    const alarmAt = await runInDurableObject(seats, (_, state) => state.storage.getAlarm());
    expect(alarmAt).toBeLessThanOrEqual(Date.now() + ALARM_SLACK_MS);
  });

  test("repeats SEATS_SOLD until it is acknowledged (S5)", async () => {
    const { seats } = await openEvent();
    const paying = await startPaying(seats, [1]);
    accepted(await settle(seats, { kind: "sell", holdId: paying.holdId, fence: paying.fence }));
    const [unsettled] = (await seats.overview()).unsettled;
    expect(unsettled).toMatchObject({ id: `${paying.orderId}:SEATS_SOLD:1`, tries: 0 });
    advance(MINUTE_MS);
    await runDurableObjectAlarm(seats);
    expect((await seats.overview()).unsettled).toMatchObject([{ tries: 1 }]);
    await seats.publishOrderUpdates([], [`${paying.orderId}:SEATS_SOLD:1`]);
    expect((await seats.overview()).unsettled).toEqual([]);
  });
});
