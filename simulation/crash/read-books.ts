// Reads the books from the SQLite files of the local runtime, D1's and every object's. The server may be running:
// then what is read of one file may be a moment older than what is read of the next.

import { existsSync, globSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { rowToFact, type FactRow } from "../../shared/contracts/ledger-row.ts";
import type { Books, EventBook, Movement, OfferRow, ProviderPayment } from "./books.ts";

/** Where the runtime keeps its files below the state folder; read it together with server.ts. */
const D1 = "v3/d1/miniflare-D1DatabaseObject";
const EVENTS = "v3/do/jari-EventSeats";
const PROVIDERS = "v3/do/jari-SandboxProvider";

const SQLITE_BUSY = 5;

/** The books of a server that stands still in the middle of something may be locked. */
export function readUnlessLocked(state: string): Books | undefined {
  try {
    return readBooks(state, 0);
  } catch (error) {
    // The low byte: the rest says what it is busy with.
    if (error instanceof Error && "errcode" in error && (Number(error.errcode) & 0xff) === SQLITE_BUSY)
      return undefined;
    throw error;
  }
}

/**
 * Reads all books under `state`, the folder of the persisted state; waits `patienceMs` for each that is locked.
 * Throws where one cannot be read.
 */
export function readBooks(state: string, patienceMs = 5_000): Books {
  const [d1] = databasesIn(state, D1);
  if (d1 === undefined) throw new Error(`no D1 database under ${state}`);
  const database = query(d1, patienceMs, (all) => ({
    orders: all(`SELECT id, event_id AS eventId, hold_id AS holdId, buyer_id AS buyerId, status, reason,
      currency, total_minor AS totalMinor, attempt, max_payment_attempts AS maxPaymentAttempts, closing, instead,
      updated_at AS updatedAt FROM orders`),
    items: all(`SELECT order_id AS orderId, seat, price_minor AS priceMinor, fee_minor AS feeMinor
      FROM order_items`),
    tickets: all("SELECT code, order_id AS orderId, event_id AS eventId, seat FROM tickets"),
    payments: all(`SELECT order_id AS orderId, status, currency, amount_minor AS amountMinor,
      updated_at AS updatedAt FROM payments`),
    attempts: all("SELECT order_id AS orderId, n AS number, status, outcome FROM payment_attempts"),
    offers: all(`SELECT order_id AS orderId, hold_id AS holdId, seats, until, answer
      FROM late_offers`).map(toOffer),
    outbox: all("SELECT id, body ->> 'at' AS at FROM outbox"),
    abandoned: all("SELECT order_id AS id FROM abandoned_orders"),
    parked: all(`SELECT id FROM parked_messages
      WHERE NOT EXISTS (SELECT 1 FROM inbox WHERE inbox.message_id = parked_messages.id)`),
  }));
  const companies = databasesIn(state, PROVIDERS).map((file) => readProvider(file, patienceMs));
  return {
    ...(database as unknown as Omit<Books, "abandoned" | "parked">),
    now: Date.now(),
    events: databasesIn(state, EVENTS).flatMap((file) => readEvent(file, patienceMs)),
    abandoned: database.abandoned.map((row) => String(row["id"])),
    parked: database.parked.map((row) => String(row["id"])),
    providerPayments: companies.flatMap((company) => company.payments),
    movements: companies.flatMap((company) => company.movements),
    tombstones: companies.flatMap((company) => company.tombstones),
  };
}

type Row = Readonly<Record<string, unknown>>;

function databasesIn(state: string, folder: string): readonly string[] {
  const root = join(state, folder);
  if (!existsSync(root)) return [];
  return globSync("*.sqlite", { cwd: root })
    .filter((name) => name !== "metadata.sqlite")
    .map((name) => join(root, name));
}

function query<T>(file: string, patienceMs: number, read: (all: (sql: string) => Row[]) => T): T {
  const database = new DatabaseSync(file, { readOnly: true, timeout: patienceMs });
  try {
    return read((sql) => database.prepare(sql).all());
  } finally {
    database.close();
  }
}

/** Nothing for an object that was never configured. */
function readEvent(file: string, patienceMs: number): readonly EventBook[] {
  const { rows, unsettled } = query(file, patienceMs, (all) => {
    const tables = new Set(all("SELECT name FROM sqlite_master").map(({ name }) => name));
    if (!tables.has("ledger")) return { rows: [], unsettled: [] };
    return {
      rows: all("SELECT * FROM ledger ORDER BY seq").map(toFactRow),
      unsettled: all("SELECT id FROM outbox").map(({ id }) => String(id)),
    };
  });
  const configured = rows.slice(0, 1).map(rowToFact)[0];
  if (configured?.kind !== "CONFIGURED") return [];
  return [{ eventId: configured.sale.eventId, rows, unsettled }];
}

function toOffer(row: Row): OfferRow {
  return { ...(row as unknown as OfferRow), seats: JSON.parse(String(row["seats"])) };
}

function toFactRow(row: Row): FactRow {
  const { seats, hash } = row as { seats: Uint8Array; hash: Uint8Array | null };
  return { ...(row as FactRow), seats: bytesOf(seats), hash: hash && bytesOf(hash) };
}

function bytesOf(blob: Uint8Array): ArrayBuffer {
  return new Uint8Array(blob).buffer;
}

interface ProviderBook {
  readonly payments: readonly ProviderPayment[];
  readonly movements: readonly Movement[];
  readonly tombstones: readonly string[];
}

function readProvider(file: string, patienceMs: number): ProviderBook {
  return query(file, patienceMs, (all) => {
    const tables = new Set(all("SELECT name FROM sqlite_master").map(({ name }) => name));
    if (!tables.has("ledger")) return { payments: [], movements: [], tombstones: [] };
    return {
      payments: all(
        `SELECT id, key, order_id AS orderId, token, status, amount_minor AS amountMinor, due_at AS dueAt
          FROM payments`,
      ) as unknown as ProviderPayment[],
      movements: all(
        "SELECT payment_id AS paymentId, kind, at, amount_minor AS amountMinor FROM ledger ORDER BY seq",
      ) as unknown as Movement[],
      tombstones: all("SELECT key FROM tombstones").map(({ key }) => String(key)),
    };
  });
}
