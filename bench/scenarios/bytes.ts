// What it takes to tell: the snapshot of a large hall, and a change of a seat while many are sold.

import type { House } from "../house.ts";
import type { ScenarioResult } from "../result.ts";
import { SESSION_SECRET, type Target } from "../target.ts";
import { runHolds } from "./hold-rounds.ts";

const SEATS = 60_000;
/** Half of the hall. */
const PAIRS = 15_000;
const QUICK_PAIRS = 1_500;
const SOCKETS = 64;
const IN_FLIGHT = 16;
/** The viewer's first snapshot, or the last ticks, are not yet there. */
const PAUSE_MS = 1_000;
const KB = 1_000;

/** From the real feed and the real route. */
export async function bytes(house: House): Promise<ScenarioResult> {
  const jari = await house.startJari({ lifted: true });
  const generator = house.startGenerator();
  const viewers = house.startViewers();
  const { rounds, seed, quick } = house.flags;
  const pairs = quick ? QUICK_PAIRS : PAIRS;
  const figures = { fresh: [] as number[], half: [] as number[], change: [] as number[] };
  for (let round = 1; round <= rounds; round++) {
    let target: Target | undefined;
    const { accepted } = await runHolds({
      generator,
      side: jari,
      plan: { seed: seed + round, pairs, seatCount: SEATS, conflictShare: 0, buyers: 1 },
      shape: { kind: "feed", sockets: SOCKETS, inFlight: IN_FLIGHT },
      before: async (fresh) => {
        target = fresh;
        figures.fresh.push((await snapshotBytes(fresh)) / KB);
        const path = `/api/events/${fresh.eventId}/feed`;
        await viewers.open(fresh.address, path, { sockets: 1, secret: SESSION_SECRET });
        await pause();
        await viewers.begin(false);
      },
      after: pause,
    });
    const count = await viewers.end();
    await viewers.close();
    figures.change.push(count.bytes / (accepted * 2));
    if (target !== undefined) figures.half.push((await snapshotBytes(target)) / KB);
    house.say(`round ${round}: ${count.frames} ticks, ${figures.change.at(-1)?.toFixed(2)} bytes a seat`);
  }
  const what = `snapshot of ${SEATS.toLocaleString("en")} seats, kB`;
  return {
    name: "bytes",
    lines: [
      {
        what: `${what}, ${pairs * 2} of them held at random`,
        ours: figures.half,
        goal: { of: "value", most: 15.1 },
      },
      { what: "— fresh, kB", ours: figures.fresh },
      {
        what: "a seat change in the ticks of a busy sale, bytes",
        ours: figures.change,
        goal: { of: "value", most: 4, push: 2 },
      },
    ],
    notes: [
      `bytes of the frames that one viewer was sent while ${SOCKETS} feeds took pairs of neighbours at random`,
    ],
  };
}

async function snapshotBytes({ address, eventId }: Target): Promise<number> {
  const answer = await fetch(`http://${address.host}:${address.port}/api/events/${eventId}/seats`);
  if (answer.status !== 200) throw new Error(`the snapshot: ${answer.status}`);
  return (await answer.arrayBuffer()).byteLength;
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}
