// What a large event keeps in memory.

import type { House } from "../house.ts";
import type { ScenarioResult } from "../result.ts";
import { runHolds } from "./hold-rounds.ts";

const SEATS = 60_000;
const HOLDS = 5_000;
const SMALL_SEATS = 10_000;
const WARM_UP = 2_000;
const QUICK_HOLDS = 500;
const CLIENTS = 16;
const MB = 1_000_000;

/** The heap after a collection with the event, less the heap of the same worker before it. */
export async function memory(house: House): Promise<ScenarioResult> {
  const { rounds, seed, quick } = house.flags;
  const holds = quick ? QUICK_HOLDS : HOLDS;
  const megabytes: number[] = [];
  for (let round = 1; round <= rounds; round++) {
    const jari = await house.startJari({ inspect: true });
    const generator = house.startGenerator();
    const shape = { kind: "http-closed", clients: CLIENTS } as const;
    const plan = { seed, conflictShare: 0, buyers: Number.POSITIVE_INFINITY };
    // Its code, and the small hall, are not the large one's.
    await runHolds({
      generator,
      side: jari,
      plan: { ...plan, pairs: WARM_UP, seatCount: SMALL_SEATS },
      shape,
    });
    const inspector = await jari.openInspector();
    const before = await inspector.heapBytes();
    let after = 0;
    await runHolds({
      generator,
      side: jari,
      plan: { ...plan, pairs: holds, seatCount: SEATS },
      shape,
      after: async () => {
        after = await inspector.heapBytes();
      },
    });
    megabytes.push((after - before) / MB);
    house.say(`round ${round}: ${(before / MB).toFixed(1)} MB before, ${(after / MB).toFixed(1)} MB after`);
    inspector.close();
    await house.stopAll();
  }
  return {
    name: "memory",
    lines: [
      {
        what: `memory of ${SEATS.toLocaleString("en")} seats and ${holds.toLocaleString("en")} holds, MB`,
        ours: megabytes,
        goal: { of: "value", most: 24, push: 12 },
      },
    ],
    notes: [
      "V8's heap after a collection, by the runtime's inspector, less that of the same worker with a small event",
    ],
  };
}
