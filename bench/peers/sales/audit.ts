// The bench's audit of one event: every order, seat and ticket is read and compared, in the shape of Jari's own report.

import type { Pool } from "pg";
import type { AuditReport } from "../../../shared/contracts/audit.schema.ts";
import { withClient } from "../postgres/with-client.ts";
import { SOLD } from "./schema.ts";

const ITEMS_SUM = `(SELECT sum((i ->> 'priceMinor')::bigint + (i ->> 'feeMinor')::bigint)
  FROM json_array_elements(o.items) i)`;

const FIGURES = `SELECT
    (SELECT json_object_agg(status, n) FROM
      (SELECT status, count(*) n FROM orders WHERE event_id = $1 GROUP BY status) by_status) AS orders,
    (SELECT json_object_agg(state, n) FROM
      (SELECT state, count(*) n FROM seats WHERE event_id = $1 GROUP BY state) by_state) AS seats,
    (SELECT count(*)::int FROM orders o LEFT JOIN outbox x ON x.order_id = o.id
      WHERE o.event_id = $1 AND (o.status = 'PENDING' OR x.order_id IS NOT NULL)) AS under_way,
    (SELECT count(*)::int FROM tickets WHERE event_id = $1) AS tickets,
    (SELECT coalesce(sum(${ITEMS_SUM}), 0)::float8 FROM orders o
      WHERE event_id = $1 AND status = 'CONFIRMED') AS sold,
    (SELECT coalesce(sum(total_minor), 0)::float8 FROM orders
      WHERE event_id = $1 AND payment_status = 'CAPTURED') AS captured`;

/** Each of these selects what must not be. */
const CONTRADICTIONS: Readonly<Record<string, string>> = {
  "a confirmed order without a ticket for each of its seats": `SELECT o.id FROM orders o
    LEFT JOIN tickets t ON t.event_id = o.event_id AND t.order_id = o.id AND t.seat = ANY (o.seats)
    WHERE o.event_id = $1 AND o.status = 'CONFIRMED' GROUP BY o.id HAVING count(t.seat) <> cardinality(o.seats)`,
  "a confirmed order whose money is not here": `SELECT id FROM orders
    WHERE event_id = $1 AND status = 'CONFIRMED' AND payment_status NOT IN ('AUTHORIZED', 'CAPTURED')`,
  "money of an order that is not confirmed": `SELECT id FROM orders
    WHERE event_id = $1 AND status <> 'CONFIRMED' AND payment_status = 'CAPTURED'`,
  "an order whose seats do not add up to its total": `SELECT o.id FROM orders o
    WHERE o.event_id = $1 AND o.total_minor <> ${ITEMS_SUM}`,
  "a sold seat without its confirmed order": `SELECT s.seat FROM seats s
    LEFT JOIN orders o ON o.event_id = s.event_id AND o.hold_id = s.hold_id AND o.status = 'CONFIRMED'
    WHERE s.event_id = $1 AND s.state = ${SOLD} AND (o.id IS NULL OR s.seat <> ALL (o.seats))`,
  "a ticket for a seat that is not sold": `SELECT t.seat FROM tickets t
    JOIN seats s ON s.event_id = t.event_id AND s.seat = t.seat WHERE t.event_id = $1 AND s.state <> ${SOLD}`,
};

interface FiguresRow {
  readonly orders: AuditReport["figures"]["orders"] | null;
  readonly seats: Readonly<Record<string, number>> | null;
  readonly under_way: number;
  readonly tickets: number;
  readonly sold: number;
  readonly captured: number;
}

/** All of it as it stands at one moment. The planner knows nothing of a sale that has just been, and would loop. */
const BEGIN = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL enable_nestloop = off";

/** Throws where the database fails. */
export async function auditEvent(pool: Pool, eventId: string): Promise<AuditReport> {
  return withClient(pool, async (client) => {
    await client.query(BEGIN);
    const { rows } = await client.query<FiguresRow>(FIGURES, [eventId]);
    const wrong: string[] = [];
    for (const [message, text] of Object.entries(CONTRADICTIONS)) {
      const { rowCount } = await client.query(`${text} LIMIT 1`, [eventId]);
      if (rowCount !== 0) wrong.push(message);
    }
    await client.query("COMMIT");
    return toReport(eventId, rows[0] as FiguresRow, wrong);
  });
}

function toReport(
  eventId: string,
  { orders, seats, under_way: underWay, tickets, sold, captured }: FiguresRow,
  wrong: readonly string[],
): AuditReport {
  const [message] = wrong;
  return {
    eventId,
    auditedAt: Date.now(),
    verdict: message === undefined ? "holds" : "contradiction",
    ...(message !== undefined && { contradiction: { code: "peer", message } }),
    figures: {
      ...{ facts: 0, commits: 0, underWay, tickets, sold: { KRW: sold }, captured: { KRW: captured } },
      orders: orders ?? ({} as FiguresRow["orders"] & object),
      seats: {
        ...{ available: seats?.["0"] ?? 0, held: seats?.["1"] ?? 0, sold: seats?.["2"] ?? 0, blocked: 0 },
      },
    },
  };
}
