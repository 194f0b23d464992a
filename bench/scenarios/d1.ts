// How long one order keeps D1 at work. A D1 is one thread: 1 s of it, divided by that, is the most that it can carry.

import type { House } from "../house.ts";
import type { Profile } from "../inspector.ts";
import type { ScenarioResult } from "../result.ts";
import { intervalUs } from "../work-of.ts";
import { sell } from "./sell.ts";

const ORDERS = 600;
const QUICK_ORDERS = 150;
const US_PER_SECOND = 1_000_000;
/** What the profiler calls time in which the isolate does nothing. */
const IDLE = "(idle)";

/** The busy time of D1's isolate an order of two seats, while whole sales run, and the orders/s that it leaves room for. */
export async function d1(house: House): Promise<ScenarioResult> {
  const jari = await house.startJari({ inspect: true });
  const inspector = await jari.openInspector("d1");
  const generator = house.startGenerator();
  const { rounds, seed, quick } = house.flags;
  const orders = quick ? QUICK_ORDERS : ORDERS;
  const costs: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const profile = await inspector.profile(async () => {
      await sell({ side: jari, generator, seed: seed + round, orders });
    });
    const us = busyUs(profile) / orders;
    if (round === 0) continue;
    costs.push(us);
    house.say(`round ${round}: D1 is at work for ${Math.round(us)} µs an order`);
  }
  inspector.close();
  return {
    name: "d1",
    lines: [
      { what: "one D1 is at work for an order, µs", ours: costs },
      { what: "— orders/s that keep it at work all the time", ours: costs.map((us) => US_PER_SECOND / us) },
    ],
    notes: [
      `${orders} orders of 2 seats, from the hold to the tickets, with the audits that wait for them; samples of the ` +
        "runtime's profiler in D1's isolate, times the time between two; what the runtime does outside it, such as " +
        "the commit to disk, is not counted",
    ],
  };
}

/**
 * The µs that an isolate was at work. The profiler takes no sample while the thread is in another isolate, so the
 * samples are counted, not the time between the first and the last of them; a long gap is no work of this isolate.
 */
export function busyUs(profile: Profile): number {
  const { nodes, samples } = profile;
  if (samples.length === 0) return 0;
  const idle = new Set(nodes.filter(({ callFrame }) => callFrame.functionName === IDLE).map(({ id }) => id));
  return samples.filter((id) => !idle.has(id)).length * intervalUs(profile);
}
