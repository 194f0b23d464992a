// The relays of one event: which there are, how full, and which one the next viewer goes to. Those that have checked
// in are remembered on disk, so that an event which starts anew tells them where it stands. Their number is bounded.

import {
  readRelayName,
  relayName,
  type BuyerText,
  type RelayRegion,
  type Standing,
} from "../../shared/contracts/seat-relay.ts";
import { logError } from "../../tracing/log.ts";
import type { SqlDatabase } from "./sql-database.ts";

/** A million viewers at 16,000 each; a call of every relay in every tick must stay cheap. */
export const MAX_RELAYS = 64;
export const MAX_RELAYS_PER_REGION = 24;

export interface RelayEntry {
  readonly name: string;
  readonly region: RelayRegion;
  /** as it last said, and those sent there since */
  sockets: number;
  /** whether it has checked in: only then it is told anything */
  isAttached: boolean;
  /** what it has been told; not known when the event has just started */
  standing: Standing | undefined;
  /** times that it has checked in */
  visits: number;
  /** what it is still to tell single buyers */
  texts: readonly BuyerText[];
  isDue: boolean;
  isBusy: boolean;
  /** calls that have failed in a row */
  failures: number;
}

export interface RosterOptions {
  readonly database: Pick<SqlDatabase, "sql">;
  /** viewers that a relay is given before another one is opened */
  readonly relayViewers: () => number;
}

export class RelayRoster {
  readonly #database: Pick<SqlDatabase, "sql">;
  readonly #relayViewers: () => number;
  readonly #entries = new Map<string, RelayEntry>();
  #attached: readonly RelayEntry[] | undefined;

  constructor({ database, relayViewers }: RosterOptions) {
    this.#database = database;
    this.#relayViewers = relayViewers;
    const rows = database.sql.exec<{ name: string }>("SELECT name FROM relays").toArray();
    for (const { name } of rows) this.#enter(name).isAttached = true;
  }

  get(name: string): RelayEntry | undefined {
    return this.#entries.get(name);
  }

  attached(): readonly RelayEntry[] {
    this.#attached ??= [...this.#entries.values()].filter(({ isAttached }) => isAttached);
    return this.#attached;
  }

  /** Sockets at all relays, as they last said. */
  get sockets(): number {
    return [...this.#entries.values()].reduce((sum, { sockets }) => sum + sockets, 0);
  }

  /** The relay for one more viewer from `region`: the emptiest there, or a new one where all are full. */
  assign(eventId: string, region: RelayRegion): RelayEntry | undefined {
    const all = [...this.#entries.values()];
    const near = all.filter((entry) => entry.region === region);
    const emptiest = leastFull(near);
    const entry =
      emptiest !== undefined && emptiest.sockets < this.#relayViewers()
        ? emptiest
        : (this.#open(eventId, region, near.length) ?? emptiest ?? leastFull(all));
    if (entry !== undefined) entry.sockets++;
    return entry;
  }

  /** Remembers a relay that has checked in; nothing where there are too many. */
  attach(name: string): RelayEntry | undefined {
    const known = this.#entries.get(name);
    if (known === undefined && this.#entries.size >= MAX_RELAYS) return undefined;
    const entry = known ?? this.#enter(name);
    if (!entry.isAttached) this.#database.sql.exec("INSERT OR REPLACE INTO relays (name) VALUES (?)", name);
    entry.isAttached = true;
    this.#attached = undefined;
    entry.visits++;
    return entry;
  }

  remove({ name }: RelayEntry): void {
    const entry = this.#entries.get(name);
    if (entry === undefined) return;
    entry.isAttached = false;
    this.#attached = undefined;
    this.#entries.delete(name);
    try {
      this.#database.sql.exec("DELETE FROM relays WHERE name = ?", name);
    } catch (error) {
      // The next start finds it again, and that nobody is there.
      logError("catalog", "forgetting a relay failed", error);
    }
  }

  #open(eventId: string, region: RelayRegion, near: number): RelayEntry | undefined {
    if (this.#entries.size >= MAX_RELAYS || near >= MAX_RELAYS_PER_REGION) return undefined;
    for (let n = 0; ; n++) {
      const name = relayName(eventId, region, n);
      if (!this.#entries.has(name)) return this.#enter(name);
    }
  }

  #enter(name: string): RelayEntry {
    const entry: RelayEntry = {
      ...{ name, region: readRelayName(name).region, sockets: 0, isAttached: false, standing: undefined },
      ...{ visits: 0, texts: [], isDue: false, isBusy: false, failures: 0 },
    };
    this.#entries.set(name, entry);
    return entry;
  }
}

function leastFull(entries: readonly RelayEntry[]): RelayEntry | undefined {
  return entries.reduce<RelayEntry | undefined>(
    (best, entry) => (best === undefined || entry.sockets < best.sockets ? entry : best),
    undefined,
  );
}
