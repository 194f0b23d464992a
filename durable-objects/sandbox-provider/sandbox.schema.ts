// The sandbox company's own books. `ledger` holds every movement of money and is only ever appended to.

import type { SandboxSql } from "./sandbox.ports.ts";

const TABLES = [
  `CREATE TABLE IF NOT EXISTS payments (
    id TEXT PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    order_id TEXT NOT NULL,
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    currency TEXT NOT NULL,
    token TEXT NOT NULL,
    return_url TEXT NOT NULL,
    status TEXT NOT NULL,
    decline_code TEXT,
    challenge_secret TEXT NOT NULL,
    refunded_minor INTEGER NOT NULL CHECK (refunded_minor BETWEEN 0 AND amount_minor),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    due_at INTEGER
  ) STRICT`,
  `CREATE INDEX IF NOT EXISTS payments_due ON payments (due_at) WHERE due_at IS NOT NULL`,
  // Keys that were voided before they were seen: nothing may be authorized under them.
  `CREATE TABLE IF NOT EXISTS tombstones (key TEXT PRIMARY KEY, created_at INTEGER NOT NULL) STRICT, WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS ledger (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    payment_id TEXT NOT NULL,
    key TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('authorize', 'capture', 'void', 'refund')),
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    currency TEXT NOT NULL,
    refund_key TEXT UNIQUE
  ) STRICT`,
  // Would stop money that moves twice even if the rules did not.
  `CREATE UNIQUE INDEX IF NOT EXISTS ledger_once ON ledger (payment_id, kind) WHERE kind <> 'refund'`,
  // One row a delivery still to be made; gone once it is made or given up.
  `CREATE TABLE IF NOT EXISTS deliveries (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    webhook_id TEXT NOT NULL,
    url TEXT NOT NULL,
    body TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    tries INTEGER NOT NULL
  ) STRICT`,
  `CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (due_at, seq)`,
];

/** The trace that the last command about a payment belonged to, and so what the company tells of it. */
const COLUMNS = [
  ["payments", "traceparent"],
  ["deliveries", "traceparent"],
] as const;

/** Creates what is missing; may run at every start. */
export function createSandboxTables(sql: SandboxSql): void {
  for (const table of TABLES) sql.exec(table);
  for (const [table, column] of COLUMNS) {
    const known = sql.exec("SELECT name FROM pragma_table_info(?) WHERE name = ?", table, column).toArray();
    if (known.length === 0) sql.exec(`ALTER TABLE ${table} ADD COLUMN ${column} TEXT`);
  }
}
