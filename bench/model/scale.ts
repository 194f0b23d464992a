// `node bench/model/scale.ts`: how many viewers and orders one event and one D1 carry, into docs/scale.md.

import { toFigure } from "../table.ts";
import { inputOf, measured, type Input } from "./measured.ts";
import { markdownTable, writePage } from "./page.ts";
import { scaleOf, type Crowd, type Scale } from "./scale-model.ts";

const US_PER_SECOND = 1_000_000;
const SECONDS_PER_MINUTE = 60;

/** `feed-ticks.ts` reckons with 25 µs a socket and some tenths of a millisecond a call. */
const ASSUMED_US_PER_SOCKET = 25;
const ASSUMED_US_PER_CALL = 300;
const ASSUMED_US_PER_HOLD = 100;
const ASSUMED_BYTES_PER_SEAT = 1;
/** A delta's head, WebSocket's and a share of TCP's. */
const ASSUMED_BYTES_PER_FRAME = 40;

const framesPerSecond = measured("fan-out", "a seat change to");
const INPUTS = {
  usPerSocket: inputOf(framesPerSecond && US_PER_SECOND / framesPerSecond, ASSUMED_US_PER_SOCKET),
  usPerCall: inputOf(measured("relays", "relay: a call at the event"), ASSUMED_US_PER_CALL),
  usPerHold: inputOf(measured("holds-feed", "— processor time of a hold"), ASSUMED_US_PER_HOLD),
  bytesPerSeat: inputOf(measured("bytes", "a seat change in the ticks"), ASSUMED_BYTES_PER_SEAT),
  bytesPerFrame: inputOf(undefined, ASSUMED_BYTES_PER_FRAME),
} as const satisfies Readonly<Record<string, Input>>;

const NAMES: Readonly<Record<keyof typeof INPUTS, string>> = {
  usPerSocket: "time of a frame to one socket, µs",
  usPerCall: "processor time of a call of a relay, at the event, µs",
  usPerHold: "processor time of a hold over the feed, µs",
  bytesPerSeat: "bytes of a seat change",
  bytesPerFrame: "bytes of a frame besides",
};

const CROWDS: readonly (readonly [name: string, viewers: number, regions: number])[] = [
  ["10,000", 10_000, 1],
  ["100,000, one region", 100_000, 1],
  ["100,000, five regions", 100_000, 5],
  ["1,000,000, one region", 1_000_000, 1],
  ["1,000,000, five regions", 1_000_000, 5],
];

const ROWS: readonly (readonly [what: string, of: (scale: Scale) => string])[] = [
  ["relays", ({ relays }) => toFigure(relays)],
  ["viewers at each", ({ viewersPerRelay }) => toFigure(viewersPerRelay)],
  ["viewers without room", ({ refused }) => toFigure(refused)],
  ["the event's tick, ms", ({ eventTickMs }) => toFigure(eventTickMs)],
  ["a relay's tick, ms", ({ relayTickMs }) => toFigure(relayTickMs)],
  ["calls of relays a second", ({ callsPerSecond }) => toFigure(callsPerSecond)],
  ["frames a second, millions", ({ framesPerSecond: frames }) => toFigure(frames / 1_000_000)],
  ["MB a second to viewers", ({ bytesPerSecond }) => toFigure(bytesPerSecond / 1_000_000)],
  ["the event's thread in use", ({ eventLoad }) => percent(eventLoad)],
  ["a relay's thread in use", ({ relayLoad }) => percent(relayLoad)],
  ["USD an hour", ({ usdPerHour }) => toFigure(usdPerHour)],
];

writePage("scale.md", [inputs(), crowds(), database()]);

function inputs(): string {
  return markdownTable([
    ["what goes in", "value", ""],
    ...(Object.keys(INPUTS) as (keyof typeof INPUTS)[]).map((key) => {
      const { value, isMeasured } = INPUTS[key];
      return [NAMES[key], toFigure(value), isMeasured ? "measured" : "assumed"];
    }),
    ["seats changed a second, seats a hold", "500, 2", "assumed"],
  ]);
}

function crowds(): string {
  const shared = { seatsPerSecond: 500, seatsPerHold: 2 };
  const values = Object.fromEntries(Object.entries(INPUTS).map(([key, { value }]) => [key, value])) as Record<
    keyof typeof INPUTS,
    number
  >;
  const scales = CROWDS.map(([, viewers, regions]) =>
    scaleOf({ viewers, regions, ...shared, ...values } satisfies Crowd),
  );
  return markdownTable([
    ["viewers", ...CROWDS.map(([name]) => name)],
    ...ROWS.map(([what, of]) => [what, ...scales.map(of)]),
  ]);
}

function database(): string {
  const us = measured("d1", "one D1 is at work");
  if (us === undefined) return "One D1 has not been measured yet: `npm run bench -- --only d1`.";
  const orders = US_PER_SECOND / us;
  return markdownTable([
    ["one D1, measured on this machine", "at most"],
    ["busy time of an order of two seats, µs", toFigure(us)],
    ["orders a second", toFigure(orders)],
    ["orders a minute", toFigure(orders * SECONDS_PER_MINUTE)],
  ]);
}

function percent(share: number): string {
  return `${toFigure(share * 100)} %`;
}
