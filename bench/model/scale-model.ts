// How an event's feed carries its viewers: some at the event, the rest at relays, and what each of them then does in a
// second. Plain arithmetic on the product's own limits.

import { tickMs } from "../../durable-objects/event-seats/feed-ticks.ts";
import { MAX_RELAYS, MAX_RELAYS_PER_REGION } from "../../durable-objects/event-seats/relay-roster.ts";
import { OBJECT_GB, PRICES } from "./prices.ts";

/** Limits of the product in files that need the types of workerd; where they are kept. */
const OWN_VIEWERS = 2_000; // event-seats.env.ts
const RELAY_VIEWERS = 4_000; // event-seats.env.ts
const MAX_SOCKETS = 30_000; // event-seats.feed.ts

const MS_PER_SECOND = 1_000;
const US_PER_SECOND = 1_000_000;
const SECONDS_PER_HOUR = 3_600;
const MILLION = 1_000_000;

export interface Crowd {
  readonly viewers: number;
  /** regions that they come from, in equal parts */
  readonly regions: number;
  readonly seatsPerSecond: number;
  readonly seatsPerHold: number;
  /** processor time of one frame to one socket, µs */
  readonly usPerSocket: number;
  /** processor time of one call of a relay at the event, µs */
  readonly usPerCall: number;
  /** processor time of a hold over the feed, µs */
  readonly usPerHold: number;
  readonly bytesPerSeat: number;
  /** what a frame has besides seats: its head and that of WebSocket */
  readonly bytesPerFrame: number;
}

export interface Scale {
  readonly relays: number;
  readonly viewersPerRelay: number;
  /** viewers that find no room anywhere */
  readonly refused: number;
  /** ms between two ticks of the event, what their sending takes included */
  readonly eventTickMs: number;
  readonly relayTickMs: number;
  readonly callsPerSecond: number;
  readonly framesPerSecond: number;
  readonly bytesPerSecond: number;
  /** share of its thread, 1 is all of it */
  readonly eventLoad: number;
  readonly relayLoad: number;
  /** USD: objects awake, and the calls of relays */
  readonly usdPerHour: number;
}

/** Throws where a crowd comes from nowhere. */
export function scaleOf(crowd: Crowd): Scale {
  const { usPerSocket, usPerCall, usPerHold } = crowd;
  const place = placesOf(crowd);
  const holdsPerSecond = crowd.seatsPerSecond / crowd.seatsPerHold;
  const eventSendMs = (place.own * usPerSocket + place.relays * usPerCall) / MS_PER_SECOND;
  // With nobody to gather for, each commit is a tick.
  const eventTickMs = Math.max(MS_PER_SECOND / holdsPerSecond, tickMs(place.own, place.relays) + eventSendMs);
  const ticksPerSecond = MS_PER_SECOND / eventTickMs;
  const relaySendMs = (place.viewersPerRelay * usPerSocket) / MS_PER_SECOND;
  const relayTickMs = Math.max(eventTickMs, tickMs(place.viewersPerRelay) + relaySendMs);
  const relayFrames = (MS_PER_SECOND / relayTickMs) * place.viewersPerRelay;
  const callsPerSecond = ticksPerSecond * place.relays;
  const framesPerSecond = ticksPerSecond * place.own + relayFrames * place.relays;
  const watching = place.own + place.viewersPerRelay * place.relays;
  return {
    ...{ relays: place.relays, viewersPerRelay: place.viewersPerRelay, refused: place.refused },
    ...{ eventTickMs, relayTickMs, callsPerSecond, framesPerSecond },
    bytesPerSecond:
      watching * crowd.seatsPerSecond * crowd.bytesPerSeat + framesPerSecond * crowd.bytesPerFrame,
    eventLoad: (ticksPerSecond * eventSendMs) / MS_PER_SECOND + (holdsPerSecond * usPerHold) / US_PER_SECOND,
    relayLoad: (relayFrames * usPerSocket) / US_PER_SECOND,
    usdPerHour: usdPerHour(place.relays, callsPerSecond),
  };
}

interface Places {
  readonly own: number;
  readonly relays: number;
  readonly viewersPerRelay: number;
  readonly refused: number;
}

function placesOf({ viewers, regions }: Crowd): Places {
  if (regions < 1) throw new Error("a crowd comes from one region or more");
  const own = Math.min(viewers, OWN_VIEWERS);
  const away = viewers - own;
  const wanted = regions * Math.ceil(away / regions / RELAY_VIEWERS);
  const relays = Math.min(wanted, MAX_RELAYS, regions * MAX_RELAYS_PER_REGION);
  if (relays === 0) return { own, relays, viewersPerRelay: 0, refused: 0 };
  const viewersPerRelay = Math.min(away / relays, MAX_SOCKETS);
  return { own, relays, viewersPerRelay, refused: away - viewersPerRelay * relays };
}

function usdPerHour(relays: number, callsPerSecond: number): number {
  const awake = (relays + 1) * OBJECT_GB * SECONDS_PER_HOUR * PRICES["object duration, GB-s"].perMillion;
  const calls = callsPerSecond * SECONDS_PER_HOUR * PRICES["object requests"].perMillion;
  return (awake + calls) / MILLION;
}
