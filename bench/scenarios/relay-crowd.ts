// An event with relays under a steady rate of holds: sets the crowd up, and sees to it that nobody was left behind.

import type { House } from "../house.ts";
import type { Jari } from "../jari/server.ts";
import type { Generator } from "../load/generator.ts";
import type { Delays, FrameCount, ShownPicture } from "../load/viewer-job.ts";
import type { Viewers } from "../load/viewers.ts";
import { listSeats, SESSION_SECRET, type ListedSeat, type Target } from "../target.ts";
import { SEAT_STATES } from "../../shared/domain/seat.ts";
import { runHolds } from "./hold-rounds.ts";

export const PER_SECOND = 200;
/** Viewers that the event keeps itself. */
export const OWN_VIEWERS = 4;
const SEATS = 20_000;
/** Enough that no hold waits for a line of its own, also where an answer takes two seconds. */
const CLIENTS = 512;
const MS = 1_000;
/** One hold in so many is timed on every screen: more would be more than fits in memory. */
const TIMED = 5;
const IN_STEP_MS = 10_000;
const ASK_AGAIN_MS = 100;
const WARM_UP_SOCKETS = 200;
const WARM_UP_SECONDS = 5;

export interface Shape {
  readonly relays: number;
  /** viewers at each */
  readonly sockets: number;
}

/** A worker whose event fills one relay after the other, the sockets at the event, and those at the relays. */
export interface Crowd {
  readonly jari: Jari;
  readonly shape: Shape;
  readonly generator: Generator;
  readonly own: Viewers;
  readonly away: Viewers;
}

/**
 * Starts what a crowd needs, and lets it run for a while: the runtime compiles what is often run. A worker is good for
 * one large crowd, for it keeps the files of sockets that were closed for longer than a round takes, and their number
 * is bounded. `inspect`: with the runtime's inspector.
 */
export async function startCrowd(house: House, shape: Shape, inspect = false): Promise<Crowd> {
  const { seed, quick } = house.flags;
  const vars = { RELAY_AFTER_VIEWERS: String(OWN_VIEWERS), RELAY_VIEWERS: String(shape.sockets) };
  const crowd: Crowd = {
    jari: await house.startJari({ inspect, counting: true, vars }),
    ...{ shape, generator: house.startGenerator(), own: house.startViewers(), away: house.startViewers() },
  };
  const some = { relays: 1, sockets: Math.min(shape.sockets, WARM_UP_SOCKETS) };
  await runCrowd({ ...crowd, shape: some }, { seed, seconds: quick ? 1 : WARM_UP_SECONDS });
  return crowd;
}

export interface CrowdRound {
  /** s, from the first hold to the last answer */
  readonly seconds: number;
  /** processor time of the runtime meanwhile, ms */
  readonly costMs: number;
  /** calls of relays meanwhile, of all together */
  readonly calls: number;
  /** at the event's own sockets, with what came while all got in step */
  readonly own: FrameCount;
  readonly away: FrameCount;
  /** ms from the last answer until everybody had been told everything */
  readonly inStepMs: number;
  /** at the relays' sockets */
  readonly delays: Delays;
}

export interface Load {
  readonly seed: number;
  readonly seconds: number;
  /** called right before the first hold */
  readonly begins?: () => Promise<void>;
  /** called right after the last answer */
  readonly ends?: () => Promise<void>;
}

/** One fresh event. Throws where relays are not filled as asked for, or a viewer is not told everything in time. */
export async function runCrowd(crowd: Crowd, { seed, seconds, begins, ends }: Load): Promise<CrowdRound> {
  const { jari, generator, own, away, shape } = crowd;
  let target: Target | undefined;
  let seen: Pick<CrowdRound, "calls" | "own" | "away" | "inStepMs"> | undefined;
  const { wishes, result, costUs, accepted } = await runHolds({
    generator,
    side: jari,
    plan: {
      ...{ seed, pairs: PER_SECOND * seconds, seatCount: SEATS, conflictShare: 0 },
      buyers: Number.POSITIVE_INFINITY,
    },
    shape: { kind: "http-open", clients: CLIENTS, perSecond: PER_SECOND },
    before: async (fresh) => {
      target = fresh;
      await openAll(crowd, fresh);
      await own.begin(false);
      await away.begin(true);
      await begins?.();
    },
    after: async () => {
      const at = performance.now();
      await ends?.();
      const calls = await jari.relayCalls(target?.eventId ?? "");
      if (calls.length !== shape.relays) throw new Error(`${calls.length} relays, not ${shape.relays}`);
      const frames = { own: await own.end(), away: await away.end() };
      await inStep(crowd, await listSeats(target as Target));
      seen = { calls: sum(calls), ...frames, inStepMs: performance.now() - at };
    },
  });
  const timed = wishes.flatMap(({ seats }, at) =>
    at % TIMED === 0
      ? seats.map((seat): [number, number] => [seat, result.startedAt + (at * MS) / PER_SECOND])
      : [],
  );
  const delays = await away.delays(timed);
  await own.close();
  await away.close();
  if (delays.missing > 0) throw new Error(`${delays.missing} seats did not turn grey everywhere`);
  if (seen === undefined) throw new Error("nobody has looked");
  return { ...seen, seconds: result.elapsedMs / MS, costMs: (costUs * accepted) / MS, delays };
}

/** The first go to the event, so the event's own sockets are those of `own`. */
async function openAll({ own, away, shape }: Crowd, { address, eventId }: Target): Promise<void> {
  const path = `/api/events/${eventId}/feed`;
  const options = { secret: SESSION_SECRET, remember: true };
  await own.open(address, path, { sockets: OWN_VIEWERS, ...options });
  await away.open(address, path, { sockets: shape.relays * shape.sockets, ...options });
}

/** Resolves once everybody shows what the event lists. Throws where that is not so after ten seconds. */
async function inStep({ own, away }: Crowd, seats: readonly ListedSeat[]): Promise<void> {
  const until = performance.now() + IN_STEP_MS;
  for (;;) {
    const pictures = [...(await own.pictures()), ...(await away.pictures())];
    const wrong = whatIsBehind(pictures, seats);
    if (wrong === undefined) return;
    if (performance.now() > until) throw new Error(wrong);
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
  }
}

/** Why not all pictures are whole, the same and what the event lists; nothing where they are. */
export function whatIsBehind(
  pictures: readonly ShownPicture[],
  listed: readonly ListedSeat[],
): string | undefined {
  const due = JSON.stringify(listed.map(({ seat, state }) => [seat, state]).toSorted(bySeat));
  const seq = Math.max(...pictures.map((picture) => picture.seq));
  const behind = pictures.filter(
    (picture) =>
      picture.gaps > 0 ||
      picture.seq !== seq ||
      JSON.stringify(picture.seats.map(([seat, state]) => [seat, SEAT_STATES[state]])) !== due,
  );
  if (behind.length === 0) return undefined;
  const shown = behind.slice(0, 5).map((one) => `${one.sockets} at fact ${one.seq} with ${one.gaps} gaps`);
  return `${sum(behind.map(({ sockets }) => sockets))} viewers do not show what the event lists: ${shown.join(", ")}`;
}

function bySeat([a]: readonly unknown[], [b]: readonly unknown[]): number {
  return Number(a) - Number(b);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
