// Far more at once than an event can take: each command is answered, by a hold or by what a buyer can act on, none
// takes for ever, and what was accepted is there.

import type { House } from "../house.ts";
import { percentile } from "../stats.ts";
import type { ScenarioResult } from "../result.ts";
import { runHolds } from "./hold-rounds.ts";

const CLIENTS = 64;
const SEATS = 60_000;
const CONFLICT_SHARE = 0.3;
/** Each socket sends all that it has at once. */
const SOCKETS = 200;
const PAIRS = 16_000;
const QUICK_PAIRS = 12_000;
const MEDIAN = 0.5;
const P99 = 0.99;
const MS = 1_000;

/** Everything at once, over feeds whose allowance is lifted; `runHolds` checks what came of it. */
export async function overload(house: House): Promise<ScenarioResult> {
  const jari = await house.startJari({ lifted: true });
  const generator = house.startGenerator();
  const { rounds, seed, quick } = house.flags;
  const plan = {
    ...{ pairs: quick ? QUICK_PAIRS : PAIRS, seatCount: SEATS, conflictShare: CONFLICT_SHARE },
    buyers: Number.POSITIVE_INFINITY,
  };
  const shape = { kind: "http-closed", clients: CLIENTS } as const;
  await runHolds({ generator, side: jari, plan: { ...plan, pairs: QUICK_PAIRS / 4, seed }, shape });
  const refused: number[] = [];
  const slowest: number[] = [];
  for (let round = 1; round <= rounds; round++) {
    const { result } = await runHolds({
      generator,
      side: jari,
      plan: { ...plan, seed: seed + round },
      shape: { kind: "feed", sockets: SOCKETS, inFlight: plan.pairs },
    });
    const busy = result.statuses.filter((status) => status === 503 || status === 429).length;
    refused.push((busy * 100) / result.statuses.length);
    slowest.push(percentile(result.latencies, 1) / MS);
    const times = [MEDIAN, P99].map((p) => Math.round(percentile(result.latencies, p)));
    house.say(
      `round ${round}: ${busy} of ${result.statuses.length} refused, p50 ${times[0]} ms, p99 ${times[1]} ms`,
    );
  }
  return {
    name: "overload",
    lines: [
      {
        what: `${(plan.pairs * (1 + CONFLICT_SHARE)).toLocaleString("en")} commands at once: slowest answer, s`,
        ours: slowest,
        goal: { of: "value", most: 10 },
      },
      { what: "— told to come again, %", ours: refused },
    ],
    notes: ["every command was answered; what was accepted is HELD, once, and nothing else is"],
  };
}
