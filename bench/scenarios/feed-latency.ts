// From the moment a buyer asks for a seat until it is grey on everybody else's screen.

import type { House } from "../house.ts";
import type { ScenarioResult } from "../result.ts";
import type { Delays } from "../load/viewer-job.ts";
import { SESSION_SECRET } from "../target.ts";
import { runHolds } from "./hold-rounds.ts";

const SOCKETS = 2_000;
const QUICK_SOCKETS = 200;
const SEATS = 60_000;
const PER_SECOND = 500;
const SECONDS = 10;
const QUICK_SECONDS = 2;
const WARM_UP_PAIRS = 200;
/** Feeds of those who take seats, as the site does; a feed may send twenty frames a second. */
const BUYERS = 64;
/** The last frames are on their way when the last hold has been answered. */
const LAST_FRAMES_MS = 1_000;

/** Holds at a fixed rate while viewers watch; a hold's time counts from when it should have been sent. */
export async function feedLatency(house: House): Promise<ScenarioResult> {
  const jari = await house.startJari();
  const generator = house.startGenerator();
  const viewers = house.startViewers();
  const { rounds, seed, quick } = house.flags;
  const sockets = quick ? QUICK_SOCKETS : SOCKETS;
  const pairs = PER_SECOND * (quick ? QUICK_SECONDS : SECONDS);
  const all: Delays[] = [];
  for (let round = 0; round <= rounds; round++) {
    const { wishes, result } = await runHolds({
      generator,
      side: jari,
      plan: {
        seed: seed + round,
        pairs: round === 0 ? WARM_UP_PAIRS : pairs,
        seatCount: SEATS,
        conflictShare: 0,
        buyers: Number.POSITIVE_INFINITY,
      },
      shape: { kind: "feed-open", sockets: BUYERS, perSecond: PER_SECOND },
      before: async ({ address, eventId }) => {
        await viewers.open(address, `/api/events/${eventId}/feed`, { sockets, secret: SESSION_SECRET });
        await viewers.begin(true);
      },
      after: () => new Promise((resolve) => setTimeout(resolve, LAST_FRAMES_MS)),
    });
    const takenAt = wishes.flatMap(({ seats }, at) =>
      seats.map((seat): [number, number] => [seat, result.startedAt + (at * 1_000) / PER_SECOND]),
    );
    const delays = await viewers.delays(takenAt);
    await viewers.close();
    if (delays.missing > 0) throw new Error(`${delays.missing} seats did not turn grey everywhere`);
    if (round === 0) continue;
    all.push(delays);
    house.say(`round ${round}: p50 ${delays.p50.toFixed(1)} ms, p99 ${delays.p99.toFixed(1)} ms`);
  }
  return {
    name: "feed-latency",
    lines: [
      {
        what: `seat asked for → grey elsewhere, ${sockets.toLocaleString("en")} viewers, ${PER_SECOND} holds/s, p99, ms`,
        ours: all.map(({ p99 }) => p99),
        goal: { of: "value", most: 250, push: 100 },
      },
      { what: "— median, ms", ours: all.map(({ p50 }) => p50) },
    ],
    notes: [
      `${pairs * 2 * sockets} arrivals a round, each on every screen; asked for over ${BUYERS} feeds more, and the asking is counted in`,
    ],
  };
}
