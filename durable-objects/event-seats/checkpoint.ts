// What makes a start quick: the book as it stood after some fact, so that only the facts after it are replayed.
// Part 0 is the head; every further part is a list of holds, of which the last one under an id counts. A checkpoint
// writes the holds that changed since the one before, and all of them once half of what is there is out of date: so
// it costs the same whatever the size of the event. The ledger alone is the truth; all of this may be deleted.

import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import type { HoldId } from "../../shared/domain/brand.ts";
import { holdsTouched, type Fact } from "../../shared/domain/fact.ts";
import type { Hold } from "../../shared/domain/hold.ts";
import type { Sale } from "../../shared/domain/sale.ts";
import { emptyBook, claimSeats, type SeatBook } from "../../shared/domain/seat-book.ts";
import { BLOCKED } from "../../shared/domain/seat.ts";
import type { Hash } from "../../shared/contracts/ledger-row.ts";
import type { SqlDatabase } from "./sql-database.ts";

/** A boot replays at most this many facts after its checkpoint, and one commit's worth more. */
const CHECKPOINT_FACTS = 1_000;

/** Holds of one part: a row may hold 2 MB, and a hold with its seats and their prices takes up to 5 kB. */
const PART_HOLDS = 300;

/** So many holds that are out of date are kept in any case: below it, writing all of them anew gains nothing. */
const MIN_STALE = 4_000;

interface Head {
  readonly seq: number;
  readonly lastAt: number;
  readonly hash: string;
  readonly sale: Sale | null;
  /** first seat and count of each run of BLOCKED seats; every other state follows from the holds */
  readonly blocked: readonly (readonly [number, number])[];
}

export class Checkpoint {
  readonly #database: SqlDatabase;
  #seq = 0;
  #parts = 0;
  /** holds in all parts, those that are out of date included */
  #written = 0;
  /** what is not in the parts as it stands now, in the order of the changes */
  readonly #changed = new Set<HoldId>();

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  /** The book as it was written last, and the hash of the commit it stands after. */
  load(): { book: SeatBook; hash: Hash } | undefined {
    const rows = this.#database.sql
      .exec<{ data: string }>("SELECT data FROM checkpoint ORDER BY part")
      .toArray();
    // The text is our own, so its JSON is trusted.
    const [head, ...parts] = rows.map(({ data }): unknown => JSON.parse(data)) as [Head?, ...Hold[][]];
    this.#changed.clear();
    this.#parts = parts.length;
    this.#written = parts.reduce((sum, holds) => sum + holds.length, 0);
    this.#seq = head?.seq ?? 0;
    if (head === undefined) return undefined;
    return { book: bookOf(head, parts), hash: new Uint8Array(hexToBytes(head.hash)) };
  }

  /** Takes note of facts that were committed, or replayed, after the last checkpoint. */
  note(facts: readonly Fact[]): void {
    for (const holdId of holdsTouched(facts)) {
      this.#changed.delete(holdId);
      this.#changed.add(holdId);
    }
  }

  isDue(book: SeatBook): boolean {
    return book.seq - this.#seq >= CHECKPOINT_FACTS;
  }

  /** Writes `book` as one transaction; `hash` is that of its last commit. Throws, and nothing is written, on error. */
  write(book: SeatBook, hash: Hash): void {
    const stale = this.#written + this.#changed.size - book.holds.size;
    const isWhole = this.#parts === 0 || stale > Math.max(MIN_STALE, book.holds.size / 2);
    const holds = isWhole ? [...book.holds.values()] : this.#changedIn(book);
    const first = isWhole ? 0 : this.#parts;
    const parts = Math.ceil(holds.length / PART_HOLDS);
    const { sql } = this.#database;
    this.#database.transactionSync(() => {
      if (isWhole) sql.exec("DELETE FROM checkpoint");
      const put = (part: number, data: unknown): void => {
        sql.exec("INSERT OR REPLACE INTO checkpoint (part, data) VALUES (?, ?)", part, JSON.stringify(data));
      };
      put(0, headOf(book, hash));
      for (let i = 0; i < parts; i++) put(first + i + 1, holds.slice(i * PART_HOLDS, (i + 1) * PART_HOLDS));
    });
    this.#seq = book.seq;
    this.#parts = first + parts;
    this.#written = isWhole ? holds.length : this.#written + holds.length;
    this.#changed.clear();
  }

  #changedIn(book: SeatBook): readonly Hold[] {
    return [...this.#changed].flatMap((id) => {
      const hold = book.holds.get(id);
      return hold === undefined ? [] : [hold];
    });
  }
}

function headOf({ seq, lastAt, sale, states }: SeatBook, hash: Hash): Head {
  return { seq, lastAt, hash: bytesToHex(hash), sale: sale ?? null, blocked: blockedRuns(states) };
}

function bookOf({ seq, lastAt, sale, blocked }: Head, parts: readonly (readonly Hold[])[]): SeatBook {
  const seatCount = sale?.seatCount ?? 0;
  const book: SeatBook = {
    ...emptyBook(),
    ...{ seq, lastAt, sale: sale ?? undefined },
    states: new Uint8Array(seatCount),
    owners: Array.from({ length: seatCount }, () => undefined),
  };
  for (const [first, count] of blocked) book.states.fill(BLOCKED, first, first + count);
  for (const hold of parts.flat()) {
    // Deleted first, so that the order is that of the last changes: the book forgets what was released first.
    book.holds.delete(hold.holdId);
    book.holds.set(hold.holdId, hold);
  }
  for (const hold of book.holds.values()) claimSeats(book, hold);
  return book;
}

function blockedRuns(states: Uint8Array): [number, number][] {
  const runs: [number, number][] = [];
  for (let seat = states.indexOf(BLOCKED); seat >= 0; seat = states.indexOf(BLOCKED, seat)) {
    const first = seat;
    while (states[seat] === BLOCKED) seat++;
    runs.push([first, seat - first]);
  }
  return runs;
}
