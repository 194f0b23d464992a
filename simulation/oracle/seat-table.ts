// Who has which seat, and who had it before: the oracle's own table, changed by nothing but facts that it has found true.

import { SEAT_COUNT } from "./hall.ts";
import { demand } from "./violation.ts";

export interface OracleHold {
  readonly id: string;
  readonly buyerId: string;
  readonly seats: readonly number[];
  readonly since: number;
  readonly firstSeq: number;
  state: "HELD" | "PAYING" | "OFFERED" | "SOLD" | "RELEASED";
  until: number;
  reason?: string;
  orderId?: string;
  /** what its buyer was told that it costs */
  priceMinor?: number;
  /** the number of its latest attempt, while it is PAYING */
  attempt?: number;
  /** when it was begun to be paid for */
  payingAt?: number;
  /** when the event was to start by what the organiser had published then */
  startsAt?: number;
  wasOffered?: boolean;
  endedSeq?: number;
}

interface Change {
  readonly seq: number;
  readonly hold: OracleHold | undefined;
}

const PUBLIC = { HELD: 1, PAYING: 1, OFFERED: 1, SOLD: 2, RELEASED: 0 };

export class SeatTable {
  readonly holds = new Map<string, OracleHold>();
  readonly #owners: (OracleHold | undefined)[] = Array.from({ length: SEAT_COUNT }, () => undefined);
  /** for every seat its owners, each from a `seq` on */
  readonly #changes: Change[][] = Array.from({ length: SEAT_COUNT }, () => [{ seq: 0, hold: undefined }]);
  /** the public states after each fact, as a string of digits */
  readonly #states: string[] = ["0".repeat(SEAT_COUNT)];

  /** The public states after fact `seq`. */
  statesAt(seq: number): string | undefined {
    return this.#states[seq];
  }

  /** Who has `seat` after fact `seq`. */
  ownerAt(seat: number, seq: number): OracleHold | undefined {
    return (this.#changes[seat] ?? []).findLast((change) => change.seq <= seq)?.hold;
  }

  ownerOf(seat: number): OracleHold | undefined {
    return this.#owners[seat];
  }

  isOwned(seat: number): boolean {
    return this.#owners[seat] !== undefined;
  }

  /** The seats that an order owns. */
  soldTo(orderId: string): readonly number[] {
    return [...this.holds.values()].flatMap((h) =>
      h.state === "SOLD" && h.orderId === orderId ? h.seats : [],
    );
  }

  /** How many seats were sold that another hold had had before. */
  resold(): number {
    return this.#changes.filter((changes) => {
      const owners = new Set(changes.flatMap(({ hold }) => (hold === undefined ? [] : [hold])));
      return owners.size > 1 && changes.at(-1)?.hold?.state === "SOLD";
    }).length;
  }

  /** Gives a new hold its seats, none of which may belong to anybody. */
  take(hold: OracleHold, seq: number): void {
    for (const seat of hold.seats) {
      const owner = this.#owners[seat];
      demand(
        owner === undefined,
        "a seat has at most one owner",
        () => `fact ${seq}: hold ${hold.id} takes seat ${seat} of hold ${owner?.id}`,
      );
      this.#owners[seat] = hold;
      this.#changes[seat]?.push({ seq, hold });
    }
  }

  /** Ends a hold, whose seats are free from here on. */
  free(hold: OracleHold, reason: string, seq: number): void {
    for (const seat of hold.seats) {
      this.#owners[seat] = undefined;
      this.#changes[seat]?.push({ seq, hold: undefined });
    }
    Object.assign(hold, { state: "RELEASED", reason, endedSeq: seq });
  }

  /** The end of a fact: remembers what everybody may now see. */
  seal(): void {
    this.#states.push(this.#owners.map((hold) => (hold === undefined ? 0 : PUBLIC[hold.state])).join(""));
  }
}

/** Whether the hold claims its seats at `at`. */
export function isLive(hold: OracleHold, at: number): boolean {
  if (hold.state === "RELEASED") return false;
  return hold.state === "PAYING" || hold.state === "SOLD" || hold.until > at;
}
