// What the peer answers besides holds: orders, the provider's webhooks, and the bench's audit.

import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Pool } from "pg";
import { SESSION_SECRET } from "../../target.ts";
import { problem } from "../hold-answer.ts";
import { buyerOf } from "../session.ts";
import { auditEvent } from "./audit.ts";
import { BatchLane } from "./batch-lane.ts";
import { orderSummary, type OrderRow } from "./order-view.ts";
import { placeOrder, type OrderRequest } from "./place-order.ts";
import { readWebhook } from "./webhook.ts";

const PAGE_SIZE = 20;
const HINTS_AT_ONCE = 200;
const HINTS_GATHER_MS = 5;

const LIST = {
  name: "list-orders",
  text: `SELECT id, event_id, status, payment_status, currency, total_minor, seats, created_at,
      (SELECT coalesce(json_agg(json_build_object('seat', t.seat, 'code', t.code) ORDER BY t.seat), '[]')
        FROM tickets t WHERE t.event_id = o.event_id AND t.seat = ANY (o.seats) AND t.order_id = o.id) AS tickets
    FROM orders o WHERE buyer_id = $1 ORDER BY created_at DESC LIMIT ${PAGE_SIZE}`,
};
/** What waits for its time is due now; what is due, or done, is left as it is. */
const WAKE = {
  name: "wake",
  text: "UPDATE outbox SET due_at = $2 WHERE order_id = ANY ($1) AND due_at > $2",
};

const UUID = { type: "string", pattern: "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$" } as const;
const ORDER_REQUEST = {
  type: "object",
  additionalProperties: false,
  required: ["eventId", "holdId", "buyer", "payment"],
  properties: {
    eventId: UUID,
    holdId: UUID,
    buyer: {
      type: "object",
      additionalProperties: false,
      required: ["name", "email"],
      properties: {
        name: { type: "string", minLength: 1, maxLength: 100 },
        email: { type: "string", maxLength: 254, pattern: "^[^@\\s]+@[^@\\s]+$" },
      },
    },
    payment: {
      type: "object",
      additionalProperties: false,
      required: ["provider", "token"],
      properties: {
        provider: { const: "sandbox" },
        token: { type: "string", pattern: "^[A-Za-z0-9_-]{1,200}$" },
      },
    },
  },
} as const;
const ORDER_HEADERS = {
  type: "object",
  required: ["idempotency-key"],
  properties: { "idempotency-key": { type: "string", minLength: 1, maxLength: 255 } },
} as const;

/** `secret` signs the provider's webhooks. */
export function addSalesRoutes(app: FastifyInstance, pool: Pool, secret: string): void {
  app.route<{ Body: OrderRequest; Headers: { "idempotency-key": string } }>({
    method: "POST",
    url: "/api/orders",
    schema: { body: ORDER_REQUEST, headers: ORDER_HEADERS },
    handler: async ({ body: request, headers }, reply) => {
      const buyerId = buyerOf(headers.cookie, SESSION_SECRET);
      if (buyerId === undefined) return reply.code(401).send(problem(401, "no-session"));
      const key = headers["idempotency-key"];
      const origin = `http://${headers.host ?? ""}`;
      const { status, body, isReplayed = false } = await placeOrder(pool, { request, buyerId, key, origin });
      if (isReplayed) reply.header("idempotency-replayed", "true");
      return reply.code(status).type("application/json").send(body);
    },
  });
  app.route({
    method: "GET",
    url: "/api/orders",
    handler: async ({ headers }, reply) => {
      const buyerId = buyerOf(headers.cookie, SESSION_SECRET);
      if (buyerId === undefined) return reply.code(401).send(problem(401, "no-session"));
      const { rows } = await pool.query<OrderRow>({ ...LIST, values: [buyerId] });
      return { orders: rows.map(orderSummary) };
    },
  });
  app.route<{ Params: { eventId: string } }>({
    method: "GET",
    url: "/bench/events/:eventId/audit",
    handler: ({ params }) => auditEvent(pool, params.eventId),
  });
  addWebhooks(app, pool, secret);
}

/** A webhook says only that there may be something to ask: nothing is read out of it but which order. */
function addWebhooks(app: FastifyInstance, pool: Pool, secret: string): void {
  const hints = new BatchLane<string, undefined>(
    async (orderIds) => {
      await pool.query({ ...WAKE, values: [orderIds, Date.now()] });
      return orderIds.map(() => undefined);
    },
    HINTS_AT_ONCE,
    HINTS_GATHER_MS,
  );
  void app.register(async (scope) => {
    // The signature is that of the very bytes.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      "application/json",
      { parseAs: "string" },
      (_request: FastifyRequest, body: string, done: (error: null, body: string) => void) => done(null, body),
    );
    scope.route<{ Body: string }>({
      method: "POST",
      url: "/api/payments/webhooks/sandbox",
      handler: async ({ headers, body }, reply) => {
        const orderId = readWebhook(headers, body, { secret, now: Date.now() });
        if (orderId === undefined) return reply.code(403).send(problem(403, "webhook-refused"));
        await hints.add(orderId);
        return reply.code(204).send();
      },
    });
  });
}
