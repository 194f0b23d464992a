import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { uuidv7 } from "uuidv7";
import { describe, expect, test, vi } from "vitest";
import { hold, order, seatStates } from "../testing/buying.ts";
import { Client } from "../testing/client.ts";
import { eventDefinition, ORGANISER, publish } from "../testing/events.ts";

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

  test("stays shut if seats of it were ever sold: an empty ledger would sell them again", async () => {
    const eventId = await publish();
    const buyer = new Client();
    const held = await hold(buyer, eventId, [1]);
    await order(buyer, eventId, held.holdId, "tok_success");
    await vi.waitFor(async () => expect((await seatStates(buyer, eventId)).counts.sold).toBe(1));
    await loseObject(eventId);
    const again = await buyer.post(`/api/events/${eventId}/holds`, { holdId: uuidv7(), seats: [1] });
    const screen = await buyer.raw(`/api/events/${eventId}/feed`, { headers: { upgrade: "websocket" } });
    const republished = await buyer.send("PUT", `/ops/events/${eventId}`, eventDefinition(), ORGANISER);
    expect([again.status, screen.status, republished.status]).toEqual([503, 503, 503]);
    expect((await env.EVENT_SEATS.getByName(eventId).overview()).configured).toBe(false);
  });
});
