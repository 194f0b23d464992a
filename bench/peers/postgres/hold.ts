// A hold of chosen seats as one transaction with row locks.

import type { PoolClient } from "pg";
import {
  refuseEarly,
  type HoldOutcome,
  type HoldRequest,
  type OfBuyer,
  type PeerEvent,
  type Refusal,
} from "../peer-event.ts";
import { begin, giveUp, take, type Asking, type Survey } from "./transaction.ts";

const LOCK = {
  name: "lock-seats",
  // in one order, so that two who want overlapping seats cannot wait for each other
  text: `SELECT seat, state, held_until, price_level FROM seats
    WHERE event_id = $1 AND seat = ANY($2) ORDER BY seat FOR UPDATE`,
};

/** All or nothing. Throws where the database fails; the transaction is rolled back then. */
export async function holdSeats(
  client: PoolClient,
  event: PeerEvent,
  { holdId, seats, buyerId }: HoldRequest & OfBuyer,
): Promise<HoldOutcome> {
  const asking: Asking = { event, holdId, buyerId, now: Date.now() };
  const early = refuseEarly(event, seats.length, asking.now);
  if (early !== undefined) return early;
  const survey = await begin(client, { ...LOCK, values: [event.eventId, seats] }, asking);
  const refusal = refuse(asking, seats, survey);
  return refusal === undefined ? take(client, asking, survey.rows) : giveUp(client, refusal);
}

function refuse(
  { event, now }: Asking,
  seats: readonly number[],
  { rows, owned }: Survey,
): Refusal | undefined {
  if (rows.length !== seats.length) return { kind: "refused", code: "seat-unknown" };
  const taken = rows.filter(({ state, held_until: until }) => state !== 0 && Number(until) > now);
  if (taken.length > 0) return { kind: "refused", code: "seats-taken", seats: taken.map(({ seat }) => seat) };
  if (owned + seats.length > event.maxSeatsPerBuyer) return { kind: "refused", code: "buyer-limit" };
  return undefined;
}
