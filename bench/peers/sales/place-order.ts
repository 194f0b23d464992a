// POST /api/orders, in two trips: the stored reply and the held seats are read, then order, outbox row and stored reply
// are written by one statement, which is one transaction. No lock is taken: two primary keys and a unique index stop a
// second order, whatever is sent twice at the same time.

import { createHash } from "node:crypto";
import { DatabaseError, type Pool, type PoolClient, type QueryConfig } from "pg";
import { uuidv7 } from "uuidv7";
import { problem } from "../hold-answer.ts";
import { withClient } from "../postgres/with-client.ts";
import { orderView, priceSeats, type NewOrder } from "./order-view.ts";

/** How long a payment has at least; the hold is prolonged where it ends sooner. */
const PAYMENT_MS = 10 * 60_000;
const REPLY_KEPT_MS = 7 * 24 * 3_600_000;
const UNIQUE_VIOLATION = "23505";

const FIND_REPLY = {
  name: "find-reply",
  text: "SELECT fingerprint, status, body FROM idempotency WHERE buyer_id = $1 AND key = $2",
};
const FIND_HELD = {
  name: "find-held",
  text: `SELECT h.held_until, cardinality(h.seats) AS wanted, s.seat, s.price_level
    FROM holds h JOIN seats s ON s.event_id = h.event_id AND s.seat = ANY (h.seats)
    WHERE h.id = $1 AND h.buyer_id = $2 AND h.event_id = $3 AND s.hold_id = h.id AND s.state = 1 ORDER BY s.seat`,
};
const PROLONG = {
  name: "prolong-hold",
  text: `UPDATE seats SET held_until = $4
    WHERE event_id = $1 AND seat = ANY ($2) AND hold_id = $3 AND state = 1`,
};
const WRITE = {
  name: "write-order",
  text: `WITH replied AS (
      INSERT INTO idempotency (buyer_id, key, fingerprint, status, body, expires_at)
      VALUES ($4, $16, $17, 201, $18, $19)
    ), placed AS (
      INSERT INTO orders (id, event_id, hold_id, buyer_id, buyer_name, buyer_email, status, payment_status, currency,
        total_minor, lines, seats, items, token, return_url, deadline, created_at, updated_at)
      VALUES ($1, $2, $3, $4, $5, $6, 'PENDING', 'REQUESTED', $7, $8, $9, $10, $11, $12, $13, $14, $15, $15)
    ) INSERT INTO outbox (order_id, kind, due_at) VALUES ($1, 'PAYMENT', $15)`,
};

export interface OrderRequest {
  readonly eventId: string;
  readonly holdId: string;
  readonly buyer: { readonly name: string; readonly email: string };
  readonly payment: { readonly provider: string; readonly token: string };
}

export interface Asking {
  readonly request: OrderRequest;
  readonly buyerId: string;
  /** the idempotency key */
  readonly key: string;
  /** of this server, as the buyer reaches it */
  readonly origin: string;
}

export interface Reply {
  readonly status: number;
  readonly body: string;
  readonly isReplayed?: boolean;
}

interface Found {
  readonly stored: StoredReply | undefined;
  readonly held: readonly HeldSeat[];
}

interface StoredReply {
  readonly fingerprint: string;
  readonly status: number;
  readonly body: string;
}

interface HeldSeat {
  readonly held_until: string;
  readonly wanted: number;
  readonly seat: number;
  readonly price_level: string;
}

/** Places the order once for its key, or answers as it was answered before. Throws where the database fails. */
export async function placeOrder(pool: Pool, asking: Asking): Promise<Reply> {
  const fingerprint = createHash("sha256").update(JSON.stringify(asking.request)).digest("base64");
  try {
    return await withClient(pool, (client) => place(client, asking, fingerprint));
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.code !== UNIQUE_VIOLATION) throw error;
    // Somebody else was quicker: a request with the same key, or an order of the same hold.
    const { stored } = await withClient(pool, (client) => find(client, asking));
    return stored === undefined ? refusal(409, "hold-ended") : replay(stored, fingerprint);
  }
}

async function place(client: PoolClient, asking: Asking, fingerprint: string): Promise<Reply> {
  const { stored, held } = await find(client, asking);
  if (stored !== undefined) return replay(stored, fingerprint);
  const now = Date.now();
  const [first] = held;
  const heldUntil = Number(first?.held_until);
  if (first === undefined || first.wanted !== held.length || heldUntil <= now)
    return refusal(409, "hold-ended");
  const deadline = Math.max(heldUntil, now + PAYMENT_MS);
  const order = newOrder(asking, held, { now, deadline });
  const body = JSON.stringify(orderView(order));
  const write = {
    ...WRITE,
    values: [...orderValues(order), asking.key, fingerprint, body, now + REPLY_KEPT_MS],
  };
  if (deadline === heldUntil) await client.query(write);
  else if (!(await writeProlonged(client, order, write))) return refusal(409, "hold-ended");
  return { status: 201, body };
}

async function find(client: PoolClient, { request, buyerId, key }: Asking): Promise<Found> {
  const [replies, held] = await Promise.all([
    client.query<StoredReply>({ ...FIND_REPLY, values: [buyerId, key] }),
    client.query<HeldSeat>({ ...FIND_HELD, values: [request.holdId, buyerId, request.eventId] }),
  ]);
  return { stored: replies.rows[0], held: held.rows };
}

/** False where the hold has run out meanwhile and its seats are somebody else's. */
async function writeProlonged(client: PoolClient, order: NewOrder, write: QueryConfig): Promise<boolean> {
  const { eventId, holdId, items, deadline } = order;
  const seats = items.map(({ seat }) => seat);
  const [, prolonged] = await Promise.all([
    client.query("BEGIN"),
    client.query({ ...PROLONG, values: [eventId, seats, holdId, deadline] }),
  ]);
  if (prolonged.rowCount !== seats.length) {
    await client.query("ROLLBACK");
    return false;
  }
  await client.query(write);
  await client.query("COMMIT");
  return true;
}

function newOrder(
  { request, buyerId, origin }: Asking,
  held: readonly HeldSeat[],
  { now, deadline }: { readonly now: number; readonly deadline: number },
): NewOrder {
  const id = uuidv7();
  const { eventId, holdId, buyer, payment } = request;
  const priced = priceSeats(held.map(({ seat, price_level: priceLevel }) => ({ seat, priceLevel })));
  return {
    ...{ id, eventId, holdId, buyerId, buyer, deadline, createdAt: now, token: payment.token },
    ...{ quote: priced.quote, items: priced.items, returnUrl: `${origin}/orders/${id}?returned=1` },
  };
}

function orderValues(order: NewOrder): readonly unknown[] {
  const { quote, items, buyer } = order;
  return [
    ...[order.id, order.eventId, order.holdId, order.buyerId, buyer.name, buyer.email],
    ...[quote.currency, quote.totalMinor, JSON.stringify(quote.lines)],
    ...[items.map(({ seat }) => seat), JSON.stringify(items)],
    ...[order.token, order.returnUrl, order.deadline, order.createdAt],
  ];
}

function replay(stored: StoredReply, fingerprint: string): Reply {
  if (stored.fingerprint !== fingerprint) return refusal(422, "idempotency-key-reused");
  return { status: stored.status, body: stored.body, isReplayed: true };
}

function refusal(status: number, code: string): Reply {
  return { status, body: JSON.stringify(problem(status, code)) };
}
