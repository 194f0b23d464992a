// A hold of any free seats: a lock that somebody else has is passed over instead of waited for.

import type { PoolClient } from "pg";
import {
  refuseEarly,
  type BestRequest,
  type HoldOutcome,
  type OfBuyer,
  type PeerEvent,
} from "../peer-event.ts";
import { begin, giveUp, take, type Asking, type SeatRow } from "./transaction.ts";

/** By the index of free seats: what is taken is not looked at. */
const LOCK_FREE = {
  name: "lock-free",
  text: `SELECT seat, state, held_until, price_level FROM seats
    WHERE event_id = $1 AND state = 0 ORDER BY seat LIMIT $2 FOR UPDATE SKIP LOCKED`,
};
/** Looks at every seat, and so only where no other is left. */
const LOCK_EXPIRED = {
  name: "lock-expired",
  text: `SELECT seat, state, held_until, price_level FROM seats
    WHERE event_id = $1 AND state <> 0 AND held_until <= $2 ORDER BY seat LIMIT $3 FOR UPDATE SKIP LOCKED`,
};

/** All or nothing. Throws where the database fails; the transaction is rolled back then. */
export async function holdBest(
  client: PoolClient,
  event: PeerEvent,
  { holdId, count, buyerId }: BestRequest & OfBuyer,
): Promise<HoldOutcome> {
  const asking: Asking = { event, holdId, buyerId, now: Date.now() };
  const early = refuseEarly(event, count, asking.now);
  if (early !== undefined) return early;
  const { rows: free, owned } = await begin(client, { ...LOCK_FREE, values: [event.eventId, count] }, asking);
  if (owned + count > event.maxSeatsPerBuyer) return giveUp(client, { kind: "refused", code: "buyer-limit" });
  const rows = [...free, ...(await lockExpired(client, asking, count - free.length))];
  if (rows.length < count) return giveUp(client, { kind: "refused", code: "seats-taken" });
  return take(client, asking, rows);
}

async function lockExpired(
  client: PoolClient,
  { event, now }: Asking,
  count: number,
): Promise<readonly SeatRow[]> {
  if (count === 0) return [];
  const { rows } = await client.query<SeatRow>({ ...LOCK_EXPIRED, values: [event.eventId, now, count] });
  return rows;
}
