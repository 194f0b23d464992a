// Whether relays carry an event's viewers: nobody is left behind, and the event's own work does not grow with them.

import { readFileSync } from "node:fs";
import type { House } from "../house.ts";
import type { Inspector } from "../inspector.ts";
import type { Line, ScenarioResult } from "../result.ts";
import { slope } from "../stats.ts";
import { sourceLines, workUs } from "../work-of.ts";
import { OWN_VIEWERS, PER_SECOND, runCrowd, startCrowd, type Crowd, type CrowdRound } from "./relay-crowd.ts";

const RELAYS = 4;
const SOCKETS = 2_000;
const QUICK_SOCKETS = 100;
const FEW_SOCKETS = 20;
const SECONDS = 10;
const CALL_SECONDS = 6;
/** So that the runtime has compiled what is often run. */
const WARM_UP_SECONDS = 5;
const QUICK_SECONDS = 2;
/** As many viewers behind one relay, behind four and behind sixteen: what differs is the calls. */
const CALL_SHAPES = [1, 4, 16].map((count) => ({ relays: count, sockets: 32 / count }));
const US_PER_MS = 1_000;

const EVENT = "durable-objects/event-seats/";
const RELAY = "durable-objects/seat-relay/";
const FAN_OUT = `${EVENT}relay-fanout.ts`;

/** Three parts one after the other, each with workers of its own. */
export async function relays(house: House): Promise<ScenarioResult> {
  const sockets = house.flags.quick ? QUICK_SOCKETS : SOCKETS;
  const lines = [];
  for (const part of [crowdLines, workLines, callLines]) {
    lines.push(...(await part(house, sockets)));
    await house.stopAll();
  }
  return {
    name: "relays",
    lines,
    notes: [
      `${PER_SECOND} holds of 2 seats a second by HTTP, ${OWN_VIEWERS} viewers at the event and the others at ${RELAYS} ` +
        "relays; each viewer's frames are put together by the site's own rule, and a round counts only where every " +
        "picture is what the event lists; all objects share one thread here, so the times are those of one thread " +
        "that does the work of five, and the viewers' process has the other core",
      "the event's own work: samples of the runtime's profiler whose stack is in the files of the event and not in " +
        "those of the relay, at a fixed rate of holds; the runtime's own work outside JavaScript is not in it. With " +
        "many sockets the one thread is full, so the event has fewer ticks with more in each, and the ratio flatters " +
        "it; the calls of relays a tick are counted, and do not",
      "a call: the slope of the process's processor time over the calls, with 32 viewers behind 1, 4 and 16 relays; " +
        "the relay that is called is in it, its tick too, so it is an upper bound of what the event pays",
    ],
  };
}

async function crowdLines(house: House, sockets: number): Promise<readonly Line[]> {
  const crowd = await startCrowd(house, { relays: RELAYS, sockets });
  const rounds = await inRounds(house, [crowd], async (seed) => {
    const round = await runCrowd(crowd, { seed, seconds: secondsOf(house, SECONDS) });
    const { p50, p99 } = round.delays;
    house.say(
      `${RELAYS} × ${sockets}: p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms, in step after ` +
        `${round.inStepMs.toFixed(0)} ms, ${Math.round(framesPerSecond(round))} frames/s`,
    );
    return round;
  });
  const all = (RELAYS * sockets).toLocaleString("en");
  return [
    {
      what: `seat asked for → grey, ${all} viewers at ${RELAYS} relays, ${PER_SECOND} holds/s, p99, ms`,
      ours: rounds.map(({ delays }) => delays.p99),
    },
    { what: "— median, ms", ours: rounds.map(({ delays }) => delays.p50) },
    {
      what: "— until every viewer shows what the event lists, after the last answer, ms",
      ours: rounds.map(({ inStepMs }) => inStepMs),
      goal: { of: "value", most: 10_000, push: 2_000 },
    },
    { what: `— frames/s over ${all} sockets`, ours: rounds.map(framesPerSecond) },
  ];
}

function framesPerSecond({ away }: CrowdRound): number {
  return (away.frames * 1_000) / away.elapsedMs;
}

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

