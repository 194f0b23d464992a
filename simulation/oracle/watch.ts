// Looks at everything that became durable since the last step, and shows it to the oracles.

import { rowToFact, type FactRow } from "../../shared/contracts/ledger-row.ts";
import type { SimObject } from "../platform/object.ts";
import type { Site } from "../platform/site.ts";
import type { Limits } from "./hall.ts";
import { MoneyOracle } from "./money.ts";
import { OrderOracle } from "./orders.ts";
import { ReplyOracle } from "./replies.ts";
import { SeatOracle } from "./seats.ts";

export interface WatchOptions {
  readonly site: Site;
  readonly eventId: string;
  readonly limits: Limits;
  readonly clockErrorMs: number;
}

export class Watch {
  readonly money = new MoneyOracle();
  readonly seats: SeatOracle;
  readonly orders: OrderOracle;
  readonly replies: ReplyOracle;
  readonly #site: Site;
  readonly #event: SimObject;
  readonly #moved = new Map<string, number>();
  #writes = 0;

  constructor({ site, eventId, limits, clockErrorMs }: WatchOptions) {
    this.#site = site;
    this.#event = site.seats.get(eventId);
    this.seats = new SeatOracle(limits, {
      isLive: (orderId) => this.money.isLive(orderId),
      isLate: (orderId) => this.money.isLate(orderId),
      isOpen: (orderId) => this.#isOpen(orderId),
    });
    this.money.seats = {
      hasPaid: (orderId) => this.seats.orders.has(orderId),
      soldTo: (orderId) => this.seats.table.soldTo(orderId),
      boughtInsteadAt: (orderId) => this.seats.boughtInstead(orderId)?.payingAt,
      now: () => this.seats.lastAt,
    };
    this.orders = new OrderOracle(site.d1.sqlite, this.seats, this.money);
    this.replies = new ReplyOracle(site.d1.sqlite, this.seats, clockErrorMs);
  }

  look(): void {
    for (const company of this.#site.sandbox.all()) {
      if (company.takeFlushed() && hasLedger(company)) this.#lookAtBooks(company);
    }
    if (this.#event.takeFlushed() && hasLedger(this.#event)) this.#lookAtLedger();
    if (this.#site.d1.writes === this.#writes) return;
    this.#writes = this.#site.d1.writes;
    this.orders.look();
  }

  /** How often the rare things happened that only the ledgers tell. */
  sometimes(note: (what: string, times: number) => void): void {
    const { counts, table } = this.seats;
    const { holds } = table;
    const released = (reason: string): number =>
      [...holds.values()].filter((hold) => hold.reason === reason).length;
    note("late money got its seats", counts.get("SOLD_LATE") ?? 0);
    note("late money was offered other seats", counts.get("OFFERED") ?? 0);
    note("late money found no seats", counts.get("LATE_REFUSED") ?? 0);
    note(
      "offer taken",
      [...holds.values()].filter((h) => h.state === "SOLD" && h.wasOffered === true).length,
    );
    note("offer declined", released("offer-declined"));
    note("offer lapsed", released("offer-lapsed"));
    note("hold expired", released("expired"));
    note("late money took seats that its buyer held", released("paid-late"));
    note("late money went back for the seats its buyer had bought", this.orders.duplicates());
    note("order abandoned", released("abandoned"));
    note("payment failed", released("payment-failed"));
    note("payment given up at its deadline", released("payment-deadline"));
    note("seat sold again after it had been released", this.seats.table.resold());
    note("idempotency claim taken over", this.orders.takeovers);
    note("stored reply replayed", this.replies.replays);
    for (const { voided, refunded, captured, attempt } of this.money.accounts.values()) {
      note("money captured", Number(captured > 0));
      note("another attempt paid", Number(captured > 0 && attempt > 1));
      note("money voided", Number(voided > 0));
      note("money refunded", Number(refunded > 0));
    }
  }

  #lookAtLedger(): void {
    // The disk as it is after the flush; an object's own columns, read past it.
    const rows = this.#event.storage.sql.exec(
      "SELECT * FROM ledger WHERE seq > ? ORDER BY seq",
      this.seats.seq,
    );
    for (const row of rows.toArray()) this.seats.apply(rowToFact(row as FactRow));
  }

  /** Whether the provider has a payment of the order that may still go either way, as far as it tells anybody. */
  #isOpen(orderId: string): boolean {
    return [...this.#site.sandbox.all()].filter(hasLedger).some(({ storage }) => {
      const query = "SELECT 1 FROM payments WHERE order_id = ? AND status IN ('pending', 'challenge')";
      return storage.sqlite.arrays(query, [orderId]).length > 0;
    });
  }

  #lookAtBooks(company: SimObject): void {
    const seen = this.#moved.get(company.name) ?? 0;
    const entries = company.storage.sqlite.arrays(
      `SELECT seq, kind, ledger.key, ledger.amount_minor, token = 'tok_reversed_decline'
         OR EXISTS (SELECT 1 FROM tombstones WHERE tombstones.key = ledger.key)
       FROM ledger JOIN payments ON payments.id = payment_id WHERE seq > ? ORDER BY seq`,
      [seen],
    ) as [number, string, string, number, number][];
    for (const [seq, kind, key, amountMinor, ended] of entries) {
      this.money.apply({ kind, key, amountMinor, wasEnded: ended === 1 });
      this.#moved.set(company.name, seq);
    }
  }
}

/** An object that crashed in its first turn has no tables yet. */
function hasLedger({ storage }: SimObject): boolean {
  return storage.sqlite.arrays("SELECT 1 FROM sqlite_schema WHERE name = 'ledger'", []).length > 0;
}
