// The storm: all buyers at once, while the server is killed again and again at moments that nobody chose, brought
// back on what it left. Its books are looked at whenever it lies there dead, and between the kills while it is frozen.

import { uuidv7 } from "uuidv7";
import type { EventDefinition } from "../../shared/contracts/catalog.schema.ts";
import type { Books } from "./books.ts";
import { Buyer, type Storm } from "./buyer.ts";
import { Client, type Reply } from "./client.ts";
import type { Contradiction } from "./contradiction.ts";
import { eventDefinition, EVENTS, HOUR_MS } from "./event.ts";
import { Screen } from "./feed.ts";
import type { Flags } from "./flags.ts";
import { pause, RETRY_MS } from "./patience.ts";
import { noPromises, type Promises } from "./promises.ts";
import { seeded, seedOf, type Random } from "./random.ts";
import { readBooks, readUnlessLocked } from "./read-books.ts";
import { findBreaches } from "./reconcile.ts";
import { AS_ORGANISER, type Server } from "./server.ts";

const WANTED_SEATS = 80;
/** How far the wanted seats move on: slowly enough that seats which come back are wanted again at once. */
const TRAVEL = 400;
const SCREENS_PER_EVENT = 2;
/** A part of the kills comes when nobody buys any more: what heals must bear being killed too. */
const AFTERMATH = 0.3;
/** Seldom enough that the local runtime keeps up with a few hundred buyers, but several times a storm. */
const LOOK_MS = 12_000;
const LEAST_LOOKS = 6;
/** Past the lease of a crashed request, so that buyers who keep asking are answered in the end. */
const FOLLOW_UP_MS = 45_000;
/** A life that is shorter ends before it has begun, which is a crash like any other. */
const STILLBORN_MS = 150;
/** Where the machine is slow, a longer life goes on until it has answered so many requests, or for so long. */
const LEAST_ANSWERS = 60;
const SLOW_MS = 5_000;
/** The server is frozen this often for a look at its books: every moment is one at which it might have died. */
const LOOK_EVERY_MS = 1_000;

export interface Stormed {
  readonly storm: Storm;
  readonly screens: readonly Screen[];
  /** how often the books were looked at */
  readonly looks: number;
  /** what was found wrong in them while the server was dead or frozen */
  readonly breaches: readonly Contradiction[];
}

/** Publishes the events and lets the storm pass. The server is alive afterwards. */
export async function rage(server: Server, state: string, flags: Flags): Promise<Stormed> {
  const eventIds = await publish(server.origin);
  const startsAt = Date.now();
  const storm: Storm = {
    ...{
      origin: server.origin,
      eventIds,
      wanted: () => wantedAt((Date.now() - startsAt) / (flags.seconds * 1_000)),
    },
    buyers: [],
    ...{ promises: noPromises(), traffic: { requests: 0, answered: 0, lost: 0 } },
    endsAt: startsAt + flags.seconds * 1_000,
    lookMs: Math.min(LOOK_MS, (flags.seconds * 1_000) / LEAST_LOOKS),
    followUpMs: flags.smoke ? 2_000 : FOLLOW_UP_MS,
  };
  const watcher = new Client(server.origin, storm.traffic);
  const screens = eventIds.flatMap((eventId) =>
    Array.from({ length: SCREENS_PER_EVENT }, () => new Screen(watcher, eventId)),
  );
  const buyers = Array.from(
    { length: flags.buyers },
    (_, n) => new Buyer(storm, seeded(seedOf(flags.seed, n))),
  );
  const shopping = Promise.all(buyers.map((buyer) => buyer.run()));
  const moving = pause((flags.seconds * 1_000) / 2).then(() => moveStart(storm));
  const random = seeded(flags.seed);
  const examiner = new Examiner(storm.promises);
  for (const lifeMs of lifetimes(flags, random)) {
    const lived = aLife(storm);
    const diesAt = Date.now() + lifeMs;
    for (let next = random.between(0, LOOK_EVERY_MS); Date.now() + next < diesAt; next = LOOK_EVERY_MS) {
      await pause(next);
      server.whileFrozen(() => examiner.look(readUnlessLocked(state)));
    }
    await pause(diesAt - Date.now());
    if (lifeMs > STILLBORN_MS) await lived(diesAt + SLOW_MS);
    await server.kill();
    examiner.look(readBooks(state));
    await server.start();
  }
  await Promise.all([shopping, moving]);
  return { storm, screens, looks: examiner.looks, breaches: examiner.breaches };
}

/** Looks at what is on disk while nobody can change it. */
class Examiner {
  readonly #promises: Promises;
  readonly breaches: Contradiction[] = [];
  looks = 0;

  constructor(promises: Promises) {
    this.#promises = promises;
  }

  look(books: Books | undefined): void {
    if (books === undefined) return;
    this.breaches.push(...findBreaches(books, this.#promises));
    this.looks++;
  }
}

/** Waits, until `limit` (epoch ms) at most, for the life that begins now to have been of use to somebody. */
function aLife({ traffic, endsAt }: Storm): (limit: number) => Promise<void> {
  const before = traffic.answered;
  return async (limit) => {
    while (traffic.answered - before < LEAST_ANSWERS && Date.now() < Math.min(limit, endsAt)) await pause(50);
  };
}

/** How long each life lasts, ms: some end as soon as they have begun. */
export function lifetimes({ kills, seconds }: Pick<Flags, "kills" | "seconds">, random: Random): number[] {
  const averageMs = (seconds * 1_000 * (1 + AFTERMATH)) / Math.max(kills, 1);
  return Array.from({ length: kills }, () =>
    random.chance(10) ? random.between(0, STILLBORN_MS) : random.between(0.1, 1.9) * averageMs,
  );
}

/** The wanted seats once `part` (0 to 1) of the storm is over. */
function wantedAt(part: number): { readonly first: number; readonly count: number } {
  const first = Math.floor(Math.min(part, 1) * TRAVEL);
  return { first, count: WANTED_SEATS };
}

/** When the storm's events were first published; they start long after it. */
const PUBLISHED_AT = Date.now();

async function publish(origin: string): Promise<string[]> {
  const organiser = new Client(origin, { requests: 0, answered: 0, lost: 0 });
  const eventIds: string[] = [];
  for (const terms of EVENTS) {
    const eventId = uuidv7();
    const reply = await put(organiser, eventId, eventDefinition(terms, PUBLISHED_AT));
    if (reply?.status !== 200) throw new Error(`publishing answered ${reply?.status}: ${reply?.body}`);
    eventIds.push(eventId);
  }
  return eventIds;
}

/** Moves the start of the first event while it is on sale: whoever has seen the old one must agree anew. */
async function moveStart({ origin, traffic, eventIds, endsAt }: Storm): Promise<void> {
  const [eventId] = eventIds;
  const [terms] = EVENTS;
  if (eventId === undefined || terms === undefined) return;
  const organiser = new Client(origin, traffic);
  const moved = eventDefinition(terms, PUBLISHED_AT, HOUR_MS);
  while (Date.now() < endsAt && (await put(organiser, eventId, moved))?.status !== 200) await pause(RETRY_MS);
}

function put(organiser: Client, eventId: string, definition: EventDefinition): Promise<Reply | undefined> {
  return organiser.send("PUT", `/ops/events/${eventId}`, definition, AS_ORGANISER);
}
