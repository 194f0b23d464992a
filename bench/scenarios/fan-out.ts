// Frames a second to thousands of open sockets, against a program that does nothing else.

import type { House } from "../house.ts";
import type { Generator } from "../load/generator.ts";
import type { FrameCount } from "../load/viewer-job.ts";
import type { Viewers } from "../load/viewers.ts";
import { Broadcaster } from "../peers/broadcaster/broadcaster.ts";
import type { ScenarioResult } from "../result.ts";
import { SESSION_SECRET } from "../target.ts";
import { runHolds, type Side } from "./hold-rounds.ts";

const SOCKETS = 5_000;
const QUICK_SOCKETS = 500;
const SEATS = 60_000;
/** Enough that a tick follows a tick. */
const CLIENTS = 16;
const PAIRS = 600;
const QUICK_PAIRS = 100;
const PEER_MS = 5_000;
const MS = 1_000;

/** Jari's viewers while seats are taken as fast as they are given, and the peer's as fast as it sends. */
export async function fanOut(house: House): Promise<ScenarioResult> {
  const jari = await house.startJari();
  const broadcaster = house.keep(await Broadcaster.start());
  const bare = await house.startBareWorker();
  const generator = house.startGenerator();
  const viewers = house.startViewers();
  const { rounds, seed, quick } = house.flags;
  const sockets = quick ? QUICK_SOCKETS : SOCKETS;
  const figures = { ours: [] as number[], theirs: [] as number[], bare: [] as number[] };
  for (let round = 0; round <= rounds; round++) {
    const plan = { seed: seed + round, pairs: quick || round === 0 ? QUICK_PAIRS : PAIRS, sockets };
    const ours = await watchJari({ side: jari, generator, viewers, plan });
    const bytes = Math.round(ours.bytes / ours.frames);
    const theirs = await watchPeer(viewers, broadcaster, { sockets, bytes });
    const floor = await watchPeer(viewers, bare, { sockets, bytes });
    if (round === 0) continue;
    figures.ours.push(rate(ours));
    figures.theirs.push(rate(theirs));
    figures.bare.push(rate(floor));
    const rates = [ours, theirs, floor].map((count) => Math.round(rate(count)));
    house.say(
      `round ${round}: Jari ${rates[0]}, ws ${rates[1]}, bare workerd ${rates[2]} frames/s, ${bytes} bytes`,
    );
  }
  const { ours, theirs } = figures;
  return {
    name: "fan-out",
    lines: [
      {
        what: `a seat change to ${sockets.toLocaleString("en")} open sockets, frames/s`,
        ours,
        theirs,
        peer: "bare ws",
        goal: { of: "ratio", least: 0.6, push: 1 },
      },
      {
        what: "— beside an object that does nothing else",
        ...{ ours, theirs: figures.bare, peer: "bare workerd" },
      },
    ],
    notes: [
      "one event, no relays if the number of viewers is below their mark; the peer sends frames of the same length, " +
        "the next as soon as all have left",
    ],
  };
}

function rate({ frames, elapsedMs }: FrameCount): number {
  return (frames * MS) / elapsedMs;
}

interface Watching {
  readonly side: Side;
  readonly generator: Generator;
  readonly viewers: Viewers;
  readonly plan: { readonly seed: number; readonly pairs: number; readonly sockets: number };
}

async function watchJari({ side, generator, viewers, plan }: Watching): Promise<FrameCount> {
  const { seed, pairs, sockets } = plan;
  let count: FrameCount | undefined;
  await runHolds({
    generator,
    side,
    plan: { seed, pairs, seatCount: SEATS, conflictShare: 0, buyers: Number.POSITIVE_INFINITY },
    shape: { kind: "http-closed", clients: CLIENTS },
    before: async ({ address, eventId }) => {
      const path = `/api/events/${eventId}/feed`;
      await viewers.open(address, path, { sockets, secret: SESSION_SECRET });
      await viewers.begin(false);
    },
    after: async () => {
      count = await viewers.end();
      await viewers.close();
    },
  });
  if (count === undefined || count.fewest === 0) throw new Error("a viewer was told nothing");
  return count;
}

async function watchPeer(
  viewers: Viewers,
  peer: Pick<Broadcaster, "address" | "broadcast" | "pause">,
  { sockets, bytes }: { sockets: number; bytes: number },
): Promise<FrameCount> {
  await viewers.open(peer.address, "/", { sockets, secret: SESSION_SECRET });
  await viewers.begin(false);
  await peer.broadcast(bytes);
  await new Promise((resolve) => setTimeout(resolve, PEER_MS));
  const count = await viewers.end();
  await peer.pause();
  await viewers.close();
  return count;
}
