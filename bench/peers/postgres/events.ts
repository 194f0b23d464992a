// The PostgreSQL peer's events.

import type { Pool } from "pg";
import type { PeerEvent } from "../peer-event.ts";

/** Writes an event with `seatCount` seats, in blocks of the four price levels. */
export async function createEvent(pool: Pool, event: PeerEvent, seatCount: number): Promise<void> {
  const { eventId, saleOpensAt, saleClosesAt, holdTtlMs, holdMaxMs, maxSeatsPerHold, maxSeatsPerBuyer } =
    event;
  await pool.query("INSERT INTO events VALUES ($1, $2, $3, $4, $5, $6, $7)", [
    ...[eventId, saleOpensAt, saleClosesAt, holdTtlMs, holdMaxMs],
    ...[maxSeatsPerHold, maxSeatsPerBuyer],
  ]);
  await pool.query(
    `INSERT INTO seats (event_id, seat, price_level)
      SELECT $1, n, (ARRAY['VIP','R','S','A'])[1 + n * 4 / $2::int] FROM generate_series(0, $2::int - 1) n`,
    [eventId, seatCount],
  );
  // As autovacuum would have done by the time the sale opens.
  await pool.query("VACUUM ANALYZE seats");
}

/** `undefined` where there is no such event. */
export async function readEvent(pool: Pool, eventId: string): Promise<PeerEvent | undefined> {
  const { rows } = await pool.query<Record<string, string>>("SELECT * FROM events WHERE id = $1", [eventId]);
  const [row] = rows;
  if (row === undefined) return undefined;
  return {
    eventId,
    saleOpensAt: Number(row["sale_opens_at"]),
    saleClosesAt: Number(row["sale_closes_at"]),
    holdTtlMs: Number(row["hold_ttl_ms"]),
    holdMaxMs: Number(row["hold_max_ms"]),
    maxSeatsPerHold: Number(row["max_seats_per_hold"]),
    maxSeatsPerBuyer: Number(row["max_seats_per_buyer"]),
  };
}

/** The seats that are not free, in their order. */
export async function listHeld(pool: Pool, eventId: string): Promise<readonly number[]> {
  const { rows } = await pool.query<{ seat: number }>(
    "SELECT seat FROM seats WHERE event_id = $1 AND state = 1 ORDER BY seat",
    [eventId],
  );
  return rows.map(({ seat }) => seat);
}
