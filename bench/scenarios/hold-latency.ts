// How long a hold takes when the machine is not full: both sides at half of what the peer can do.

import type { House } from "../house.ts";
import type { ScenarioResult } from "../result.ts";
import { percentile } from "../stats.ts";
import { runHolds } from "./hold-rounds.ts";

const CLIENTS = 64;
const SEATS = 60_000;
const CONFLICT_SHARE = 0.05;
const FULL_PAIRS = 6_000;
/** A round at the fixed rate. */
const SECONDS = 10;
const QUICK_SECONDS = 1;
const MEDIAN = 0.5;
const P99 = 0.99;

/** Open loop at a fixed rate; a hold's time counts from when it should have been sent. */
export async function holdLatency(house: House): Promise<ScenarioResult> {
  const jari = await house.startJari();
  const peer = await house.startPostgres();
  const generator = house.startGenerator();
  const { rounds, seed, quick } = house.flags;
  const plan = { seed, seatCount: SEATS, conflictShare: CONFLICT_SHARE, buyers: Number.POSITIVE_INFINITY };
  const closed = { kind: "http-closed", clients: CLIENTS } as const;
  // Each side warms up at full load; the peer's second time is its measure.
  const warmUp = { ...plan, pairs: FULL_PAIRS };
  await runHolds({ generator, side: jari, plan: warmUp, shape: closed });
  await runHolds({ generator, side: peer, plan: warmUp, shape: closed });
  const full = await runHolds({ generator, side: peer, plan: warmUp, shape: closed });
  const perSecond = Math.round(full.perSecond / 2);
  house.say(`the peer's full load is ${Math.round(full.perSecond)} holds/s`);

  const times: Record<"ours" | "theirs", { p50: number[]; p99: number[] }> = {
    ours: { p50: [], p99: [] },
    theirs: { p50: [], p99: [] },
  };
  const pairs = Math.min(perSecond * (quick ? QUICK_SECONDS : SECONDS), SEATS >> 1);
  for (let round = 1; round <= rounds; round++) {
    for (const [who, side] of [["ours", jari] as const, ["theirs", peer] as const]) {
      const shape = { kind: "http-open", clients: CLIENTS, perSecond } as const;
      const { result } = await runHolds({
        generator,
        side,
        plan: { ...plan, seed: seed + round, pairs },
        shape,
      });
      times[who].p50.push(percentile(result.latencies, MEDIAN));
      times[who].p99.push(percentile(result.latencies, P99));
      house.say(`round ${round}, ${who}: p99 ${times[who].p99.at(-1)?.toFixed(1)} ms`);
    }
  }
  const { ours, theirs } = times;
  return {
    name: "hold-latency",
    lines: [
      {
        what: "a hold at half of the peer's full load, p99, ms",
        ours: ours.p99,
        theirs: theirs.p99,
        peer: "PostgreSQL",
        goal: { of: "ratio", most: 1, push: 0.5 },
      },
      { what: "— median, ms", ours: ours.p50, theirs: theirs.p50, peer: "PostgreSQL" },
    ],
    notes: [`both at ${perSecond} holds/s by HTTP, open loop, over at most ${CLIENTS} connections`],
  };
}
