// What D1 may say of an order, looked at after every write: which state may follow which, and that nothing in it runs
// ahead of the seats or of the money.

import type { Sqlite } from "../platform/sqlite.ts";
import type { MoneyOracle } from "./money.ts";
import type { SeatOracle } from "./seats.ts";
import { demand } from "./violation.ts";

const ORDER_MOVES: Readonly<Record<string, readonly string[]>> = {
  PENDING: ["CONFIRMED", "CANCELLED"],
  // back once: late money that got its seats
  CANCELLED: ["CONFIRMED"],
  CONFIRMED: ["REFUNDED"],
  REFUNDED: [],
};

/** Failures that say nothing of another card. */
const FINAL_FAILURES: ReadonlySet<string> = new Set(["provider-error", "payment-deadline"]);
const DECLINES: ReadonlySet<string> = new Set(["card-declined", "insufficient-funds", "challenge-failed"]);

const PAYMENT_MOVES: Readonly<Record<string, readonly string[]>> = {
  REQUESTED: ["AUTHORIZED", "CAPTURED", "FAILED", "VOIDED"],
  // Money that comes late is believed once it is taken (P7).
  FAILED: ["CAPTURED"],
  VOIDED: ["CAPTURED"],
  AUTHORIZED: ["CAPTURED", "VOIDED", "REFUNDED"],
  CAPTURED: ["REFUNDED"],
  REFUNDED: [],
};

interface Seen {
  readonly status: string;
  readonly version: number;
}

export class OrderOracle {
  readonly #db: Sqlite;
  readonly #seats: SeatOracle;
  readonly #money: MoneyOracle;
  readonly #orders = new Map<string, Seen>();
  readonly #payments = new Map<string, Seen>();
  readonly #claims = new Map<string, string>();
  /** how often a claim whose owner had died was taken over */
  takeovers = 0;

  constructor(db: Sqlite, seats: SeatOracle, money: MoneyOracle) {
    this.#db = db;
    this.#seats = seats;
    this.#money = money;
  }

  /** How many orders say that their buyer has bought the seats by another. */
  duplicates(): number {
    return this.#db.arrays("SELECT 1 FROM orders WHERE instead IS NOT NULL", []).length;
  }

  /** Looks at everything that a write may have changed. */
  look(): void {
    const rows = this.#db.arrays("SELECT id, status, version, hold_id FROM orders", []);
    for (const [id, status, version, holdId] of rows as [string, string, number, string][]) {
      follow(this.#orders, { id, status, version }, ORDER_MOVES, "order");
      const paying = this.#seats.orders.get(id);
      demand(paying?.id === holdId, "an order is written once its hold is PAYING (S1)", () => `order ${id}`);
      demand(
        paying.reason !== "abandoned",
        "an order that was given up is never written",
        () => `order ${id}`,
      );
    }
    for (const [id] of this.#orders) {
      demand(
        rows.some((row) => row[0] === id),
        "an order is never forgotten",
        () => `order ${id}`,
      );
    }
    this.#lookAtAttempts();
    this.#lookAtEndings();
    this.#lookAtTickets();
    this.#lookAtClaims();
  }

  #lookAtAttempts(): void {
    const rows = this.#db.arrays(
      `SELECT order_id, n, payment_attempts.status, version, orders.status, total_minor
       FROM payment_attempts JOIN orders ON orders.id = order_id ORDER BY n`,
      [],
    ) as [string, number, string, number, string, number][];
    const open = new Map<string, number>();
    for (const [id, n, status, version, orderStatus, totalMinor] of rows) {
      const key = `${id}:${n}`;
      const isNew = !this.#payments.has(key);
      if (!isNew || n === 1) follow(this.#payments, { id: key, status, version }, PAYMENT_MOVES, "payment");
      else this.#payments.set(key, { status, version });
      const account = this.#money.accounts.get(key);
      const isTrue =
        totalMinor === 0 ||
        status === "REQUESTED" ||
        status === "FAILED" ||
        status === "VOIDED" ||
        (status === "AUTHORIZED" && (account?.authorized ?? 0) > 0) ||
        (status === "CAPTURED" && (account?.captured ?? 0) > 0) ||
        (status === "REFUNDED" && (account?.refunded ?? 0) > 0);
      demand(
        isTrue,
        "a payment is what the provider says it is",
        () => `${key} ${status} ${JSON.stringify(account)}`,
      );
      if (status !== "REQUESTED") continue;
      demand(
        orderStatus === "PENDING",
        "only a pending order is being paid for",
        () => `${key} ${orderStatus}`,
      );
      demand(!open.has(id), "one attempt is open at a time (O10)", () => `${key} and ${open.get(id)}`);
      open.set(id, n);
    }
  }

  /** O2, O12: an order is not ended while another attempt may follow, and one that was given up is never confirmed. */
  #lookAtEndings(): void {
    const rows = this.#db.arrays(
      `SELECT id, status, reason, closing,
         (SELECT max(n) FROM payment_attempts WHERE order_id = id), max_payment_attempts
       FROM orders WHERE status <> 'PENDING'`,
      [],
    ) as [string, string, string | null, string | null, number, number | null][];
    for (const [id, status, reason, closing, attempt, most] of rows) {
      const evidence = (): string => `${id} ${status} ${reason} ${closing} attempt ${attempt} of ${most}`;
      if (status === "CONFIRMED")
        demand(closing !== "buyer", "an order that was given up is never confirmed (O12)", evidence);
      if (status !== "CANCELLED" || !DECLINES.has(reason ?? "")) continue;
      const mayFollow = attempt < (most ?? 1) && closing === null && !FINAL_FAILURES.has(reason ?? "");
      demand(!mayFollow, "a decline does not end an order that may be paid otherwise (S8)", evidence);
    }
  }

  #lookAtTickets(): void {
    const tickets = this.#db.arrays("SELECT order_id, seat FROM tickets", []) as [string, number][];
    for (const [orderId, seat] of tickets) {
      demand(
        this.#seats.table.soldTo(orderId).includes(seat),
        "a ticket is issued for a sold seat to its owner",
        () => `seat ${seat} of order ${orderId}`,
      );
    }
  }

  #lookAtClaims(): void {
    const claims = this.#db.arrays("SELECT scope || ' ' || key, claim_token FROM idempotency_records", []);
    for (const [key, token] of claims as [string, string][]) {
      const before = this.#claims.get(key);
      if (before !== undefined && before !== token) this.takeovers++;
      this.#claims.set(key, token);
    }
  }
}

function follow(
  seen: Map<string, Seen>,
  { id, status, version }: Seen & { readonly id: string },
  moves: Readonly<Record<string, readonly string[]>>,
  what: string,
): void {
  const before = seen.get(id);
  if (before !== undefined && before.version === version && before.status === status) return;
  seen.set(id, { status, version });
  if (before === undefined) {
    demand(version === 1, `a new ${what} begins at version 1`, () => `${id} ${status} v${version}`);
    return;
  }
  const evidence = (): string => `${id}: ${before.status} v${before.version} → ${status} v${version}`;
  const named = what === "order" ? "an order" : "a payment";
  demand(version > before.version, `the version of ${named} grows`, evidence);
  const isMove = before.status === status || (moves[before.status] ?? []).includes(status);
  // Two moves may lie between two looks only if one write made both, which none does.
  demand(isMove, `the states of ${named} follow one another`, evidence);
}
