// Whether a hold costs the same in a hall of any size.

import type { House } from "../house.ts";
import type { Line, ScenarioResult } from "../result.ts";
import { runHolds } from "./hold-rounds.ts";

const SIZES = [1_000, 10_000, 60_000, 250_000] as const;
const CLIENTS = 64;
/** The same number of holds in each; the smallest hall must have room for them. */
const PAIRS = 400;
/** Fresh events of each size in a round, so that the clock of processor time is fine enough. */
const EVENTS = 12;
const PERCENT = 100;

/** Processor time of a hold by HTTP, at each size in turn. */
export async function growth(house: House): Promise<ScenarioResult> {
  const jari = await house.startJari();
  const generator = house.startGenerator();
  const { rounds, seed, quick } = house.flags;
  const shape = { kind: "http-closed", clients: CLIENTS } as const;
  const costOf = async (seatCount: number, from: number): Promise<number> => {
    const plan = { seed: from, pairs: PAIRS, seatCount, conflictShare: 0, buyers: PAIRS };
    return (await runHolds({ generator, side: jari, plan, shape })).costUs;
  };
  for (let warmUp = 0; warmUp < EVENTS; warmUp++) await costOf(SIZES[1], seed);

  const costs = new Map<number, number[]>(SIZES.map((size) => [size, []]));
  for (let round = 1; round <= rounds; round++) {
    const sums = new Map<number, number>();
    // In turn, so that whatever else the machine does falls on all sizes alike.
    for (let event = 0; event < (quick ? 1 : EVENTS); event++)
      for (const size of SIZES)
        sums.set(size, (sums.get(size) ?? 0) + (await costOf(size, seed + round * EVENTS + event)));
    for (const size of SIZES) costs.get(size)?.push((sums.get(size) ?? 0) / (quick ? 1 : EVENTS));
    house.say(
      `round ${round}: ${SIZES.map((size) => Math.round(costs.get(size)?.at(-1) ?? 0)).join(", ")} µs`,
    );
  }
  const perSize = SIZES.map((size): Line => ({
    what: `— processor time of a hold, ${size.toLocaleString("en")} seats, µs`,
    ours: costs.get(size) ?? [],
  }));
  const furthest = perSize[0]?.ours.map((_, round) => {
    const all = perSize.map(({ ours }) => ours[round] as number);
    const mean = all.reduce((sum, cost) => sum + cost, 0) / all.length;
    return Math.max(...all.map((cost) => Math.abs(cost / mean - 1))) * PERCENT;
  });
  return {
    name: "growth",
    lines: [
      {
        what: "a hold from 1,000 to 250,000 seats: furthest from the mean of all, %",
        ours: furthest ?? [],
        goal: { of: "value", most: 20 },
      },
      ...perSize,
    ],
    notes: [
      `${PAIRS} holds of 2 seats by HTTP on each of ${EVENTS} fresh events; 250,000 seats is the largest chart`,
    ],
  };
}
