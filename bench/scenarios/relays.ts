// Whether relays carry an event's viewers: nobody is left behind, and the event's own work does not grow with them.

import { readFileSync } from "node:fs";
import type { House } from "../house.ts";
import type { Line, ScenarioResult } from "../result.ts";
import { slope } from "../stats.ts";
import { sourceLines, workUs } from "../work-of.ts";
import {
  OWN_VIEWERS,
  PER_SECOND,
  runCrowd,
  startCrowd,
  type Crowd,
  type CrowdRound,
  type Shape,
} from "./relay-crowd.ts";

const RELAYS = 4;
const SOCKETS = 2_000;
const QUICK_SOCKETS = 100;
const FEW_SOCKETS = 20;
/** As many as one thread still serves without falling behind. */
const SOME_SOCKETS = 100;
const SECONDS = 10;
const QUICK_SECONDS = 2;
/** As many viewers behind one relay, behind four and behind sixteen: what differs is the calls. */
const CALL_SHAPES = [1, 4, 16].map((count) => ({ relays: count, sockets: 32 / count }));
const US_PER_MS = 1_000;

const EVENT = "durable-objects/event-seats/";
const RELAY = "durable-objects/seat-relay/";
const FAN_OUT = `${EVENT}relay-fanout.ts`;

const NOTES = [
  `${PER_SECOND} holds of 2 seats a second by HTTP, ${OWN_VIEWERS} viewers at the event and the others at ${RELAYS} ` +
    "relays; each viewer's frames are put together by the site's own rule, and a round counts only where every " +
    "picture is what the event lists; all objects share one thread here, so the times are those of one thread " +
    "that does the work of five, and the viewers' process has the other core. With the most sockets that thread " +
    "falls behind the rate of the holds, and the time from hold to grey is mostly their queue",
  "the event's own work: samples of the runtime's profiler whose stack is in the files of the event and not in " +
    "those of the relay, at a fixed rate of holds; the runtime's own work outside JavaScript is not in it. With the " +
    "most sockets the one thread is full: the event has fewer ticks and fewer commits, with more in each, so that " +
    "ratio says no more than that its work does not grow. The thread has room with 4 × 100, and the calls of relays " +
    "a tick are counted, not sampled",
  "a call: the slope of the process's processor time over the calls, with 32 viewers behind 1, 4 and 16 relays; " +
    "the relay that is called is in it, its tick too, so it is an upper bound of what the event pays",
] as const;

interface Work {
  /** µs of processor time in a second */
  readonly event: number;
  /** µs of a call, the caller's JavaScript */
  readonly call: number;
  /** calls a second */
  readonly calls: number;
  /** calls a tick */
  readonly callsPerTick: number;
  /** frames a second to the event's own sockets */
  readonly frames: number;
}

interface Round {
  readonly crowd: CrowdRound;
  readonly few: Work;
  readonly some: Work;
  readonly many: Work;
  readonly callUs: number;
}

/** Three measurements a round, each with workers of its own. */
export async function relays(house: House): Promise<ScenarioResult> {
  const { rounds, seed, quick } = house.flags;
  const sockets = quick ? QUICK_SOCKETS : SOCKETS;
  const all: Round[] = [];
  for (let round = 1; round <= rounds; round++) {
    const crowd = await measureCrowd(house, { relays: RELAYS, sockets }, seed + round);
    const few = await measureWork(house, { relays: RELAYS, sockets: FEW_SOCKETS }, seed + round);
    const some = await measureWork(house, { relays: RELAYS, sockets: SOME_SOCKETS }, seed + round);
    const many = await measureWork(house, { relays: RELAYS, sockets }, seed + round);
    all.push({ crowd, few, some, many, callUs: await measureCall(house, seed + round) });
  }
  return { name: "relays", lines: linesOf(all, sockets), notes: NOTES };
}

