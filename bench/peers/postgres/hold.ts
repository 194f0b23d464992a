// A hold as one transaction with row locks, in two trips to the database: BEGIN with the locks and the buyer's limit,
// then the writes with COMMIT.

import type { PoolClient } from "pg";
import type { PeerEvent } from "./events.ts";

export interface HoldRequest {
  readonly holdId: string;
  readonly seats: readonly number[];
}

export type HoldOutcome =
  | {
      readonly kind: "held";
      readonly until: number;
      readonly since: number;
      readonly levels: readonly string[];
    }
  | { readonly kind: "refused"; readonly code: string; readonly seats?: readonly number[] };

interface SeatRow {
  readonly seat: number;
  readonly state: number;
  readonly held_until: string | null;
  readonly price_level: string;
}

interface OwnedRow {
  readonly owned: string;
}

const LOCK = {
  name: "lock-seats",
  // in one order, so that two who want overlapping seats cannot wait for each other
  text: `SELECT seat, state, held_until, price_level FROM seats
    WHERE event_id = $1 AND seat = ANY($2) ORDER BY seat FOR UPDATE`,
};
const OWNED = {
  name: "seats-of-buyer",
  text: `SELECT coalesce(sum(cardinality(seats)), 0) AS owned FROM holds
    WHERE event_id = $1 AND buyer_id = $2 AND held_until > $3`,
};
const INSERT = {
  name: "insert-hold",
  text: `INSERT INTO holds (id, event_id, buyer_id, seats, held_until, created_at)
    VALUES ($1, $2, $3, $4, $5, $6)`,
};
const UPDATE = {
  name: "take-seats",
  text: "UPDATE seats SET state = 1, hold_id = $3, held_until = $4 WHERE event_id = $1 AND seat = ANY($2)",
};

/** All or nothing. Throws where the database fails; the transaction is rolled back then. */
export async function holdSeats(
  client: PoolClient,
  event: PeerEvent,
  { holdId, seats, buyerId }: HoldRequest & { readonly buyerId: string },
): Promise<HoldOutcome> {
  const now = Date.now();
  if (now < event.saleOpensAt) return { kind: "refused", code: "sale-not-open" };
  if (now >= event.saleClosesAt) return { kind: "refused", code: "sale-closed" };
  if (seats.length > event.maxSeatsPerHold) return { kind: "refused", code: "too-many-seats" };
  const [, locked, mine] = await Promise.all([
    client.query("BEGIN"),
    client.query<SeatRow>({ ...LOCK, values: [event.eventId, seats] }),
    client.query<OwnedRow>({ ...OWNED, values: [event.eventId, buyerId, now] }),
  ]);
  const refusal = refuse(event, { seats, rows: locked.rows, owned: Number(mine.rows[0]?.owned), now });
  if (refusal !== undefined) {
    await client.query("ROLLBACK");
    return refusal;
  }
  const until = now + event.holdTtlMs;
  await Promise.all([
    client.query({ ...INSERT, values: [holdId, event.eventId, buyerId, seats, until, now] }),
    client.query({ ...UPDATE, values: [event.eventId, seats, holdId, until] }),
    client.query("COMMIT"),
  ]);
  return { kind: "held", until, since: now, levels: locked.rows.map((row) => row.price_level) };
}

interface Survey {
  readonly seats: readonly number[];
  readonly rows: readonly SeatRow[];
  /** seats that the buyer has already */
  readonly owned: number;
  /** epoch ms */
  readonly now: number;
}

function refuse(event: PeerEvent, { seats, rows, owned, now }: Survey): HoldOutcome | undefined {
  if (rows.length !== seats.length) return { kind: "refused", code: "seat-unknown" };
  const taken = rows.filter(({ state, held_until: until }) => state !== 0 && Number(until) > now);
  if (taken.length > 0) return { kind: "refused", code: "seats-taken", seats: taken.map(({ seat }) => seat) };
  if (owned + seats.length > event.maxSeatsPerBuyer) return { kind: "refused", code: "buyer-limit" };
  return undefined;
}
