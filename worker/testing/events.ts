// Publishes an event as an organiser would.

import { uuidv7 } from "uuidv7";
import { expect } from "vitest";
import manifest from "../../charts/manifest.json" with { type: "json" };
import type { EventDefinition } from "../../shared/contracts/catalog.schema.ts";
import { Client } from "./client.ts";

export const ORGANISER = { authorization: "Bearer test-organiser-token" };

const HOUR_MS = 3_600_000;

export function eventDefinition(changes: Partial<EventDefinition> = {}): EventDefinition {
  const now = Date.now();
  const prices = { VIP: 170_000, R: 140_000, S: 110_000, A: 80_000 };
  return {
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
    ...changes,
  };
}

/** Publishes an event and returns its id. */
export async function publish(changes: Partial<EventDefinition> = {}): Promise<string> {
  const eventId = uuidv7();
  await publishAgain(eventId, changes);
  return eventId;
}

/** Publishes the next version of an event. */
export async function publishAgain(eventId: string, changes: Partial<EventDefinition>): Promise<void> {
  const answer = await new Client().send(
    "PUT",
    `/ops/events/${eventId}`,
    eventDefinition(changes),
    ORGANISER,
  );
  expect(answer.status, answer.text).toBe(200);
}
