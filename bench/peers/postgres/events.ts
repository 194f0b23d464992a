// The peer's events: written once, then kept in memory by every process, as any server would.

import type { Pool } from "pg";
import { LIMITS } from "../../jari/event.ts";

const HOUR_MS = 3_600_000;

export interface PeerEvent {
  readonly eventId: string;
  /** epoch ms */
  readonly saleOpensAt: number;
  /** epoch ms */
  readonly saleClosesAt: number;
  readonly holdTtlMs: number;
  readonly holdMaxMs: number;
  readonly maxSeatsPerHold: number;
  readonly maxSeatsPerBuyer: number;
}

const known = new Map<string, PeerEvent>();

/** Writes an event with `seatCount` seats, in blocks of the four price levels. */
export async function createEvent(pool: Pool, eventId: string, seatCount: number): Promise<void> {
  const { holdTtlMs, holdMaxMs, maxSeatsPerHold, maxSeatsPerBuyer } = LIMITS;
  const now = Date.now();
  await pool.query("INSERT INTO events VALUES ($1, $2, $3, $4, $5, $6, $7)", [
    ...[eventId, now - HOUR_MS, now + 24 * HOUR_MS, holdTtlMs, holdMaxMs],
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
export async function findEvent(pool: Pool, eventId: string): Promise<PeerEvent | undefined> {
  const cached = known.get(eventId);
  if (cached !== undefined) return cached;
  const { rows } = await pool.query<Record<string, string>>("SELECT * FROM events WHERE id = $1", [eventId]);
  const [row] = rows;
  if (row === undefined) return undefined;
  const event: PeerEvent = {
    eventId,
    saleOpensAt: Number(row["sale_opens_at"]),
    saleClosesAt: Number(row["sale_closes_at"]),
    holdTtlMs: Number(row["hold_ttl_ms"]),
    holdMaxMs: Number(row["hold_max_ms"]),
    maxSeatsPerHold: Number(row["max_seats_per_hold"]),
    maxSeatsPerBuyer: Number(row["max_seats_per_buyer"]),
  };
  known.set(eventId, event);
  return event;
}
