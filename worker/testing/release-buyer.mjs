// A buyer and an organiser who speak to one release's public API and go on with the other's, each step of which must
// succeed.

import { uuidv7 } from "uuidv7";
import { expect, vi } from "vitest";
import manifest from "../../charts/manifest.json" with { type: "json" };
import { AS_ORGANISER } from "./previous-release.mjs";

const HOUR_MS = 3_600_000;
export const WAIT = { timeout: 20_000, interval: 100 };

/** A caller of one release's public API who keeps its cookie and can go on with the other one. */
export class Buyer {
  cookie;

  async send(release, method, path, body, headers = {}) {
    const response = await release(path, {
      method,
      headers: {
        ...(body !== undefined && { "content-type": "application/json" }),
        ...(this.cookie !== undefined && { cookie: this.cookie }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    this.cookie = response.headers.get("set-cookie")?.split(";")[0] ?? this.cookie;
    const text = await response.text();
    return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
  }
}

/** Holds and orders two seats of the event. */
export async function buy(buyer, release, eventId, seats, token) {
  const held = await buyer.send(release, "POST", `/api/events/${eventId}/holds`, {
    holdId: uuidv7(),
    seats,
  });
  expect(held.status, JSON.stringify(held.body)).toBe(201);
  const placed = await buyer.send(
    release,
    "POST",
    "/api/orders",
    {
      eventId,
      holdId: held.body.holdId,
      buyer: { name: "김하늘", email: "sky@example.com" },
      payment: { provider: "sandbox", token },
    },
    { "idempotency-key": uuidv7() },
  );
  expect(placed.status, JSON.stringify(placed.body)).toBe(201);
  return placed.body.orderId;
}

/** The order, once it is as expected. */
export function becomes(buyer, release, orderId, expected) {
  return vi.waitFor(async () => {
    const { body } = await buyer.send(release, "GET", `/api/orders/${orderId}`);
    expect(body).toMatchObject(expected);
    return body;
  }, WAIT);
}

/** Publishes an event; its id. */
export async function publish(release) {
  const eventId = uuidv7();
  const now = Date.now();
  const prices = { VIP: 170_000, R: 140_000, S: 110_000, A: 80_000 };
  const definition = {
    name: { ko: "시험 공연", en: "Test event" },
    venue: { ko: "시험 극장", en: "Test theatre" },
    chartHash: manifest.theatre.hash,
    timeZone: "Asia/Seoul",
    startsAt: now + 48 * HOUR_MS,
    saleOpensAt: now - HOUR_MS,
    saleClosesAt: now + 24 * HOUR_MS,
    priceLevels: Object.entries(prices).map(([id, amountMinor]) => ({
      id,
      name: { ko: id, en: id },
      amountMinor,
      currency: "KRW",
    })),
    fee: { feeBp: 0, perSeatMinor: 2_000 },
  };
  const path = `/ops/events/${eventId}`;
  const answer = await new Buyer().send(release, "PUT", path, definition, AS_ORGANISER);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return eventId;
}

/** The seats that are not AVAILABLE. */
export async function seatsOf(release, eventId) {
  const path = `/api/events/${eventId}/seats`;
  const { body } = await new Buyer().send(release, "GET", path, undefined, { accept: "application/json" });
  return body.seats;
}

/** Nothing of the sale is left to send, and no message lies with an operator. */
export async function nothingLeft({ query, unsettled, current }, eventId) {
  await vi.waitFor(async () => {
    expect(await query("SELECT id FROM outbox WHERE body ->> 'at' < ?", Date.now() + 60_000)).toEqual([]);
    expect(await query("SELECT body FROM parked_messages")).toEqual([]);
    expect(await unsettled(eventId)).toEqual([]);
    const audit = await new Buyer().send(
      current,
      "GET",
      `/ops/events/${eventId}/audit`,
      undefined,
      AS_ORGANISER,
    );
    expect(audit.body).toMatchObject({ verdict: "holds", figures: { underWay: 0 } });
  }, WAIT);
}

/** The buyer approves on the bank's page. */
export async function approve(release, redirectUrl) {
  const page = new URL(redirectUrl).pathname;
  const text = await (await release(page)).text();
  const secret = /name="secret" value="([^"]+)"/.exec(text)?.[1] ?? "";
  const field = /name="(\w+)" value="approve"/.exec(text)?.[1] ?? "answer";
  const answer = await release(page, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ secret, [field]: "approve" }).toString(),
    redirect: "manual",
  });
  expect(answer.status).toBe(303);
}
