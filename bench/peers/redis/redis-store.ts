// The Redis peer's events and holds. The keys of an event share a hash tag, so that a cluster would keep them together.

import { PRICE_LEVELS } from "../../jari/chart.ts";
import {
  refuseEarly,
  type HoldOutcome,
  type HoldRequest,
  type OfBuyer,
  type PeerEvent,
} from "../peer-event.ts";
import type { SeatStore } from "../peer-server.ts";
import type { RedisClient } from "./client.ts";
import { HOLD_SCRIPT } from "./hold-script.ts";

/** What never changes is kept by every process: only what does is asked of Redis. */
export interface RedisEvent extends PeerEvent {
  /** a figure for each seat, its place in `PRICE_LEVELS` */
  readonly levels: string;
}

/** Loads the script. Throws where Redis does not answer. */
export async function openStore(client: RedisClient): Promise<SeatStore<RedisEvent>> {
  const script = await client.scriptLoad(HOLD_SCRIPT);
  return {
    create: async (event, seatCount) => {
      const levelOf = (seat: number): number => Math.floor((seat * PRICE_LEVELS.length) / seatCount);
      const levels = Array.from({ length: seatCount }, (_, seat) => levelOf(seat)).join("");
      await client.set(keyOf(event.eventId, "event"), JSON.stringify({ ...event, levels }));
    },
    read: async (eventId) => {
      const text = await client.get(keyOf(eventId, "event"));
      return text === null ? undefined : (JSON.parse(text) as RedisEvent);
    },
    listHeld: async (eventId) => {
      const seats = await client.hKeys(keyOf(eventId, "seats"));
      return seats.map(Number).toSorted((a, b) => a - b);
    },
    hold: (event, request) => hold({ client, script }, event, request),
  };
}

interface Scripted {
  readonly client: RedisClient;
  /** by which Redis knows the script */
  readonly script: string;
}

async function hold(
  { client, script }: Scripted,
  event: RedisEvent,
  { holdId, seats, buyerId }: HoldRequest & OfBuyer,
): Promise<HoldOutcome> {
  const { eventId, holdTtlMs, maxSeatsPerBuyer } = event;
  const now = Date.now();
  const early = refuseEarly(event, seats.length, now);
  if (early !== undefined) return early;
  if (seats.some((seat) => seat >= event.levels.length)) return { kind: "refused", code: "seat-unknown" };
  const until = now + holdTtlMs;
  const kept = `${buyerId} ${until} ${now} ${seats.join(",")}`;
  const answer: unknown = await client.evalSha(script, {
    keys: [keyOf(eventId, "seats"), keyOf(eventId, "holds"), keyOf(eventId, `buyer:${buyerId}`)],
    arguments: [String(now), String(until), String(maxSeatsPerBuyer), holdId, kept, ...seats.map(String)],
  });
  if (!Array.isArray(answer)) throw new Error("the script answered something else");
  const [code, ...taken] = answer.map(String);
  if (code !== undefined)
    return { kind: "refused", code, ...(taken.length > 0 && { seats: taken.map(Number) }) };
  const levels = seats.map((seat) => PRICE_LEVELS[Number(event.levels[seat])] ?? "");
  return { kind: "held", seats, levels, until, since: now };
}

function keyOf(eventId: string, what: string): string {
  return `{${eventId}}:${what}`;
}
