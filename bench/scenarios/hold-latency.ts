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

interface Times {
  readonly p50: number[];
  readonly p99: number[];
}

/** Open loop at a fixed rate; a hold's time counts from when it should have been sent. */
export async function holdLatency(house: House): Promise<ScenarioResult> {
  // Over the feed, as the site asks for seats, and by HTTP; the peer has HTTP only. The feeds' allowance of frames is
  // lifted, for each stands for many buyers.
  const jari = await house.startJari({ lifted: true });
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

  const pairs = Math.min(perSecond * (quick ? QUICK_SECONDS : SECONDS), SEATS >> 1);
  const byHttp = { kind: "http-open", clients: CLIENTS, perSecond } as const;
  const byFeed = { kind: "feed-open", sockets: CLIENTS, perSecond } as const;
  const fed: Times = { p50: [], p99: [] };
  const asked: Times = { p50: [], p99: [] };
  const theirs: Times = { p50: [], p99: [] };
  for (let round = 1; round <= rounds; round++) {
    for (const { who, side, shape, times } of [
      { who: "feed", side: jari, shape: byFeed, times: fed },
      { who: "HTTP", side: jari, shape: byHttp, times: asked },
      { who: "peer", side: peer, shape: byHttp, times: theirs },
    ]) {
      const { result } = await runHolds({
        generator,
        side,
        plan: { ...plan, seed: seed + round, pairs },
        shape,
      });
      times.p50.push(percentile(result.latencies, MEDIAN));
      times.p99.push(percentile(result.latencies, P99));
      house.say(`round ${round}, ${who}: p99 ${times.p99.at(-1)?.toFixed(1)} ms`);
    }
  }
  return {
    name: "hold-latency",
    lines: linesOf(fed, asked, theirs),
    notes: [
      `all at ${perSecond} holds/s, open loop, over ${CLIENTS} feeds or at most ${CLIENTS} connections`,
    ],
  };
}

function linesOf(fed: Times, asked: Times, theirs: Times): ScenarioResult["lines"] {
  const goal = { of: "ratio", most: 1, push: 0.5 } as const;
  const peer = "PostgreSQL";
  const at = "a hold at half of the peer's full load";
  return [
    { what: `${at}, over the feed, p99, ms`, ours: fed.p99, theirs: theirs.p99, peer, goal },
    { what: "— median, ms", ours: fed.p50, theirs: theirs.p50, peer },
    { what: `${at}, by HTTP, p99, ms`, ours: asked.p99, theirs: theirs.p99, peer, goal },
    { what: "— median, ms", ours: asked.p50, theirs: theirs.p50, peer },
  ];
}
