// What every hold's transaction has in common, in two trips to the database: BEGIN with the locks and the buyer's
// limit, then the writes with COMMIT. `pg` sends what goes out together in one piece.

import type { PoolClient, QueryConfig } from "pg";
import type { HoldOutcome, PeerEvent, Refusal } from "../peer-event.ts";

/** One hold that somebody asks for. */
export interface Asking {
  readonly event: PeerEvent;
  readonly holdId: string;
  readonly buyerId: string;
  /** epoch ms */
  readonly now: number;
}

export interface SeatRow {
  readonly seat: number;
  readonly state: number;
  readonly held_until: string | null;
  readonly price_level: string;
}

/** What the first trip has found. */
export interface Survey {
  /** locked until the transaction's end */
  readonly rows: readonly SeatRow[];
  /** seats that the buyer has already */
  readonly owned: number;
}

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

/** The first trip; `lock` selects seats for update. Throws where the database fails. */
export async function begin(
  client: PoolClient,
  lock: QueryConfig,
  { event, buyerId, now }: Asking,
): Promise<Survey> {
  const [, locked, mine] = await Promise.all([
    client.query("BEGIN"),
    client.query<SeatRow>(lock),
    client.query<{ owned: string }>({ ...OWNED, values: [event.eventId, buyerId, now] }),
  ]);
  return { rows: locked.rows, owned: Number(mine.rows[0]?.owned) };
}

/** The second trip: gives the seats of `rows` to the buyer. Throws where the database fails. */
export async function take(
  client: PoolClient,
  { event, holdId, buyerId, now }: Asking,
  rows: readonly SeatRow[],
): Promise<HoldOutcome> {
  const until = now + event.holdTtlMs;
  const seats = rows.map(({ seat }) => seat);
  await Promise.all([
    client.query({ ...INSERT, values: [holdId, event.eventId, buyerId, seats, until, now] }),
    client.query({ ...UPDATE, values: [event.eventId, seats, holdId, until] }),
    client.query("COMMIT"),
  ]);
  return { kind: "held", seats, levels: rows.map((row) => row.price_level), until, since: now };
}

/** The second trip where nothing is given. Throws where the database fails. */
export async function giveUp(client: PoolClient, refusal: Refusal): Promise<Refusal> {
  await client.query("ROLLBACK");
  return refusal;
}
