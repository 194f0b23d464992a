// The feed's limits: what a screen is closed for, that nobody else notices, and who is let in at all.

import { env } from "cloudflare:workers";
import { uuidv7 } from "uuidv7";
import { describe, expect, test, vi } from "vitest";
import {
  CLOSE_POLICY,
  CLOSE_TOO_BIG,
  CLOSE_TRY_AGAIN,
  FEED_BURST_FRAMES,
  MAX_FEED_FRAME_CHARS,
} from "../../shared/contracts/protocol.ts";
import { HELD } from "../../shared/domain/seat.ts";
import { codeOf, startSession } from "../testing/baskets.ts";
import { hold, seatStates } from "../testing/buying.ts";
import { Client } from "../testing/client.ts";
import { publish } from "../testing/events.ts";
import { openScreen, Screen } from "../testing/feed.ts";

const MAX_SOCKETS_PER_BUYER = 20;

/** A new buyer's screen that has its first frames. */
async function watch(eventId: string, client = new Client()): Promise<Screen> {
  const screen = await openScreen(client, eventId);
  await screen.frame(1);
  return screen;
}

describe("a screen is closed", () => {
  const id = uuidv7();
  test.each<[string, string | ArrayBuffer, number]>([
    ["no JSON", "hello", CLOSE_POLICY],
    ["an unknown frame", '{"type":"sell","id":1}', CLOSE_POLICY],
    ["a frame without id", JSON.stringify({ type: "extend", holdId: id }), CLOSE_POLICY],
    [
      "a frame with more in it",
      JSON.stringify({ type: "extend", id: 1, holdId: id, buyerId: id }),
      CLOSE_POLICY,
    ],
    ["a seat below zero", JSON.stringify({ type: "hold", id: 1, holdId: id, seats: [-1] }), CLOSE_POLICY],
    ["bytes", new ArrayBuffer(8), CLOSE_POLICY],
    ["a long frame", " ".repeat(MAX_FEED_FRAME_CHARS + 1), CLOSE_TOO_BIG],
    ["a very long frame", "x".repeat(900_000), CLOSE_TOO_BIG],
  ])("for %s, and others are not", async (_, frame, code) => {
    const eventId = await publish();
    const [bad, good] = [await watch(eventId), await watch(eventId)];
    bad.socket.send(frame);
    // Arrives behind it, and must not be obeyed.
    bad.say({ type: "hold", id: 1, holdId: uuidv7(), seats: [2] });
    expect(await bad.closes()).toBe(code);
    await hold(new Client(), eventId, [1]);
    await good.shows(1, HELD);
    expect([...good.states()]).toEqual([[1, HELD]]);
    expect(good.closedWith).toBeUndefined();
  });

  test("not for a frame that is just short enough", async () => {
    const screen = await watch(await publish());
    screen.socket.send(JSON.stringify({ type: "resume", epoch: 0, seq: 0 }).padEnd(MAX_FEED_FRAME_CHARS));
    expect((await screen.frame(2)).kind).toBe("snapshot");
  });

  const FLOOD_TIMEOUT_MS = 30_000;

  test.each(["extend", "hold"])(
    "for ten thousand frames at once (%s); nobody else notices",
    async (type) => {
      const eventId = await publish();
      const buyer = new Client();
      const kept = await hold(buyer, eventId, [100, 101]);
      const [flood, calm] = [await watch(eventId), await watch(eventId, buyer)];
      // Every frame is well-formed, and asks for what is not to be had.
      const rest = type === "hold" ? { seats: [100] } : {};
      for (let n = 0; n < 10_000; n++) flood.say({ type, id: n, holdId: uuidv7(), ...rest });
      expect(await flood.closes()).toBe(CLOSE_POLICY);
      const answered = flood.messages.filter((m) => m.type !== "hello").length;
      // What was earned back while the flood ran comes on top of the burst.
      expect(answered).toBeLessThan(FEED_BURST_FRAMES * 2);

      const states = await seatStates(buyer, eventId);
      expect(states).toMatchObject({ seq: 2, seats: [100, 101].map((seat) => ({ seat, state: "HELD" })) });
      calm.say({ type: "extend", id: 1, holdId: kept.holdId });
      expect(await calm.hears("reply", (m) => m.id === 1)).toMatchObject({
        hold: { status: "HELD", seats: [100, 101] },
      });
      expect((await env.EVENT_SEATS.getByName(eventId).overview()).sockets).toBe(1);
    },
    FLOOD_TIMEOUT_MS,
  );
});

describe("the door", () => {
  const upgrade = { headers: { upgrade: "websocket" } };
  const codeAt = async (path: string, init: RequestInit): Promise<string> => {
    const response = await new Client().raw(path, init);
    expect(response.webSocket).toBeNull();
    return codeOf({ status: response.status, headers: response.headers, text: await response.text() });
  };

  test("is closed at an unknown event, and to what is no WebSocket", async () => {
    for (const eventId of [uuidv7(), "1", uuidv7().toUpperCase()])
      expect(await codeAt(`/api/events/${eventId}/feed`, upgrade)).toBe("event-not-found");
    const feed = `/api/events/${await publish()}/feed`;
    expect(await codeAt(feed, {})).toBe("upgrade-required");
    expect(await codeAt(feed, { headers: { upgrade: "h2c" } })).toBe("upgrade-required");
  });

  test("gives a first visit its session", async () => {
    const client = new Client();
    const eventId = await publish();
    const screen = await openScreen(client, eventId);
    const { holdId } = await hold(client, eventId, [2]);
    expect((await screen.hears("hold", () => true)).hold).toMatchObject({ holdId, status: "HELD" });
  });

  test("believes no header about who comes in", async () => {
    const [client, eventId] = [new Client(), await publish()];
    const buyerId = await startSession(client);
    await hold(client, eventId, [2]);
    const headers = { upgrade: "websocket", "x-jari-buyer": buyerId };
    const response = await new Client().raw(`/api/events/${eventId}/feed`, { headers });
    const screen = new Screen(response.webSocket as WebSocket);
    expect(await screen.hears("hello", () => true)).toMatchObject({ holds: [] });
  });

  test("has room for a bounded number of one buyer's screens, and again when one has gone", async () => {
    const [buyer, eventId] = [new Client(), await publish()];
    const screens: Screen[] = [];
    for (let n = 0; n < MAX_SOCKETS_PER_BUYER; n++) screens.push(await openScreen(buyer, eventId));
    expect(await (await openScreen(buyer, eventId)).closes()).toBe(CLOSE_TRY_AGAIN);
    await watch(eventId);
    screens[0]?.socket.close(1_000);
    const open = async (): Promise<number> => (await env.EVENT_SEATS.getByName(eventId).overview()).sockets;
    await vi.waitFor(async () => expect(await open()).toBe(MAX_SOCKETS_PER_BUYER), { timeout: 5_000 });
    await watch(eventId, buyer);
  });
});
