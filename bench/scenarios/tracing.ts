// What tracing costs a hold: three of Jari side by side, that trace nothing, one in a hundred, and all. What is asked
// after is small beside what a shared machine does by itself, so each round is many short turns in changing order; and
// two processes of the same program differ by some hundredths as long as they live, so each round has its own.

import type { House } from "../house.ts";
import { seededRandom } from "../random.ts";
import type { Line, ScenarioResult } from "../result.ts";
import { Sink } from "../sink/sink.ts";
import { ratioOfSums, type Interval, type Turn } from "../stats.ts";
import { runHolds, type HoldRound, type Shape, type Side } from "./hold-rounds.ts";

const SEATS = 60_000;
const CONFLICT_SHARE = 0.05;
const TURNS = 6;
const QUICK = 10;
/** Longer than the spans of a turn are on their way. */
const REST_MS = 2_500;

const DOORS = [
  { name: "by HTTP", lifted: false, pairs: 6_000, shape: { kind: "http-closed", clients: 64 } },
  { name: "over the feed", lifted: true, pairs: 14_000, shape: { kind: "feed", sockets: 64, inFlight: 16 } },
] as const satisfies readonly Door[];

interface Door {
  readonly name: string;
  readonly lifted: boolean;
  readonly pairs: number;
  readonly shape: Shape;
}

/** The standard's variables for each of the three. */
const VARIANTS = {
  off: { OTEL_SDK_DISABLED: "true" },
  one: { OTEL_TRACES_SAMPLER: "parentbased_traceidratio", OTEL_TRACES_SAMPLER_ARG: "0.01" },
  all: { OTEL_TRACES_SAMPLER: "parentbased_always_on" },
} as const;

type Variant = keyof typeof VARIANTS;

const TRACED = [
  { variant: "all", share: "100 %", least: 0.9 },
  { variant: "one", share: "1 %", least: 0.99 },
] as const;

export async function tracing(house: House): Promise<ScenarioResult> {
  const lines: Line[] = [];
  const notes = [
    `holds on one event as in holds-http and holds-feed, beside the same without tracing; each round has servers of its ` +
      `own and is ${TURNS} turns of each in changing order, and its figure all of them together; spans go to a counting endpoint on this " +
      "machine, in Protobuf, by the standard's own settings`,
  ];
  for (const door of DOORS) {
    const rounds: Round[] = [];
    for (let round = 1; round <= house.flags.rounds; round++) {
      rounds.push(await takeRound(house, door, round));
      await house.stopAll();
    }
    const measured = told(house, door, rounds);
    lines.push(...measured.lines);
    notes.push(...measured.notes);
  }
  return { name: "tracing", lines, notes };
}

type Turns = Record<Variant, HoldRound[]>;

interface Round {
  readonly turns: Turns;
  /** that the endpoint has got of these turns, by their variant */
  readonly spans: Readonly<Record<string, number>>;
}

