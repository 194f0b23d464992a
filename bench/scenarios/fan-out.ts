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
  const generator = house.startGenerator();
  const viewers = house.startViewers();
  const { rounds, seed, quick } = house.flags;
  const sockets = quick ? QUICK_SOCKETS : SOCKETS;
  const figures = { ours: [] as number[], theirs: [] as number[], bytes: [] as number[] };
  for (let round = 0; round <= rounds; round++) {
    const plan = { seed: seed + round, pairs: quick || round === 0 ? QUICK_PAIRS : PAIRS, sockets };
    const ours = await watchJari({ side: jari, generator, viewers, plan });
    const bytes = Math.round(ours.bytes / ours.frames);
    const theirs = await watchPeer(viewers, broadcaster, { sockets, bytes });
    if (round === 0) continue;
    figures.ours.push(rate(ours));
    figures.theirs.push(rate(theirs));
    figures.bytes.push(bytes);
    house.say(
      `round ${round}: ${Math.round(rate(ours))} and ${Math.round(rate(theirs))} frames/s of ${bytes} bytes`,
    );
  }
  const { ours, theirs, bytes } = figures;
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
      { what: "— bytes of a frame", ours: bytes },
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
  broadcaster: Broadcaster,
  { sockets, bytes }: { sockets: number; bytes: number },
): Promise<FrameCount> {
  await viewers.open(broadcaster.address, "/", { sockets, secret: SESSION_SECRET });
  await viewers.begin(false);
  await broadcaster.broadcast(bytes);
  await new Promise((resolve) => setTimeout(resolve, PEER_MS));
  const count = await viewers.end();
  await broadcaster.pause();
  await viewers.close();
  return count;
}
