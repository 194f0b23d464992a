// Relays on the real runtime: who is sent to one sees, hears and may do what everybody else may; and what is lost
// between an event and its relays is found again.

import { evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { CLOSE_POLICY, CLOSE_TRY_AGAIN } from "../../shared/contracts/protocol.ts";
import {
  accepted,
  hold,
  inStorage,
  newBuyerId,
  newHoldId,
  openEvent,
  progressOf,
  submit,
  type SeatsStub,
} from "../event-seats/event-seats.testing.ts";
import { handOutRelays, relayOf, Screen, watch, watchCalls } from "./seat-relay.testing.ts";

let watched: ReturnType<typeof watchCalls>;

beforeEach(() => {
  handOutRelays(0);
  watched = watchCalls();
});
afterEach(() => {
  watched.end();
});

const relaysOf = (seats: SeatsStub): Promise<string[]> =>
  inStorage(seats, (sql) =>
    sql
      .exec<{ name: string }>("SELECT name FROM relays")
      .toArray()
      .map(({ name }) => name),
  );

describe("an event", () => {
  test("takes the first viewers itself and sends the others to relays, the emptiest first", async () => {
    handOutRelays(2, 2);
    const { eventId } = await openEvent();
    const screens: Screen[] = [];
    for (let n = 0; n < 7; n++) screens.push(await watch(eventId));
    const [own, ...others] = Map.groupBy(screens, ({ relay }) => relay).values();
    expect([own?.length, ...others.map(({ length }) => length)]).toEqual([2, 2, 2, 1]);
    expect(screens[0]?.relay).toBeUndefined();
  });

  test("places relays where their viewers are", async () => {
    const { eventId } = await openEvent();
    const regions = ["weur", "apac", "weur", "the moon"];
    const screens = await Promise.all(regions.map((region) => new Screen(eventId).open(region)));
    expect(screens.map(({ relay }) => relay?.split("/")[1])).toEqual(["weur", "apac", "weur", "any"]);
  });

  test("counts the viewers of its relays, and forgets a relay that nobody is at", async () => {
    const { seats, eventId } = await openEvent();
    const screens = await Promise.all([watch(eventId), watch(eventId)]);
    expect((await seats.overview()).sockets).toBe(2);
    expect(await relaysOf(seats)).toHaveLength(1);
    for (const screen of screens) screen.close();
    await vi.waitFor(async () => {
      await hold(seats, [1]);
      expect(await relaysOf(seats)).toEqual([]);
    });
    expect((await seats.overview()).sockets).toBe(0);
    const back = await watch(eventId);
    await hold(seats, [2]);
    await back.catchesUp();
  });
});

test("the event's work for its relays is the same however many viewers stand behind them", async () => {
  const costs: string[] = [];
  for (const viewers of [2, 40, 160]) {
    handOutRelays(0, Math.ceil(viewers / 2));
    const { seats, eventId } = await openEvent();
    const screens: Screen[] = [];
    for (let n = 0; n < viewers; n++) screens.push(await new Screen(eventId).open());
    expect(new Set(screens.map(({ relay }) => relay)).size).toBe(2);
    Object.assign(watched.calls, { count: 0, bytes: 0 });
    for (let seat = 0; seat < 20; seat++) {
      await hold(seats, [seat]);
      await screens[0]?.catchesUp();
    }
    for (const screen of screens) await screen.catchesUp();
    costs.push(`${watched.calls.count} calls, ${watched.calls.bytes} bytes`);
    for (const screen of screens) screen.close();
  }
  expect(new Set(costs)).toEqual(new Set(["40 calls, 400 bytes"]));
});

describe("a viewer at a relay", () => {
  test("holds, extends and gives back; others see the seats and no id, the buyer's other tab sees the hold", async () => {
    handOutRelays(1);
    const { eventId } = await openEvent();
    const buyer = newBuyerId();
    const here = await watch(eventId);
    const [first, tab, stranger] = [
      await watch(eventId, buyer),
      await watch(eventId, buyer),
      await watch(eventId),
    ];
    const holdId = newHoldId();
    first.say({ type: "hold", id: 1, holdId, seats: [5, 6] });
    expect(await first.hears("reply", ({ id }) => id === 1)).toMatchObject({ hold: { status: "HELD" } });
    await tab.hears("hold", (m) => m.hold.holdId === holdId && m.hold.status === "HELD");
    for (const screen of [here, first, tab, stranger]) await screen.catchesUp();
    first.say({ type: "extend", id: 2, holdId });
    await first.hears("reply", ({ id }) => id === 2);
    stranger.say({ type: "give-back", id: 3, holdId });
    expect(await stranger.hears("refusal")).toMatchObject({ problem: { code: "hold-not-found" } });
    tab.say({ type: "give-back", id: 4, holdId });
    expect(await tab.hears("reply")).toMatchObject({ hold: { status: "RELEASED" } });
    for (const screen of [here, first, tab, stranger]) await screen.catchesUp();
    expect(here.messages.map(({ type }) => type)).toEqual(["hello"]);
    expect(stranger.messages.map(({ type }) => type)).toEqual(["hello", "refusal"]);
  });

  test("is greeted with its live holds, and told of its orders and of what it did elsewhere", async () => {
    const { seats, eventId } = await openEvent();
    const buyerId = newBuyerId();
    const { hold: held } = accepted(await hold(seats, [3], buyerId));
    const screen = await watch(eventId, buyerId);
    expect(await screen.hears("hello")).toMatchObject({ holds: [{ holdId: held.holdId, seats: [3] }] });
    await submit(seats, { kind: "give-back", holdId: held.holdId, buyerId });
    await screen.hears("hold", (m) => m.hold.status === "RELEASED");
    await seats.publishOrderUpdates([{ buyerId, progress: progressOf("o") }], []);
    expect(await screen.hears("order")).toMatchObject({ order: { orderId: "o" } });
  });

  test("is closed for what is no frame, and beyond its allowance; nobody else notices", async () => {
    const { seats, eventId } = await openEvent();
    const [rude, flood, good] = [await watch(eventId), await watch(eventId), await watch(eventId)];
    rude.say({ type: "sell", id: 1 });
    for (let n = 0; n < 500; n++) flood.say({ type: "extend", id: n, holdId: newHoldId() });
    expect([await rude.closes(), await flood.closes()]).toEqual([CLOSE_POLICY, CLOSE_POLICY]);
    await hold(seats, [1]);
    await good.catchesUp();
  });

  test("that comes back is told what it missed, from the relay's ring or by way of the event", async () => {
    const { seats, eventId } = await openEvent();
    const [away, present] = [await watch(eventId), await watch(eventId)];
    for (const evicts of [false, true]) {
      away.close();
      await hold(seats, [evicts ? 1 : 2]);
      await hold(seats, [evicts ? 3 : 4]);
      await present.catchesUp();
      if (evicts) await evictDurableObject(relayOf(present.relay ?? ""));
      await away.open();
      await away.catchesUp();
      expect([away.snapshots, away.gaps]).toEqual([1, 0]);
    }
  });
});

describe("what is lost between an event and its relays is found again", () => {
  test("when the relay sleeps", async () => {
    const { seats, eventId } = await openEvent();
    const buyer = newBuyerId();
    const [screen, mine] = [await watch(eventId), await watch(eventId, buyer)];
    await evictDurableObject(relayOf(screen.relay ?? ""));
    const { hold: held } = accepted(await hold(seats, [1], buyer));
    for (const each of [screen, mine]) await each.catchesUp();
    await mine.hears("hold", (m) => m.hold.holdId === held.holdId);
    expect([screen.snapshots, screen.gaps]).toEqual([1, 0]);
  });

  test("when the event sleeps, or both do", async () => {
    const { seats, eventId } = await openEvent();
    const screen = await watch(eventId);
    for (const names of [[], [screen.relay ?? ""]]) {
      await evictDurableObject(seats);
      for (const name of names) await evictDurableObject(relayOf(name));
      await hold(env.EVENT_SEATS.getByName(eventId), [names.length + 1]);
      await screen.catchesUp();
    }
    expect([screen.snapshots, screen.picture?.seq]).toEqual([1, 3]);
  });

  test("when the event dies with a tick pending: it says where it stands when it wakes, and owes no buyer anything", async () => {
    const { seats, eventId } = await openEvent();
    const buyer = newBuyerId();
    const screen = await watch(eventId, buyer);
    // What an event commits in the moment of its death is on disk, and nobody has been told.
    const { hold: held } = accepted(await hold(seats, [1], buyer));
    await screen.catchesUp();
    const { fact } = await inStorage(seats, (sql) => {
      const row = sql.exec<{ seq: number }>("SELECT MAX(seq) AS seq FROM ledger").one();
      sql.exec(
        `INSERT INTO ledger (seq, at, kind, hold_id, seats, detail, hash)
         SELECT ?, at, 'RELEASED', hold_id, seats, '{"reason":"buyer"}', hash FROM ledger WHERE seq = ?`,
        ...[row.seq + 1, row.seq],
      );
      return { fact: row.seq + 1 };
    });
    await evictDurableObject(seats);
    await env.EVENT_SEATS.getByName(eventId).overview();
    await screen.catchesUp();
    expect(screen.picture?.seq).toBe(fact);
    await screen.hears("hold", (m) => m.hold.holdId === held.holdId && m.hold.status === "RELEASED");
  });

  test("when a call to the relay fails, and the one after it", async () => {
    const { seats, eventId } = await openEvent();
    const screen = await watch(eventId);
    watched.calls.failing = 2;
    for (const seat of [1, 2, 3]) await hold(seats, [seat]);
    await screen.catchesUp();
    expect(watched.calls.failing).toBeLessThan(0);
  });

  test("or the relay is given up; it learns so, and sends its viewers away to come back", async () => {
    const { seats, eventId } = await openEvent();
    const screen = await watch(eventId);
    const name = screen.relay ?? "";
    watched.calls.failing = Infinity;
    await hold(seats, [1]);
    await vi.waitFor(async () => expect(await relaysOf(seats)).toEqual([]), { timeout: 8_000 });
    expect(screen.closedWith).toBeUndefined();
    // The first alarm finds that something was heard lately, the next one asks.
    for (const _ of [1, 2]) await runDurableObjectAlarm(relayOf(name));
    expect(await screen.closes()).toBe(CLOSE_TRY_AGAIN);
    watched.calls.failing = 0;
    await screen.open();
    await hold(seats, [2]);
    await screen.catchesUp();
  });
});
