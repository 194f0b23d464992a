// The feed through the public upgrade: what a screen is told, and what it may say. What it is closed for is in
// feed-limits.test.ts.

import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { uuidv7 } from "uuidv7";
import { afterAll, describe, expect, test, vi } from "vitest";
import { holdViewSchema } from "../../shared/contracts/holds.schema.ts";
import { problemSchema } from "../../shared/contracts/problem.schema.ts";
import { FEED_PROTOCOL_VERSION } from "../../shared/contracts/protocol.ts";
import { AVAILABLE, HELD, SOLD } from "../../shared/domain/seat.ts";
import { orderBody, placeBasket, quiesce } from "../testing/baskets.ts";
import { hold } from "../testing/buying.ts";
import { Client } from "../testing/client.ts";
import { publish } from "../testing/events.ts";
import { openScreen, type Screen } from "../testing/feed.ts";

const THEATRE_SEATS = 1_186;

/** The epoch and seq that a screen has. */
const placeOf = ({ seats }: Screen): { epoch: number; seq: number } => {
  const last = seats.at(-1);
  return { epoch: last?.epoch ?? 0, seq: last?.kind === "delta" ? last.to : (last?.seq ?? 0) };
};

/** The screen once it has its first frames. */
async function welcomed(screen: Screen): Promise<Screen> {
  await screen.frame(1);
  return screen;
}

afterAll(quiesce);

describe("a screen", () => {
  test("is first told who speaks, by which clock, and then every seat", async () => {
    const screen = await welcomed(await openScreen(new Client(), await publish()));
    const [hello] = screen.messages;
    expect(hello).toEqual({
      type: "hello",
      protocol: FEED_PROTOCOL_VERSION,
      serverTime: expect.any(Number),
      holds: [],
    });
    const [snapshot] = screen.seats;
    expect(snapshot).toMatchObject({ kind: "snapshot", seq: 1, states: new Uint8Array(THEATRE_SEATS) });
  });

  test("that comes back is told of its buyer's live holds", async () => {
    const client = new Client();
    const eventId = await publish();
    const { holdId } = await hold(client, eventId, [1]);
    const [hello] = (await welcomed(await openScreen(client, eventId))).messages;
    expect(hello).toMatchObject({ type: "hello", holds: [{ holdId, status: "HELD", seats: [1] }] });
    const [stranger] = (await welcomed(await openScreen(new Client(), eventId))).messages;
    expect(stranger).toMatchObject({ holds: [] });
  });

  test("holds, extends and gives back, each answered by its own id", async () => {
    const screen = await openScreen(new Client(), await publish());
    const holdId = uuidv7();
    screen.say({ type: "hold", id: 7, holdId, seats: [4, 3] });
    const held = await screen.hears("reply", (m) => m.id === 7);
    expect(holdViewSchema.parse(held.hold)).toMatchObject({
      holdId,
      status: "HELD",
      seats: [3, 4],
    });
    screen.say({ type: "extend", id: 8, holdId });
    await screen.hears("reply", (m) => m.id === 8);
    screen.say({ type: "give-back", id: 9, holdId });
    expect(await screen.hears("reply", (m) => m.id === 9)).toMatchObject({
      hold: { status: "RELEASED", reason: "buyer" },
    });
    await screen.shows(3, AVAILABLE);
  });

  test("is refused with the problem that HTTP would answer with", async () => {
    const eventId = await publish();
    await hold(new Client(), eventId, [3]);
    const screen = await openScreen(new Client(), eventId);
    screen.say({ type: "hold", id: 1, holdId: uuidv7(), seats: [3] });
    screen.say({ type: "extend", id: 2, holdId: uuidv7() });
    const taken = await screen.hears("refusal", (m) => m.id === 1);
    expect(problemSchema.parse(taken.problem)).toMatchObject({
      code: "seats-taken",
      seats: [3],
    });
    expect(await screen.hears("refusal", (m) => m.id === 2)).toMatchObject({
      problem: { code: "hold-not-found" },
    });
    expect([...screen.states()]).toEqual([[3, HELD]]);
  });

  test("elsewhere sees the seats change, and no id; the buyer's other tab sees the hold and the order", async () => {
    const buyer = new Client();
    const eventId = await publish();
    const [first, tab] = [await openScreen(buyer, eventId), await openScreen(buyer, eventId)];
    const stranger = await openScreen(new Client(), eventId);
    const holdId = uuidv7();
    first.say({ type: "hold", id: 1, holdId, seats: [5] });
    await tab.hears("hold", (m) => m.hold.holdId === holdId && m.hold.status === "HELD");
    await stranger.shows(5, HELD);
    await placeBasket({ client: buyer, body: orderBody(eventId, holdId) }, uuidv7());
    await stranger.shows(5, SOLD);
    for (const mine of [first, tab]) await mine.hears("order", (m) => m.order.status === "CONFIRMED");
    expect(stranger.messages.map((m) => m.type)).toEqual(["hello"]);
  });

  test("that slept through a hibernation is told as before", async () => {
    const buyer = new Client();
    const eventId = await publish();
    const [mine, other] = [await openScreen(buyer, eventId), await openScreen(new Client(), eventId)];
    await Promise.all([mine, other].map(welcomed));
    await evictDurableObject(env.EVENT_SEATS.getByName(eventId));
    const { holdId } = await hold(buyer, eventId, [6]);
    await other.shows(6, HELD);
    await mine.hears("hold", (m) => m.hold.holdId === holdId);
    expect(other.messages.map((m) => m.type)).toEqual(["hello"]);
  });

  test("is answered its pings", async () => {
    const screen = await openScreen(new Client(), await publish());
    screen.socket.send("ping");
    await vi.waitFor(() => expect(screen.texts).toEqual(["pong"]), { timeout: 5_000 });
  });
});

