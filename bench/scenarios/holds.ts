// Holds a second on one event, against Node with PostgreSQL: by HTTP, and over feeds.

import type { House } from "../house.ts";
import type { Generator } from "../load/generator.ts";
import type { Goal, Line, ScenarioResult } from "../result.ts";
import { runHolds, type HoldRound, type Shape, type Side } from "./hold-rounds.ts";

const CLIENTS = 64;
/** Commands of one socket on their way: it stands for many buyers. */
const IN_FLIGHT = 16;
const SEATS = 60_000;
const CONFLICT_SHARE = 0.05;
/** Holds of a round: some seconds on either side. */
const HTTP_PAIRS = 16_000;
const FEED_PAIRS = 28_000;
const QUICK = 10;

interface Comparison {
  readonly name: string;
  readonly what: string;
  readonly goal: Goal;
  readonly lifted: boolean;
  /** how Jari is asked; the peer is asked by HTTP */
  readonly shape: Shape;
  readonly pairs: number;
  readonly notes: readonly string[];
}

const BY_HTTP = { kind: "http-closed", clients: CLIENTS } as const;

/** 64 clients by HTTP on both sides. */
export async function holdsHttp(house: House): Promise<ScenarioResult> {
  const beside = await compare(house, {
    name: "holds-http",
    what: "holds/s on one event by HTTP",
    goal: { of: "ratio", least: 2, push: 4 },
    lifted: false,
    shape: BY_HTTP,
    pairs: HTTP_PAIRS,
    notes: [`${CLIENTS} clients, 2 seats each, 5 % conflicts, ${SEATS.toLocaleString("en")} seats`],
  });
  const [ours] = beside.lines;
  if (ours === undefined) throw new Error("nothing was measured");
  return { ...beside, lines: [...beside.lines, await besideBareWorker(house, ours.ours)] };
}

/** The same requests to a Worker that only calls an object and says back what it was told: the runtime's own part. */
async function besideBareWorker(house: House, ours: readonly number[]): Promise<Line> {
  await house.stopAll();
  const bare = await house.startBareWorker();
  const generator = house.startGenerator();
  const { seed, quick } = house.flags;
  const pairs = quick ? HTTP_PAIRS / QUICK : HTTP_PAIRS;
  const theirs: number[] = [];
  for (let round = 0; round <= ours.length; round++) {
    const { perSecond, costUs } = await bare.echo(generator, { pairs, seed: seed + round, clients: CLIENTS });
    if (round === 0) continue;
    theirs.push(perSecond);
    house.say(
      `round ${round}, bare worker: ${Math.round(perSecond)} requests/s, ${Math.round(costUs)} µs each`,
    );
  }
  return { what: "— beside an empty Worker and an empty object", ours, theirs, peer: "bare workerd" };
}

/** 64 feeds, against the peer's 64 clients by HTTP: it has nothing quicker to offer. */
export function holdsFeed(house: House): Promise<ScenarioResult> {
  return compare(house, {
    name: "holds-feed",
    what: "holds/s on one event over the feed",
    goal: { of: "ratio", least: 6, push: 12 },
    lifted: true,
    shape: { kind: "feed", sockets: CLIENTS, inFlight: IN_FLIGHT },
    pairs: FEED_PAIRS,
    notes: [
      `${CLIENTS} sockets, ${IN_FLIGHT} commands on their way each; a socket's allowance of frames is lifted`,
    ],
  });
}

async function compare(house: House, comparison: Comparison): Promise<ScenarioResult> {
  const { name, what, goal, lifted, shape, pairs, notes } = comparison;
  const jari = await house.startJari({ lifted });
  const peer = await house.startPostgres();
  const generator = house.startGenerator();
  const sides = [
    { side: jari, shape },
    { side: peer, shape: BY_HTTP },
  ];
  const [ours, theirs] = await takeTurns(house, { generator, sides, pairs });
  if (ours === undefined || theirs === undefined) throw new Error("a side did not run");
  const peerName = "PostgreSQL";
  const speed = (rounds: readonly HoldRound[]): number[] => rounds.map((round) => round.perSecond);
  const cost = (rounds: readonly HoldRound[]): number[] => rounds.map((round) => round.costUs);
  return {
    name,
    lines: [
      { what, ours: speed(ours), theirs: speed(theirs), peer: peerName, goal },
      { what: "— processor time of a hold, µs", ours: cost(ours), theirs: cost(theirs), peer: peerName },
    ],
    notes,
  };
}

interface Turns {
  readonly generator: Generator;
  readonly sides: readonly { readonly side: Side; readonly shape: Shape }[];
  readonly pairs: number;
}

/** The rounds of each side, A B A B, after one each that does not count. */
async function takeTurns(house: House, { generator, sides, pairs }: Turns): Promise<readonly HoldRound[][]> {
  const { rounds, seed, quick } = house.flags;
  const done = sides.map((): HoldRound[] => []);
  const size = quick ? pairs / QUICK : pairs;
  for (let round = 0; round <= rounds; round++) {
    for (const [at, { side, shape }] of sides.entries()) {
      const plan = {
        seed: seed + round,
        pairs: round === 0 ? Math.ceil(size / 4) : size,
        seatCount: SEATS,
        conflictShare: CONFLICT_SHARE,
        buyers: Number.POSITIVE_INFINITY,
      };
      const one = await runHolds({ generator, side, plan, shape });
      if (round === 0) continue;
      done[at]?.push(one);
      const who = at === 0 ? "Jari" : "peer";
      house.say(
        `round ${round}, ${who}: ${Math.round(one.perSecond)} holds/s, ${Math.round(one.costUs)} µs each`,
      );
    }
  }
  return done;
}
