// Whole sales of this checkout beside those of another commit. Versions differ by little, and two processes of the same
// program differ by some hundredths as long as they live, so each round has servers of its own.

import { shortName } from "../jari/worktree.ts";
import type { House } from "../house.ts";
import type { Build } from "../jari/build.ts";
import { seededRandom } from "../random.ts";
import type { ScenarioResult } from "../result.ts";
import { sell, type SalesSide, type Sold } from "./sell.ts";
import { compareSales, ordersOfTurn, saleNote, turnText, type SoldTurn } from "./sold-turns.ts";

/** After one that warms up. */
const TURNS = 2;

/** Sells on both in turns. Throws where there is no such commit, or it cannot be built. */
export async function wholeSalesAgainst(house: House, commit: string): Promise<ScenarioResult> {
  const { rounds: count, seed, quick } = house.flags;
  const peer = shortName(commit);
  const rounds: (readonly SoldTurn[])[] = [];
  const build = await house.buildCommit(commit);
  for (let round = 1; round <= count; round++) {
    const turns = await takeRound(house, build, round);
    for (const turn of turns) house.say(`round ${round}: ${turnText(turn, peer)}`);
    rounds.push(turns);
  }
  const { lines, note } = compareSales({ rounds, peer, random: seededRandom(seed) });
  return { name: "whole-sales-against", lines, notes: [saleNote(quick), note] };
}

async function takeRound(house: House, build: Build, round: number): Promise<readonly SoldTurn[]> {
  const { seed, quick } = house.flags;
  const provider = await house.startProvider();
  const ours = await house.startJari({ provider });
  const theirs = await house.startJari({ provider, build });
  const generator = house.startGenerator();
  const turns: SoldTurn[] = [];
  for (let turn = 0; turn <= (quick ? 1 : TURNS); turn++) {
    const orders = ordersOfTurn({ quick, warmsUp: turn === 0 });
    const take = (side: SalesSide): Promise<Sold> =>
      sell({ side, generator, provider, seed: seed + round * (TURNS + 1) + turn, orders });
    const sold = { ours: await take(ours), theirs: await take(theirs) };
    if (turn > 0) turns.push(sold);
  }
  for (const one of [generator, ours, theirs, provider]) await house.stop(one);
  return turns;
}