async function takeRound(house: House, door: Door, round: number): Promise<Round> {
  const sink = house.keep(await Sink.start());
  const { lifted, shape } = door;
  const { seed, quick } = house.flags;
  const start = (name: Variant): Promise<Side> =>
    house.startJari({
      lifted,
      vars: { OTEL_EXPORTER_OTLP_ENDPOINT: sink.endpoint(name), ...VARIANTS[name] },
    });
  const sides = { off: await start("off"), one: await start("one"), all: await start("all") };
  const generator = house.startGenerator();
  const pairs = quick ? door.pairs / QUICK : door.pairs;
  let order: readonly Variant[] = ["off", "one", "all"];
  const take = async (turn: number): Promise<Turns> => {
    const turns: Turns = { off: [], one: [], all: [] };
    order = turn % 2 === 0 ? order.toReversed() : [...order.slice(1), ...order.slice(0, 1)];
    for (const name of order) {
      const plan = {
        ...{ seed: seed + round * (TURNS + 1) + turn, pairs, seatCount: SEATS },
        ...{ conflictShare: CONFLICT_SHARE, buyers: Number.POSITIVE_INFINITY, serverChooses: false },
      };
      turns[name].push(await runHolds({ generator, side: sides[name], plan, shape }));
    }
    return turns;
  };
  const count = async (): Promise<Readonly<Record<string, number>>> => {
    await new Promise((resolve) => setTimeout(resolve, REST_MS));
    return sink.spans();
  };
  await take(0); // does not count
  const before = await count();
  const turns: Turns = { off: [], one: [], all: [] };
  for (let turn = 1; turn <= (quick ? 1 : TURNS); turn++) {
    const taken = await take(turn);
    for (const name of order) turns[name].push(...taken[name]);
  }
  const after = await count();
  const spans = Object.fromEntries(
    TRACED.map(({ variant }) => [variant, (after[variant] ?? 0) - (before[variant] ?? 0)]),
  );
  return { turns, spans };
}

interface Told {
  readonly lines: readonly Line[];
  readonly notes: readonly string[];
}

function told(house: House, door: Door, rounds: readonly Round[]): Told {
  const random = seededRandom(house.flags.seed);
  const lines: Line[] = [];
  const notes: string[] = [];
  for (const { variant, share, least } of TRACED) {
    const what = `holds/s ${door.name}, ${share} traced`;
    const peer = "untraced";
    const speed = (name: Variant): number[] => rounds.map(({ turns }) => speedOf(turns[name]));
    const cost = (name: Variant): number[] => rounds.map(({ turns }) => costOf(turns[name]));
    const exported = rounds.map(({ turns, spans }) => (spans[variant] ?? 0) / acceptedOf(turns[variant]));
    lines.push(
      { what, ours: speed(variant), theirs: speed("off"), peer, goal: { of: "ratio", least } },
      { what: "— processor time of a hold, µs", ours: cost(variant), theirs: cost("off"), peer },
      { what: "— spans exported for each", ours: exported },
    );
    const time = ratioOfSums(turnsOf(rounds, variant, elapsedMs), random);
    const processor = ratioOfSums(turnsOf(rounds, variant, processorMs), random);
    const note =
      `${what}: over all turns ${interval(inverse(time))} of the untraced holds/s, and ` +
      `${interval(processor)} of the processor time`;
    house.say(note);
    notes.push(note);
  }
  return { lines, notes };
}

const MS = 1_000;
const elapsedMs = ({ accepted, perSecond }: HoldRound): number => (accepted * MS) / perSecond;
const processorMs = ({ accepted, costUs }: HoldRound): number => (accepted * costUs) / MS;
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const acceptedOf = (rounds: readonly HoldRound[]): number => sum(rounds.map(({ accepted }) => accepted));
const speedOf = (rounds: readonly HoldRound[]): number =>
  (acceptedOf(rounds) * MS) / sum(rounds.map(elapsedMs));
const costOf = (rounds: readonly HoldRound[]): number =>
  (sum(rounds.map(processorMs)) * MS) / acceptedOf(rounds);

function turnsOf(
  rounds: readonly Round[],
  variant: Variant,
  costs: (round: HoldRound) => number,
): readonly (readonly Turn[])[] {
  const side = (round: HoldRound): Turn["ours"] => ({ done: round.accepted, cost: costs(round) });
  return rounds.map(({ turns }) =>
    turns[variant].map((turn, at) => ({ ours: side(turn), theirs: side(turns.off[at] as HoldRound) })),
  );
}

/** Less time is more holds. */
function inverse({ value, from, to }: Interval): Interval {
  return { value: 1 / value, from: 1 / to, to: 1 / from };
}

function interval({ value, from, to }: Interval): string {
  return `${value.toFixed(3)} × (95 %: ${from.toFixed(3)} to ${to.toFixed(3)})`;
}
