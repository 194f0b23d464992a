// Orders' news on their buyers' open screens: with the seats that are settled, and by itself.

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  accepted,
  newHoldId,
  openEvent,
  progressOf,
  settle,
  startPaying,
} from "../event-seats/event-seats.testing.ts";
import { handOutRelays, watch } from "./seat-relay.testing.ts";

afterEach(() => handOutRelays(2_000));

describe.each([
  ["at the event's own door", 2_000],
  ["at a relay", 0],
])("a buyer's screen %s", (_, afterViewers) => {
  beforeEach(() => handOutRelays(afterViewers));

  test("is told how its order stands together with what became of its seats", async () => {
    const { seats, eventId } = await openEvent();
    const { holdId, buyerId, fence, orderId } = await startPaying(seats, [3]);
    const [screen, stranger] = [await watch(eventId, buyerId), await watch(eventId)];
    const gone = { kind: "sell", holdId: newHoldId(), fence } as const;
    const update = { buyerId, progress: progressOf(orderId) };
    const answers = await seats.settleMany([{ kind: "sell", holdId, fence }, gone], [], [update]);
    expect(answers).toMatchObject([
      { ok: true, value: "SOLD" },
      { ok: false, error: { code: "hold-not-found" } },
    ]);
    expect(await screen.hears("order")).toMatchObject({ order: { orderId, status: "CONFIRMED" } });
    expect(screen.messages.map(({ type }) => type)).toEqual(["hello", "hold", "order"]);
    await stranger.catchesUp();
    expect(stranger.messages.map(({ type }) => type)).toEqual(["hello"]);
  });

  test("is told of its orders by a worker of the release before this one, too", async () => {
    const { seats, eventId } = await openEvent();
    const { holdId, buyerId, fence, orderId } = await startPaying(seats, [3]);
    accepted(await settle(seats, { kind: "sell", holdId, fence }));
    const screen = await watch(eventId, buyerId);
    await seats.takeNews([{ buyerId, progress: progressOf(orderId) }], [`${orderId}:SEATS_SOLD:1`]);
    expect(await screen.hears("order")).toMatchObject({ order: { orderId } });
    expect((await seats.overview()).unsettled).toEqual([]);
  });
});
