// Whole sales of one event: from the hold to the captured payment and the tickets, until nothing is left to do. Beside
// PostgreSQL; with `--against`, beside another version of Jari.

import type { House } from "../house.ts";
import { seededRandom } from "../random.ts";
import type { ScenarioResult } from "../result.ts";
import { sell, type SalesSide, type Sold } from "./sell.ts";
import { compareSales, ordersOfTurn, saleNote, turnText, type SoldTurn } from "./sold-turns.ts";
import { wholeSalesAgainst } from "./whole-sales-against.ts";

const PEER = "PostgreSQL";

/** Orders a minute of one event, each with two seats, everything settled and audited at the end. */
export async function wholeSales(house: House): Promise<ScenarioResult> {
  const { rounds, seed, quick, against } = house.flags;
  if (against !== undefined) return wholeSalesAgainst(house, against);
  const provider = await house.startProvider();
  const jari = await house.startJari({ provider });
  const postgres = await house.startSalesPeer(provider);
  const generator = house.startGenerator();
  const turns: SoldTurn[] = [];
  for (let round = 0; round <= rounds; round++) {
    const orders = ordersOfTurn({ quick, warmsUp: round === 0 });
    const take = (side: SalesSide): Promise<Sold> =>
      sell({ side, generator, provider, seed: seed + round, orders });
    const turn = { ours: await take(jari), theirs: await take(postgres) };
    if (round === 0) continue;
    turns.push(turn);
    house.say(`round ${round}: ${turnText(turn, PEER)}`);
  }
  const { lines, note } = compareSales({
    rounds: turns.map((turn) => [turn]),
    peer: PEER,
    goal: { of: "value", least: 10_000, push: 30_000 },
    random: seededRandom(seed),
  });
  return { name: "whole-sales", lines, notes: [saleNote(quick), note] };
}
