import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { hold } from "../testing/buying.ts";
import { Client } from "../testing/client.ts";
import { publish } from "../testing/events.ts";

/** An object that has lost everything, as after a restore of D1 into another account. */
async function loseObject(eventId: string): Promise<void> {
  await runInDurableObject(env.EVENT_SEATS.getByName(eventId), async (_, state) => {
    await state.storage.deleteAll();
    state.abort();
  }).catch(() => undefined);
}

describe("an event whose object has no configuration", () => {
  test("is configured by the first hold", async () => {
    const eventId = await publish();
    await loseObject(eventId);
    expect((await env.EVENT_SEATS.getByName(eventId).overview()).configured).toBe(false);
    await hold(new Client(), eventId, [1]);
  });

  test("is configured by the first screen that opens its feed", async () => {
    const eventId = await publish();
    await loseObject(eventId);
    const reply = await new Client().raw(`/api/events/${eventId}/feed`, {
      headers: { upgrade: "websocket" },
    });
    expect(reply.status).toBe(101);
    const { configured } = await env.EVENT_SEATS.getByName(eventId).overview();
    expect(configured).toBe(true);
  });
});
