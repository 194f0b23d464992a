// The feed's door when the event hands out relays: nobody who comes in by it can tell the difference.

import { env } from "cloudflare:workers";
import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { HELD } from "../../shared/domain/seat.ts";
import { startSession } from "../testing/baskets.ts";
import { hold } from "../testing/buying.ts";
import { Client } from "../testing/client.ts";
import { publish } from "../testing/events.ts";
import { openScreen, Screen } from "../testing/feed.ts";
import { regionOf } from "./relay-region.ts";

beforeAll(() => {
  Object.assign(env, { RELAY_AFTER_VIEWERS: "0" });
});
afterAll(() => {
  Reflect.deleteProperty(env, "RELAY_AFTER_VIEWERS");
});

describe("a screen that is sent to a relay", () => {
  test("gets its session, its own holds and every seat, and holds seats of its own", async () => {
    const [client, eventId] = [new Client(), await publish()];
    const screen = await openScreen(client, eventId);
    const { holdId } = await hold(client, eventId, [2]);
    expect((await screen.hears("hold", () => true)).hold).toMatchObject({ holdId, status: "HELD" });
    screen.say({ type: "hold", id: 1, holdId: uuidv7(), seats: [5] });
    await screen.hears("reply", (m) => m.id === 1);
    for (const seat of [2, 5]) await screen.shows(seat, HELD);
  });

  test("is whom its session says, and where the event says, whatever its headers say", async () => {
    const [client, eventId, other] = [new Client(), await publish(), await publish()];
    const buyerId = await startSession(client);
    await hold(client, eventId, [2]);
    const headers = { upgrade: "websocket", "x-jari-buyer": buyerId, "x-jari-relay": `${other}/any/0` };
    const response = await new Client().raw(`/api/events/${eventId}/feed`, { headers });
    const screen = new Screen(response.webSocket as WebSocket);
    expect(await screen.hears("hello", () => true)).toMatchObject({ holds: [] });
    await screen.shows(2, HELD);
  });
});

test("a relay stands on its viewer's continent, or anywhere", () => {
  expect(["EU", "AS", "AN", "constructor", undefined].map(regionOf)).toEqual([
    "weur",
    "apac",
    ...["any", "any", "any"],
  ]);
});
