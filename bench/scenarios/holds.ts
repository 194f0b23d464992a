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
const COST = "processor time of a hold, µs";

const BY_HTTP = { kind: "http-closed", clients: CLIENTS } as const;

/** One that is measured beside Jari, and always asked by HTTP. */
interface Rival {
  /** in the table */
  readonly name: string;
  readonly side: Side;
  /** of its lines; the main rival's are the scenario's own */
  readonly line?: string;
  /** asks for any two seats */
  readonly serverChooses?: boolean;
}

interface Comparison {
  readonly name: string;
  readonly what: string;
  readonly goal: Goal;
  readonly jari: Side;
  /** how Jari is asked */
  readonly shape: Shape;
  /** the main one first */
  readonly rivals: readonly Rival[];
  readonly pairs: number;
  readonly notes: readonly string[];
}

/** 64 clients by HTTP on all sides. */
export async function holdsHttp(house: House): Promise<ScenarioResult> {
  const beside = await compare(house, {
    name: "holds-http",
    what: "holds/s on one event by HTTP",
    goal: { of: "ratio", least: 2, push: 4 },
    jari: await house.startJari(),
    shape: BY_HTTP,
    rivals: [await postgres(house), await redis(house), await bestAvailable(house)],
    pairs: HTTP_PAIRS,
    notes: [
      `${CLIENTS} clients, 2 seats each, 5 % conflicts, ${SEATS.toLocaleString("en")} seats`,
      "with SKIP LOCKED the database chooses the seats: nobody is refused, and nobody gets the seats that they want",
    ],
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

/** 64 feeds, against the peers' 64 clients by HTTP: they have nothing quicker to offer. */
export async function holdsFeed(house: House): Promise<ScenarioResult> {
  return compare(house, {
    name: "holds-feed",
    what: "holds/s on one event over the feed",
    goal: { of: "ratio", least: 6, push: 12 },
    jari: await house.startJari({ lifted: true }),
    shape: { kind: "feed", sockets: CLIENTS, inFlight: IN_FLIGHT },
    rivals: [await postgres(house), await redis(house)],
    pairs: FEED_PAIRS,
    notes: [
      `${CLIENTS} sockets, ${IN_FLIGHT} commands on their way each; a socket's allowance of frames is lifted`,
    ],
  });
}

async function postgres(house: House): Promise<Rival> {
  return { name: "PostgreSQL", side: await house.startPostgres() };
}

async function redis(house: House): Promise<Rival> {
  return { name: "Redis", side: await house.startRedis(), line: "— beside Redis with a script" };
}

async function bestAvailable(house: House): Promise<Rival> {
  const side = await house.startPostgres({ best: true });
  const line = "— beside best-available with SKIP LOCKED";
  return { name: "PostgreSQL", side, line, serverChooses: true };
}

async function compare(house: House, comparison: Comparison): Promise<ScenarioResult> {
  const { name, what, goal, jari, shape, rivals, pairs, notes } = comparison;
  const generator = house.startGenerator();
  const sides = [
    { name: "Jari", side: jari, shape },
    ...rivals.map((rival) => ({ ...rival, shape: BY_HTTP })),
  ];
  const [ours = [], ...theirs] = await takeTurns(house, { generator, sides, pairs });
  const speed = (rounds: readonly HoldRound[]): number[] => rounds.map((round) => round.perSecond);
  const cost = (rounds: readonly HoldRound[]): number[] => rounds.map((round) => round.costUs);
  const lines = rivals.flatMap(({ name: peer, line }, at): Line[] => {
    const rounds = theirs[at] ?? [];
    const [first, second] = line === undefined ? [what, `— ${COST}`] : [line, `${line}: ${COST}`];
    return [
      { what: first, ours: speed(ours), theirs: speed(rounds), peer, ...(line === undefined && { goal }) },
      { what: second, ours: cost(ours), theirs: cost(rounds), peer },
    ];
  });
  return { name, lines, notes };
}

interface Turns {
  readonly generator: Generator;
  readonly sides: readonly (Rival & { readonly shape: Shape })[];
  readonly pairs: number;
}

/** The rounds of each side, A B C A B C, after one each that does not count. */
async function takeTurns(house: House, { generator, sides, pairs }: Turns): Promise<readonly HoldRound[][]> {
  const { rounds, seed, quick } = house.flags;
  const done = sides.map((): HoldRound[] => []);
  const size = quick ? pairs / QUICK : pairs;
  for (let round = 0; round <= rounds; round++) {
    for (const [at, { name, side, shape, line = "", serverChooses = false }] of sides.entries()) {
      const plan = {
        seed: seed + round,
        pairs: round === 0 ? Math.ceil(size / 4) : size,
        seatCount: SEATS,
        conflictShare: CONFLICT_SHARE,
        buyers: Number.POSITIVE_INFINITY,
        serverChooses,
      };
      const one = await runHolds({ generator, side, plan, shape });
      if (round === 0) continue;
      done[at]?.push(one);
      house.say(
        `round ${round}, ${name} ${line}: ${Math.round(one.perSecond)} holds/s, ${Math.round(one.costUs)} µs each`,
      );
    }
  }
  return done;
}
