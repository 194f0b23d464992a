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
    const payments = this.#db.arrays("SELECT order_id, status, version FROM payments", []);
    for (const [id, status, version] of payments as [string, string, number][]) {
      follow(this.#payments, { id, status, version }, PAYMENT_MOVES, "payment");
      const account = this.#money.accounts.get(id);
      const isTrue =
        status === "REQUESTED" ||
        status === "FAILED" ||
        status === "VOIDED" ||
        (status === "AUTHORIZED" && (account?.authorized ?? 0) > 0) ||
        (status === "CAPTURED" && (account?.captured ?? 0) > 0) ||
        (status === "REFUNDED" && (account?.refunded ?? 0) > 0);
      demand(
        isTrue,
        "a payment is what the provider says it is",
        () => `${id} ${status} ${JSON.stringify(account)}`,
      );
    }
    this.#lookAtTickets();
    this.#lookAtClaims();
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
  demand(version > before.version, `the version of an ${what} grows`, evidence);
  const isMove = before.status === status || (moves[before.status] ?? []).includes(status);
  // Two moves may lie between two looks only if one write made both, which none does.
  demand(isMove, `the states of an ${what} follow one another`, evidence);
}