function linesOf(rounds: readonly Round[], sockets: number): readonly Line[] {
  const viewers = (RELAYS * sockets).toLocaleString("en");
  const crowd = (what: string, of: (round: CrowdRound) => number): Line => ({
    what,
    ours: rounds.map((round) => of(round.crowd)),
  });
  const work = (what: string, of: (round: Work) => number): Line => ({
    what,
    ours: rounds.map(({ many }) => of(many)),
    theirs: rounds.map(({ few }) => of(few)),
    peer: `${RELAYS} × ${FEW_SOCKETS}`,
  });
  const asked = `seat asked for → grey, ${viewers} viewers at ${RELAYS} relays, ${PER_SECOND} holds/s, p99, ms`;
  const ratio = (count: number, of: (round: Round) => Work): Line => ({
    what:
      `event's own work a second, ${RELAYS} relays × ${FEW_SOCKETS} sockets → ${RELAYS} relays × ` +
      `${count.toLocaleString("en")} sockets, ratio`,
    ours: rounds.map((round) => of(round).event / round.few.event),
    goal: { of: "value", most: 1.2 },
  });
  return [
    crowd(asked, ({ delays }) => delays.p99),
    crowd("— median, ms", ({ delays }) => delays.p50),
    {
      ...crowd("— last answer → every viewer shows what the event lists, ms", ({ inStepMs }) => inStepMs),
      goal: { of: "value", most: 10_000, push: 2_000 },
    },
    crowd(`— frames/s over ${viewers} sockets`, framesPerSecond),
    ratio(SOME_SOCKETS, ({ some }) => some),
    ratio(sockets, ({ many }) => many),
    work("— µs of a second", ({ event }) => event),
    work("— calls of relays a second", ({ calls }) => calls),
    {
      ...work("— calls of relays a tick", ({ callsPerTick }) => callsPerTick),
      goal: { of: "value", most: RELAYS + 0.1 },
    },
    work("— frames a second that the event sends itself", ({ frames }) => frames),
    work("— JavaScript of one call at the event, µs", ({ call }) => call),
    { what: "relay: a call at the event, µs", ours: rounds.map(({ callUs }) => callUs) },
  ];
}

async function measureCrowd(house: House, shape: Shape, seed: number): Promise<CrowdRound> {
  const crowd = await startCrowd(house, shape);
  const round = await runCrowd(crowd, { seed, seconds: secondsOf(house, SECONDS) });
  await house.stopAll();
  const { inStepMs, delays } = round;
  house.say(
    `${shape.relays} × ${shape.sockets}: p50 ${delays.p50.toFixed(0)} ms, p99 ${delays.p99.toFixed(0)} ms, in step ` +
      `after ${inStepMs.toFixed(0)} ms, ${round.seconds.toFixed(1)} s of holds, ${Math.round(framesPerSecond(round))} frames/s`,
  );
  return round;
}

function framesPerSecond({ away }: CrowdRound): number {
  return (away.frames * 1_000) / away.elapsedMs;
}

async function measureWork(house: House, shape: Shape, seed: number): Promise<Work> {
  const crowd = await startCrowd(house, shape, true);
  const inspector = await crowd.jari.openInspector();
  const sourceOf = sourceLines(readFileSync((await house.build()).worker, "utf8"));
  const seconds = secondsOf(house, SECONDS);
  const us = { event: 0, fanOut: 0 };
  const round = await runCrowd(crowd, {
    ...{ seed, seconds },
    begins: () => inspector.startProfile(),
    ends: async () => {
      const profile = await inspector.stopProfile();
      us.event = workUs(profile, sourceOf, isEvents);
      us.fanOut = workUs(profile, sourceOf, (files) => isEvents(files) && files.includes(FAN_OUT));
    },
  });
  inspector.close();
  await house.stopAll();
  const { calls, own } = round;
  // The second that the holds were planned for: answers that come late must not spread the work over more of them.
  const [event, call] = [us.event / seconds, us.fanOut / calls];
  house.say(
    `${shape.relays} × ${shape.sockets}: the event works ${Math.round(event)} µs a second, ` +
      `${Math.round(calls / seconds)} calls a second of ${Math.round(call)} µs`,
  );
  return {
    ...{ event, call, calls: calls / seconds },
    callsPerTick: (calls * OWN_VIEWERS) / own.frames,
    frames: (own.frames * 1_000) / own.elapsedMs,
  };
}

function isEvents(files: readonly string[]): boolean {
  return files.some((file) => file.startsWith(EVENT)) && !files.some((file) => file.startsWith(RELAY));
}

/** The processor time of a call of a relay, µs, the relay's own included. */
async function measureCall(house: House, seed: number): Promise<number> {
  const crowds: Crowd[] = [];
  for (const shape of CALL_SHAPES) crowds.push(await startCrowd(house, shape));
  const points: [calls: number, us: number][] = [];
  for (const crowd of crowds) {
    const { calls, costMs } = await runCrowd(crowd, { seed, seconds: secondsOf(house, SECONDS) });
    points.push([calls, costMs * US_PER_MS]);
  }
  await house.stopAll();
  const callUs = slope(points);
  const shown = points.map(([calls, us]) => `${calls} calls ${Math.round(us / US_PER_MS)} ms`).join(", ");
  house.say(`${shown}: ${Math.round(callUs)} µs a call`);
  return callUs;
}

function secondsOf({ flags }: House, seconds: number): number {
  return flags.quick ? QUICK_SECONDS : seconds;
}