async function workLines(house: House, sockets: number): Promise<readonly Line[]> {
  const few = await watched(house, FEW_SOCKETS);
  const many = await watched(house, sockets);
  const rounds = await inRounds(house, [few.crowd, many.crowd], async (seed) => {
    const work = { few: await workOf(house, few, seed), many: await workOf(house, many, seed) };
    const shown = [work.few, work.many].map(
      ({ event, calls, call }) =>
        `${Math.round(event)} µs a second, ${Math.round(calls)} calls a second of ${Math.round(call)} µs`,
    );
    house.say(`the event's own work: ${shown.join("; ")}`);
    return work;
  });
  for (const { inspector } of [few, many]) inspector.close();
  const line = (what: string, of: (work: Work) => number): Line => ({
    what,
    ours: rounds.map((round) => of(round.many)),
    theirs: rounds.map((round) => of(round.few)),
    peer: `${RELAYS} × ${FEW_SOCKETS}`,
  });
  return [
    {
      what: `event's own work a second, ${RELAYS} relays × ${FEW_SOCKETS} → × ${sockets.toLocaleString("en")} sockets, ratio`,
      ours: rounds.map((round) => round.many.event / round.few.event),
      goal: { of: "value", most: 1.2 },
    },
    line("— µs of a second", ({ event }) => event),
    line("— calls of relays a second", ({ calls }) => calls),
    line("— calls of relays a tick", ({ callsPerTick }) => callsPerTick),
    line("— frames a second that the event sends itself", ({ frames }) => frames),
    line("— JavaScript of one call at the event, µs", ({ call }) => call),
  ];
}

interface Watched {
  readonly crowd: Crowd;
  readonly inspector: Inspector;
}

async function watched(house: House, sockets: number): Promise<Watched> {
  const crowd = await startCrowd(house, { relays: RELAYS, sockets }, true);
  return { crowd, inspector: await crowd.jari.openInspector() };
}

async function workOf(house: House, { crowd, inspector }: Watched, seed: number): Promise<Work> {
  const sourceOf = sourceLines(readFileSync((await house.build()).worker, "utf8"));
  const us = { event: 0, fanOut: 0 };
  const round = await runCrowd(crowd, {
    ...{ seed, seconds: secondsOf(house, SECONDS) },
    begins: () => inspector.startProfile(),
    ends: async () => {
      const profile = await inspector.stopProfile();
      const isEvent = (files: readonly string[]): boolean =>
        files.some((file) => file.startsWith(EVENT)) && !files.some((file) => file.startsWith(RELAY));
      us.event = workUs(profile, sourceOf, isEvent);
      us.fanOut = workUs(profile, sourceOf, (files) => isEvent(files) && files.includes(FAN_OUT));
    },
  });
  const { seconds, calls, own } = round;
  return {
    event: us.event / seconds,
    call: us.fanOut / calls,
    calls: calls / seconds,
    callsPerTick: (calls * OWN_VIEWERS) / own.frames,
    frames: (own.frames * 1_000) / own.elapsedMs,
  };
}

async function callLines(house: House): Promise<readonly Line[]> {
  const crowds: Crowd[] = [];
  for (const shape of CALL_SHAPES) crowds.push(await startCrowd(house, shape));
  const costs = await inRounds(house, crowds, async (seed) => {
    const points: [calls: number, us: number][] = [];
    for (const crowd of crowds) {
      const { calls, costMs } = await runCrowd(crowd, { seed, seconds: secondsOf(house, CALL_SECONDS) });
      points.push([calls, costMs * US_PER_MS]);
    }
    const cost = slope(points);
    const shown = points.map(([calls, us]) => `${calls} calls ${Math.round(us / US_PER_MS)} ms`).join(", ");
    house.say(`${shown}: ${Math.round(cost)} µs a call`);
    return cost;
  });
  return [{ what: "relay: a call at the event, µs", ours: costs }];
}

/** What `work` comes to in each round after the one that does not count. */
async function inRounds<T>(house: House, crowds: readonly Crowd[], work: (seed: number) => Promise<T>) {
  const { rounds, seed } = house.flags;
  for (const crowd of crowds) await runCrowd(crowd, { seed, seconds: secondsOf(house, WARM_UP_SECONDS) });
  const all: T[] = [];
  for (let round = 1; round <= rounds; round++) all.push(await work(seed + round));
  return all;
}

function secondsOf({ flags }: House, seconds: number): number {
  return flags.quick ? QUICK_SECONDS : seconds;
}
