// What a buyer was told. Each answer must be what the ledger explains at some moment between the question and the
// answer, and a repeated question must get the same bytes.

import type { Sqlite } from "../platform/sqlite.ts";
import type { SeatOracle } from "./seats.ts";
import { demand } from "./violation.ts";

const RAN_OUT: ReadonlySet<string> = new Set(["expired", "offer-lapsed"]);

export interface Asked {
  readonly buyerId: string;
  /** the ledger's `seq`, and the time, when it was asked */
  readonly seq: number;
  readonly at: number;
}

export class ReplyOracle {
  readonly #db: Sqlite;
  readonly #seats: SeatOracle;
  readonly #clockErrorMs: number;
  /** first stored reply by idempotency key */
  readonly #kept = new Map<string, { readonly status: number; readonly text: string }>();
  replays = 0;

  /** `clockErrorMs`: how far two clocks may be apart. */
  constructor(db: Sqlite, seats: SeatOracle, clockErrorMs: number) {
    this.#db = db;
    this.#seats = seats;
    this.#clockErrorMs = clockErrorMs;
  }

  /** A hold was granted, or shown again. */
  holdShown(asked: Asked, hold: { holdId: string; seats: readonly number[]; status: string }): void {
    const known = this.#seats.table.holds.get(hold.holdId);
    const evidence = (): string => `hold ${hold.holdId} ${hold.status} ${hold.seats.join()}`;
    demand(known !== undefined, "a hold that was granted is in the ledger", evidence);
    demand(known.buyerId === asked.buyerId, "a buyer is shown their own holds (H9)", evidence);
    demand(
      known.seats.join() === hold.seats.toSorted((a, b) => a - b).join(),
      "a hold has the seats that were granted",
      evidence,
    );
    if (hold.status !== "RELEASED") {
      demand(
        known.endedSeq === undefined || known.endedSeq > asked.seq,
        "a hold that had ended is not shown as live",
        evidence,
      );
    }
  }

  /** Seats were refused because somebody else had them. */
  seatsTaken(asked: Asked, taken: readonly number[]): void {
    for (let seq = asked.seq; seq <= this.#seats.seq; seq++) {
      if (taken.every((seat) => this.#isTaken(seat, seq, asked.at))) return;
    }
    demand(
      false,
      "seats are refused only while they are taken (S7)",
      () => `seats ${taken.join()} since fact ${asked.seq}`,
    );
  }

  #isTaken(seat: number, seq: number, at: number): boolean {
    const owner = this.#seats.table.ownerAt(seat, seq);
    if (owner === undefined) return false;
    const ranOut = owner.state === "HELD" || owner.state === "OFFERED" || RAN_OUT.has(owner.reason ?? "");
    // One whose time had surely run out before anybody asked claims nothing, recorded or not.
    return !ranOut || owner.until + this.#clockErrorMs >= at;
  }

  /** An order for a hold was refused, with no other order under way. */
  refused(holdId: string, text: string | undefined): void {
    const isOwn = text?.includes('"code":"hold-paying"') === true;
    demand(!isOwn, "an order is not refused for its own repeat", () => `hold ${holdId}: ${text}`);
  }

  /** An order was placed by a buyer who had agreed to `version` of the event and was told `priceMinor` for the hold. */
  placed(
    order: { readonly orderId: string; readonly quote: { readonly totalMinor: number } },
    agreed: { readonly version: number; readonly priceMinor: number },
  ): void {
    const hold = this.#seats.orders.get(order.orderId);
    const evidence = (): string =>
      `order ${order.orderId}: ${JSON.stringify(agreed)}, ${JSON.stringify(hold)}`;
    demand(
      order.quote.totalMinor === agreed.priceMinor,
      "what the buyer was shown is what is charged (S9)",
      evidence,
    );
    demand(
      hold?.startsAt === this.#seats.termsOf(agreed.version)?.startsAt,
      "a start that was moved is agreed to again (P11)",
      evidence,
    );
  }

  /** A page says that the provider has refused an attempt. `said`: whether its books say so, or did. */
  refusalShown(orderId: string, said: boolean): void {
    demand(said, "nobody is told of a refusal that the provider did not give (S3)", () => `order ${orderId}`);
  }

  #isWritten(text: string): void {
    const { orderId }: { orderId: string } = JSON.parse(text);
    const rows = this.#db.arrays("SELECT 1 FROM orders WHERE id = ?", [orderId]);
    demand(rows.length === 1, "an order that was promised is written", () => `order ${orderId}`);
  }

  /** An order was answered under `key`; `replayed` if it says that this is a stored reply. */
  ordered(
    key: string,
    { status, text, replayed }: { status: number; text: string; replayed: boolean },
  ): void {
    if (replayed) this.replays++;
    if (status === 201) this.#isWritten(text);
    const kept = this.#kept.get(key);
    if (kept === undefined) {
      if (status === 201 || replayed) this.#kept.set(key, { status, text });
      return;
    }
    if (!replayed && status !== 201) return;
    demand(
      kept.status === status && kept.text === text,
      "a repeat is answered byte for byte",
      () => `key ${key}: ${kept.status} ${kept.text} then ${status} ${text}`,
    );
  }
}
