// The organiser's side: publishes an event for one test.

import { expect, type APIRequestContext } from "@playwright/test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { uuidv7 } from "uuidv7";
import type { EventDefinition } from "../../shared/contracts/catalog.schema.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const DAY_MS = 86_400_000;

export type EventSettings = Partial<EventDefinition>;

export interface TestEvent {
  readonly id: string;
  readonly path: string;
  readonly definition: EventDefinition;
}

/** The local organiser's token, which `npm start` wrote. */
export function organiserToken(): string {
  const vars = readFileSync(join(ROOT, ".dev.vars"), "utf8");
  const token = /^ORGANISER_TOKEN=["']?([^"'\n]+)/m.exec(vars)?.[1];
  if (token === undefined) throw new Error(".dev.vars names no ORGANISER_TOKEN");
  return token;
}

export async function publishEvent(
  request: APIRequestContext,
  settings: EventSettings = {},
): Promise<TestEvent> {
  const id = uuidv7();
  const definition = { ...theatreEvent(), ...settings };
  await putEvent(request, id, definition);
  return { id, path: `/events/${id}`, definition };
}

/** Publishes `event` again, with what has changed. */
export async function republishEvent(
  request: APIRequestContext,
  event: TestEvent,
  changes: EventSettings,
): Promise<void> {
  await putEvent(request, event.id, { ...event.definition, ...changes });
}

async function putEvent(request: APIRequestContext, id: string, data: EventDefinition): Promise<void> {
  const response = await request.put(`/ops/events/${id}`, {
    headers: { authorization: `Bearer ${organiserToken()}` },
    data,
  });
  expect(response.status(), await response.text()).toBe(200);
}

/** Every seat of it for nothing. */
export function freeOfCharge(): EventSettings {
  const { priceLevels } = theatreEvent();
  return {
    priceLevels: priceLevels.map((level) => ({ ...level, amountMinor: 0 })),
    fee: { feeBp: 0, perSeatMinor: 0 },
  };
}

function theatreEvent(): EventDefinition {
  const now = Date.now();
  const level = (id: string, amountMinor: number) => ({
    id,
    name: { ko: `${id}석`, en: id },
    amountMinor,
    currency: "KRW" as const,
  });
  return {
    name: { ko: "시험 공연", en: "A show for one test" },
    venue: { ko: "한빛극장, 서울", en: "Hanbit Theatre, Seoul" },
    chartHash: theatreHash(),
    timeZone: "Asia/Seoul",
    startsAt: now + 40 * DAY_MS,
    saleOpensAt: now - DAY_MS,
    saleClosesAt: now + 39 * DAY_MS,
    priceLevels: [level("VIP", 170_000), level("R", 140_000), level("S", 110_000), level("A", 80_000)],
    fee: { feeBp: 0, perSeatMinor: 2_000 },
  };
}

function theatreHash(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(ROOT, "charts/manifest.json"), "utf8"));
  return (manifest as { theatre: { hash: string } }).theatre.hash;
}
