// What tracing costs a hold: three of Jari side by side, that trace nothing, one in a hundred, and all. What is asked
// after is small beside what a shared machine does by itself, so each round is many short turns in changing order.

import type { House } from "../house.ts";
import { seededRandom } from "../random.ts";
import type { Line, ScenarioResult } from "../result.ts";
import { Sink } from "../sink/sink.ts";
import { ratioOfSums, type Interval, type Turn } from "../stats.ts";
import { runHolds, type HoldRound, type Shape, type Side } from "./hold-rounds.ts";

const SEATS = 60_000;
const CONFLICT_SHARE = 0.05;
const TURNS = 8;
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
type Block = Record<Variant, HoldRound[]>;

const TRACED = [
  { variant: "all", share: "100 %", least: 0.9 },
  { variant: "one", share: "1 %", least: 0.99 },
] as const;

export async function tracing(house: House): Promise<ScenarioResult> {
  const lines: Line[] = [];
  const notes = [
    `holds on one event as in holds-http and holds-feed, beside the same without tracing; each round is ${TURNS} turns ` +
      "of each in changing order, and its figure all of them together; spans go to a counting endpoint on this " +
      "machine, in Protobuf, by the standard's own settings",
  ];
  for (const door of DOORS) {
    const measured = await measure(house, door);
    lines.push(...measured.lines);
    notes.push(...measured.notes);
    await house.stopAll();
  }
  return { name: "tracing", lines, notes };
}

interface Measured {
  readonly lines: readonly Line[];
  readonly notes: readonly string[];
}

async function measure(house: House, door: Door): Promise<Measured> {
  const sink = house.keep(await Sink.start());
  const { lifted } = door;
  const start = (name: Variant): Promise<Side> =>
    house.startJari({
      lifted,
      vars: { OTEL_EXPORTER_OTLP_ENDPOINT: sink.endpoint(name), ...VARIANTS[name] },
    });
  const sides = { off: await start("off"), one: await start("one"), all: await start("all") };
  const take = takeTurns(house, door, sides);
  const blocks: Block[] = [];
  const exported: Readonly<Record<string, number>>[] = [];
  for (let round = 0; round <= house.flags.rounds; round++) {
    blocks.push(await take(round));
    await new Promise((resolve) => setTimeout(resolve, REST_MS));
    exported.push(await sink.spans());
  }
  return told(house, { door, blocks: blocks.slice(1), exported });
}

/** A round: each side's turns, every time in another order. The first does not count and is short. */
function takeTurns(house: House, { shape, pairs }: Door, sides: Readonly<Record<Variant, Side>>) {
  const generator = house.startGenerator();
  const { seed, quick } = house.flags;
  let order: readonly Variant[] = ["off", "one", "all"];
  return async (round: number): Promise<Block> => {
    const block: Block = { off: [], one: [], all: [] };
    for (let turn = 0; turn < (round === 0 || quick ? 1 : TURNS); turn++) {
      order = turn % 2 === 0 ? order.toReversed() : [...order.slice(1), ...order.slice(0, 1)];
      for (const name of order) {
        const plan = {
          ...{ seed: seed + round * TURNS + turn, pairs: quick ? pairs / 10 : pairs, seatCount: SEATS },
          ...{ conflictShare: CONFLICT_SHARE, buyers: Number.POSITIVE_INFINITY, serverChooses: false },
        };
        block[name].push(await runHolds({ generator, side: sides[name], plan, shape }));
      }
    }
    return block;
  };
}

interface Found {
  readonly door: Door;
  readonly blocks: readonly Block[];
  /** spans that the endpoint had got before each block, and after the last */
  readonly exported: readonly Readonly<Record<string, number>>[];
}

function told(house: House, { door, blocks, exported }: Found): Measured {
  const random = seededRandom(house.flags.seed);
  const lines: Line[] = [];
  const notes: string[] = [];
  for (const { variant, share, least } of TRACED) {
    const what = `holds/s ${door.name}, ${share} traced`;
    const peer = "untraced";
    const speed = (name: Variant): number[] => blocks.map((block) => speedOf(block[name]));
    const cost = (name: Variant): number[] => blocks.map((block) => costOf(block[name]));
    const spans = blocks.map((block, at) => {
      const came = (exported[at + 1]?.[variant] ?? 0) - (exported[at]?.[variant] ?? 0);
      return came / acceptedOf(block[variant]);
    });
    lines.push(
      { what, ours: speed(variant), theirs: speed("off"), peer, goal: { of: "ratio", least } },
      { what: "— processor time of a hold, µs", ours: cost(variant), theirs: cost("off"), peer },
      { what: "— spans exported for each", ours: spans },
    );
    const [time, processor] = [elapsedMs, processorMs].map((costs) =>
      ratioOfSums(turnsOf(blocks, variant, costs), random),
    ) as [Interval, Interval];
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
  blocks: readonly Block[],
  variant: Variant,
  costs: (round: HoldRound) => number,
): readonly Turn[] {
  const side = (round: HoldRound): Turn["ours"] => ({ done: round.accepted, cost: costs(round) });
  return blocks.flatMap((block) =>
    block[variant].map((round, at) => ({ ours: side(round), theirs: side(block.off[at] as HoldRound) })),
  );
}

/** Less time is more holds. */
function inverse({ value, from, to }: Interval): Interval {
  return { value: 1 / value, from: 1 / to, to: 1 / from };
}

function interval({ value, from, to }: Interval): string {
  return `${value.toFixed(3)} × (95 %: ${from.toFixed(3)} to ${to.toFixed(3)})`;
}
