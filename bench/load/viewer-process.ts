// The viewers' own process: thousands of open sockets, counted; does one job after the other and ends with its parent.

import type { Socket } from "node:net";
import { uuidv7 } from "uuidv7";
import { decodeFrame } from "../../shared/contracts/feed-codec.ts";
import { percentile } from "../stats.ts";
import { sessionCookie } from "./plan.ts";
import type { Delays, FrameCount, ViewerJob } from "./viewer-job.ts";
import { openViewer } from "./viewer-line.ts";
import { Told } from "./told.ts";

/** Upgrades under way at once. */
const OPENING = 100;
const P50 = 0.5;
const P99 = 0.99;

interface Viewer {
  frames: number;
  /** everything that it was told; only where it is remembered */
  told?: Told;
}

let sockets: Socket[] = [];
let viewers: Viewer[] = [];
let bytes = 0;
let beganAt = 0;
/** when each frame, by its bytes, came to the sockets, epoch ms; only while it is kept */
let arrivals: Map<string, number[]> | undefined;

process.on("message", (job: ViewerJob) => {
  carryOut(job).then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.once("disconnect", () => process.exit(0));

async function carryOut(job: ViewerJob): Promise<object> {
  switch (job.do) {
    case "open":
      return open(job);
    case "begin":
      return begin(job.keep);
    case "end":
      return end();
    case "delays":
      return delays(job.takenAt);
    case "pictures":
      return Told.pictures(viewers.map(({ told }) => told));
    case "close":
      for (const socket of sockets) socket.destroy();
      [sockets, viewers, arrivals] = [[], [], undefined];
      return {};
  }
}

async function open({
  address,
  path,
  sockets: count,
  secret,
  remember = false,
}: Extract<ViewerJob, { do: "open" }>): Promise<object> {
  let next = 0;
  const nothing = remember ? { told: Told.nothing() } : {};
  await Promise.all(
    Array.from({ length: OPENING }, async () => {
      while (next < count) {
        next++;
        const viewer: Viewer = { frames: 0, ...nothing };
        viewers.push(viewer);
        const cookie = sessionCookie(uuidv7(), secret);
        sockets.push(await openViewer(address, { path, cookie }, (frame) => take(viewer, frame)));
      }
    }),
  );
  return {};
}

function take(viewer: Viewer, frame: Buffer): void {
  viewer.frames++;
  bytes += frame.length;
  if (arrivals === undefined && viewer.told === undefined) return;
  const key = frame.toString("latin1");
  viewer.told = viewer.told?.with(key);
  if (arrivals === undefined) return;
  const times = arrivals.get(key);
  if (times === undefined) arrivals.set(key, [epochMs()]);
  else times.push(epochMs());
}

function begin(keep: boolean): object {
  for (const viewer of viewers) viewer.frames = 0;
  bytes = 0;
  arrivals = keep ? new Map() : undefined;
  beganAt = performance.now();
  return {};
}

function end(): FrameCount {
  const elapsedMs = performance.now() - beganAt;
  const counts = viewers.map((viewer) => viewer.frames);
  const frames = counts.reduce((sum, count) => sum + count, 0);
  return { frames, bytes, fewest: Math.min(...counts), elapsedMs };
}

function delays(takenAt: readonly (readonly [number, number])[]): Delays {
  const taken = new Map(takenAt);
  const seen = new Map<number, number>();
  const all: number[] = [];
  for (const [key, times] of arrivals ?? []) {
    const frame = decodeFrame(Uint8Array.from(Buffer.from(key, "latin1")).buffer);
    if (frame.kind !== "delta") continue;
    for (const seat of frame.changes.flatMap((change) => change.seats)) {
      const at = taken.get(seat);
      if (at === undefined) continue;
      seen.set(seat, (seen.get(seat) ?? 0) + times.length);
      for (const time of times) all.push(time - at);
    }
  }
  const complete = [...taken.keys()].filter((seat) => seen.get(seat) === viewers.length).length;
  const impossible = all.filter((delay) => delay < 0).length;
  return {
    p50: percentile(all, P50),
    p99: percentile(all, P99),
    measured: all.length,
    missing: taken.size - complete + impossible,
  };
}

/** The same clock in every process of the machine, finer than Date.now(). */
function epochMs(): number {
  return performance.timeOrigin + performance.now();
}
