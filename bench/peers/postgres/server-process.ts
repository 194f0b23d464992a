// The peer: Fastify over PostgreSQL. As many processes as it is told share one port.

import cluster from "node:cluster";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { Pool, type PoolClient } from "pg";
import { SESSION_SECRET } from "../../target.ts";
import { HOLD_REQUEST, holdAnswer, problem } from "../hold-answer.ts";
import { buyerOf } from "../session.ts";
import { createEvent, findEvent } from "./events.ts";
import { holdSeats, type HoldRequest } from "./hold.ts";

/** What a peer needs to know; plain JSON, for it crosses a process. */
export interface PeerLaunch {
  readonly socket: string;
  readonly processes: number;
  /** connections to the database, of all processes together */
  readonly connections: number;
}

if (cluster.isPrimary) process.once("message", (launch: PeerLaunch) => void lead(launch));
else process.once("message", (launch: PeerLaunch) => void serve(launch));
process.once("disconnect", () => process.exit(0));

async function lead(launch: PeerLaunch): Promise<void> {
  const workers = Array.from({ length: launch.processes }, () => cluster.fork());
  const ports = await Promise.all(
    workers.map((worker) => {
      worker.send(launch);
      return new Promise<number>((resolve) => worker.once("message", ({ port }) => resolve(port)));
    }),
  );
  process.send?.({ port: ports[0] });
}

async function serve({ socket, processes, connections }: PeerLaunch): Promise<void> {
  const pool = new Pool({
    host: socket,
    user: "bench",
    database: "postgres",
    max: Math.max(1, Math.floor(connections / processes)),
    pipeline: true,
  });
  const app = fastify({ logger: false, keepAliveTimeout: 60_000 });
  addRoutes(app, pool);
  // The same port for all: cluster hands connections out in turn. 0 is the same one for each of them.
  await app.listen({ host: "127.0.0.1", port: 0 });
  process.send?.({ port: Number(new URL(app.listeningOrigin).port) });
}

interface OfEvent {
  Params: { readonly eventId: string };
}

function addRoutes(app: FastifyInstance, pool: Pool): void {
  app.route<OfEvent & { Body: { seatCount: number } }>({
    method: "PUT",
    url: "/bench/events/:eventId",
    handler: async (request, reply) => {
      await createEvent(pool, request.params.eventId, request.body.seatCount);
      return reply.code(204).send();
    },
  });
  app.route<OfEvent>({
    method: "GET",
    url: "/api/events/:eventId/seats",
    handler: async (request) => {
      const { rows } = await pool.query(
        "SELECT seat, 'HELD' AS state FROM seats WHERE event_id = $1 AND state = 1 ORDER BY seat",
        [request.params.eventId],
      );
      return { seats: rows };
    },
  });
  app.route<OfEvent & { Body: HoldRequest }>({
    method: "POST",
    url: "/api/events/:eventId/holds",
    schema: { body: HOLD_REQUEST },
    handler: (request, reply) => answerHold(pool, request, reply),
  });
}

async function answerHold(
  pool: Pool,
  request: FastifyRequest<OfEvent & { Body: HoldRequest }>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { holdId, seats } = request.body;
  const buyerId = buyerOf(request.headers.cookie, SESSION_SECRET);
  if (buyerId === undefined) return reply.code(401).send(problem(401, "no-session"));
  const event = await findEvent(pool, request.params.eventId);
  if (event === undefined) return reply.code(404).send(problem(404, "event-not-found"));
  const held = await withClient(pool, (client) => holdSeats(client, event, { holdId, seats, buyerId }));
  if (held.kind === "refused") return reply.code(409).send(problem(409, held.code, held.seats));
  const { until, since, levels } = held;
  const extendableUntil = since + event.holdMaxMs;
  return reply.code(201).send(holdAnswer({ holdId, seats, levels, until, extendableUntil, now: since }));
}

async function withClient<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    const result = await work(client);
    client.release();
    return result;
  } catch (error) {
    client.release(true); // the connection, and what it had begun, is given up
    throw error;
  }
}