describe("after a gap", () => {
  /** Where a screen was when it went away, and what it has missed since. */
  async function missed(): Promise<{ eventId: string; at: { epoch: number; seq: number } }> {
    const eventId = await publish();
    const before = await welcomed(await openScreen(new Client(), eventId));
    const at = placeOf(before);
    before.socket.close();
    await hold(new Client(), eventId, [8, 9]);
    return { eventId, at };
  }

  test("a screen is told what it missed, by the address or by asking", async () => {
    const { eventId, at } = await missed();
    const back = await welcomed(await openScreen(new Client(), eventId, `?epoch=${at.epoch}&seq=${at.seq}`));
    const delta = { kind: "delta", from: 1, to: 2, changes: [{ state: HELD, seats: [8, 9] }] };
    expect(back.seats).toEqual([{ ...delta, epoch: at.epoch }]);
    back.say({ type: "resume", ...at });
    expect(await back.frame(2)).toMatchObject(delta);
  });

  test.each<[string, (at: { epoch: number; seq: number }) => object]>([
    ["another epoch", (at) => ({ ...at, epoch: at.epoch - 1 })],
    ["a seq that is yet to come", (at) => ({ ...at, seq: at.seq + 1_000 })],
    ["a state before the configuration", (at) => ({ ...at, seq: 0 })],
  ])("a screen with %s takes a snapshot", async (_, change) => {
    const { eventId, at } = await missed();
    const screen = await welcomed(await openScreen(new Client(), eventId));
    screen.say({ type: "resume", ...change(at) });
    expect(await screen.frame(2)).toMatchObject({ kind: "snapshot", seq: 2 });
  });

  test.each(["?epoch=x&seq=1", "?epoch=1", "?epoch=&seq=", "?epoch=1e400&seq=-1"])(
    "an address that makes no sense (%s) gets a snapshot",
    async (query) => {
      const screen = await welcomed(await openScreen(new Client(), await publish(), query));
      expect(screen.seats[0]?.kind).toBe("snapshot");
    },
  );
});
