// Owns what is on disk: the append-only ledger, its checkpoint, and the outbox. Promises that a commit is one
// transaction, and that book = checkpoint + tail. It decides nothing.

import { createHash } from "node:crypto";
import type { Message } from "../../shared/contracts/messages.schema.ts";
import type { Fact } from "../../shared/domain/fact.ts";
import type { HoldId } from "../../shared/domain/brand.ts";
import type { Hold } from "../../shared/domain/hold.ts";
import type { SeatBook } from "../../shared/domain/seat-book.ts";
import { emptyBook, evolve } from "../../shared/domain/seat-book.ts";
import { Checkpoint } from "./checkpoint.ts";
import {
  chainHash,
  factToRow,
  GENESIS,
  rowToFact,
  type FactRow,
  type Hash,
  type LedgerPage,
} from "../../shared/contracts/ledger-row.ts";
import { EventSeatsOutbox } from "./event-seats.outbox.ts";
import type { SqlDatabase } from "./sql-database.ts";

/** Rows of one statement: seven columns each, and a statement takes a hundred parameters. */
const INSERT_ROWS = 14;

/** Facts told of one hold: it was held, extended again and again, paid, ended. */
const MAX_HISTORY_FACTS = 100;

/** Histories kept in memory; whoever asks for one again and again costs the object one look at the disk. */
const MAX_HISTORIES = 500;

/** A page of the ledger for an audit: small enough that the object's one thread is soon free for buyers again. */
export const LEDGER_PAGE_ROWS = 1_000;
export const LEDGER_PAGE_BYTES = 1_000_000;

export class EventSeatsStore {
  readonly #database: SqlDatabase;
  readonly outbox: EventSeatsOutbox;
  readonly #checkpoint: Checkpoint;
  #lastHash: Hash = GENESIS;
  /** the one asked for longest ago first */
  readonly #histories = new Map<HoldId, { readonly hold: Hold; readonly facts: readonly Fact[] }>();

  constructor(database: SqlDatabase) {
    this.#database = database;
    this.outbox = new EventSeatsOutbox(database);
    this.#checkpoint = new Checkpoint(database);
  }

  /** The book as the disk has it. */
  load(): SeatBook {
    const saved = this.#checkpoint.load();
    const book = saved?.book ?? emptyBook();
    this.#lastHash = saved?.hash ?? GENESIS;
    const tail = this.#database.sql
      .exec<FactRow>("SELECT * FROM ledger WHERE seq > ? ORDER BY seq", book.seq)
      .toArray();
    for (const row of tail) {
      const fact = rowToFact(row);
      evolve(book, fact);
      this.#checkpoint.note([fact]);
      if (row.hash !== null) this.#lastHash = new Uint8Array(row.hash);
    }
    return book;
  }

  /** Appends `facts` as one commit, with the messages that follow from them. Throws, and nothing is written, on error. */
  commit(facts: readonly Fact[], messages: readonly Message[]): void {
    const rows = facts.map(factToRow);
    const hash = chainHash(this.#lastHash, rows, createHash("sha256"));
    (rows.at(-1) as FactRow).hash = hash.buffer;
    this.#database.transactionSync(() => {
      for (let at = 0; at < rows.length; at += INSERT_ROWS) this.#append(rows.slice(at, at + INSERT_ROWS));
      for (const message of messages) this.outbox.add(message);
    });
    this.#lastHash = hash;
    this.#checkpoint.note(facts);
  }

  #append(rows: readonly FactRow[]): void {
    const values = rows.map(() => "(?, ?, ?, ?, ?, ?, ?)").join(", ");
    this.#database.sql.exec(
      `INSERT INTO ledger (seq, at, kind, hold_id, seats, detail, hash) VALUES ${values}`,
      ...rows.flatMap((row) => [row.seq, row.at, row.kind, row.hold_id, row.seats, row.detail, row.hash]),
    );
  }

  isCheckpointDue(book: SeatBook): boolean {
    return this.#checkpoint.isDue(book);
  }

  checkpoint(book: SeatBook): void {
    this.#checkpoint.write(book, this.#lastHash);
  }

  /** The facts after `seq`, or `undefined` where there are more than `limit`. */
  factsAfter(seq: number, limit: number): readonly Fact[] | undefined {
    const rows = this.#database.sql
      .exec<FactRow>("SELECT * FROM ledger WHERE seq > ? ORDER BY seq LIMIT ?", seq, limit + 1)
      .toArray();
    return rows.length > limit ? undefined : rows.map(rowToFact);
  }

  /** The facts of one hold, at most `MAX_HISTORY_FACTS`; read again only after one more, which makes `hold` another object. */
  factsOf(hold: Hold): readonly Fact[] {
    const { holdId } = hold;
    const known = this.#histories.get(holdId);
    const facts = known?.hold === hold ? known.facts : this.#readFactsOf(hold);
    this.#histories.delete(holdId);
    this.#histories.set(holdId, { hold, facts });
    const [oldest] = this.#histories.keys();
    if (oldest !== undefined && this.#histories.size > MAX_HISTORIES) this.#histories.delete(oldest);
    return facts;
  }

  /**
   * The ledger is in the order of time, so only the stretch from the hold's first moment to its end is read: an index
   * would cost every fact one more row.
   */
  #readFactsOf(hold: Hold): readonly Fact[] {
    const first = this.#firstSeqFrom(hold.since);
    const end = "endedAt" in hold ? this.#firstSeqFrom(hold.endedAt + 1) : Number.MAX_SAFE_INTEGER;
    return this.#database.sql
      .exec<FactRow>(
        "SELECT * FROM ledger WHERE seq >= ? AND seq < ? AND hold_id = ? ORDER BY seq LIMIT ?",
        ...[first, end, hold.holdId, MAX_HISTORY_FACTS],
      )
      .toArray()
      .map(rowToFact);
  }

  /** The `seq` of the first fact not before `at`, or the one after the last. */
  #firstSeqFrom(at: number): number {
    const { sql } = this.#database;
    let low = 1;
    let high =
      (sql.exec<{ seq: number | null }>("SELECT MAX(seq) AS seq FROM ledger").toArray()[0]?.seq ?? 0) + 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      const row = sql.exec<{ at: number }>("SELECT at FROM ledger WHERE seq = ?", middle).toArray()[0];
      if (row === undefined || row.at >= at) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /**
   * The rows after fact `after`, as they are on disk: at most `limit`, and no more of them than `LEDGER_PAGE_ROWS` or
   * `LEDGER_PAGE_BYTES` allow, but one if there is one. No rows: the ledger ends at `after`.
   */
  ledgerPage(after: number, limit: number): LedgerPage {
    const { sql } = this.#database;
    // Sizes first: a configuration is hundreds of times as large as a hold, and SQLite knows a size without reading it.
    const sizes = sql
      .exec<{ seq: number; bytes: number }>(
        `SELECT seq, octet_length(detail) + octet_length(seats) AS bytes
         FROM ledger WHERE seq > ? ORDER BY seq LIMIT ?`,
        ...[after, Math.max(1, Math.min(limit, LEDGER_PAGE_ROWS))],
      )
      .toArray();
    let room = LEDGER_PAGE_BYTES;
    let last = after;
    for (const row of sizes) {
      room -= row.bytes;
      if (room < 0 && last > after) break;
      last = row.seq;
    }
    return {
      rows: sql
        .exec<FactRow>("SELECT * FROM ledger WHERE seq > ? AND seq <= ? ORDER BY seq", after, last)
        .toArray(),
    };
  }

  sync(): Promise<void> {
    return this.#database.sync();
  }
}
