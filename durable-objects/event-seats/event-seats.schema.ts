// The tables of one event's object. Steps are applied in order, once each, and never edited after they land.

import type { SqlDatabase } from "./sql-database.ts";

const STEPS: readonly string[] = [
  `CREATE TABLE ledger (
     seq INTEGER PRIMARY KEY,
     at INTEGER NOT NULL,
     kind TEXT NOT NULL,
     hold_id TEXT,
     seats BLOB NOT NULL,
     detail TEXT NOT NULL,
     hash BLOB
   ) STRICT;
   CREATE TABLE checkpoint (part INTEGER PRIMARY KEY, data TEXT NOT NULL) STRICT;
   CREATE TABLE outbox (
     id TEXT PRIMARY KEY,
     body TEXT NOT NULL,
     at INTEGER NOT NULL,
     tries INTEGER NOT NULL,
     due_at INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;`,
  // Its parts are written in another form since; the ledger makes them anew.
  `DELETE FROM checkpoint;`,
  "CREATE TABLE relays (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID",
  // Its holds have their whole quote and their attempt since; the ledger makes them anew.
  `DELETE FROM checkpoint;`,
];

/** Brings the tables up to date. Returns the epoch: made from `now` when the object is new, kept from then on. */
export function migrate(database: SqlDatabase, now: number): number {
  const { sql } = database;
  return database.transactionSync(() => {
    sql.exec(
      "CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    );
    const read = (key: string): number | undefined =>
      sql.exec<{ value: number }>("SELECT value FROM meta WHERE key = ?", key).toArray()[0]?.value;
    const done = read("schema") ?? 0;
    for (const step of STEPS.slice(done)) sql.exec(step);
    if (done < STEPS.length) sql.exec("INSERT OR REPLACE INTO meta VALUES ('schema', ?)", STEPS.length);
    const epoch = read("epoch");
    if (epoch !== undefined) return epoch;
    // Seconds, so that a restored or recreated authority gets another one and it still fits 32 bits.
    const fresh = Math.floor(now / 1_000);
    sql.exec("INSERT INTO meta VALUES ('epoch', ?)", fresh);
    return fresh;
  });
}
