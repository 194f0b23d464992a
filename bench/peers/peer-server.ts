// A rival's own side: Fastify over whatever keeps the seats. As many processes as it is told share one port.

import cluster from "node:cluster";
import fastify, { type FastifyInstance, type FastifyReply } from "fastify";
import { SESSION_SECRET } from "../target.ts";
import { BEST_REQUEST, HOLD_REQUEST, holdAnswer, problem } from "./hold-answer.ts";
import {
  newEvent,
  type BestRequest,
  type HoldOutcome,
  type HoldRequest,
  type OfBuyer,
  type PeerEvent,
} from "./peer-event.ts";
import { buyerOf } from "./session.ts";

/** What a rival needs to know; plain JSON, for it crosses a process. */
export interface PeerLaunch {
  /** the database's Unix socket, or the folder that it is in */
  readonly socket: string;
  readonly processes: number;
  /** connections to the database, of all processes together, where it gains from several */
  readonly connections: number;
  /** the payment provider of a rival that sells */
  readonly provider?: { readonly origin: string; readonly secret: string };
}

/** Where the seats are kept; each of these throws where the database fails. */
export interface SeatStore<Event extends PeerEvent> {
  /** writes an event with `seatCount` seats, in blocks of the four price levels */
  readonly create: (event: PeerEvent, seatCount: number) => Promise<void>;
  /** `undefined` where there is no such event */
  readonly read: (eventId: string) => Promise<Event | undefined>;
  /** the seats that are not free */
  readonly listHeld: (eventId: string) => Promise<readonly number[]>;
  /** all or nothing */
  readonly hold: (event: Event, request: HoldRequest & OfBuyer) => Promise<HoldOutcome>;
  /** all or nothing; left out where the rival does not choose */
  readonly holdBest?: (event: Event, request: BestRequest & OfBuyer) => Promise<HoldOutcome>;
  /** adds routes of the rival's own */
  readonly addRoutes?: (app: FastifyInstance) => void;
}

/**
 * Serves from the processes that it starts, once its parent says how; ends with its parent. `beside` is done by this
 * process, which only hands out connections otherwise.
 */
export function runPeer<Event extends PeerEvent>(
  open: (launch: PeerLaunch) => Promise<SeatStore<Event>>,
  beside?: (launch: PeerLaunch) => Promise<void>,
): void {
  const begin = cluster.isPrimary
    ? async (launch: PeerLaunch): Promise<void> => {
        await beside?.(launch);
        await lead(launch);
      }
    : async (launch: PeerLaunch): Promise<void> => serve(await open(launch));
  process.once("message", (launch: PeerLaunch) => void begin(launch));
  process.once("disconnect", () => process.exit(0));
}

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

async function serve<Event extends PeerEvent>(store: SeatStore<Event>): Promise<void> {
  const app = fastify({ logger: false, keepAliveTimeout: 60_000 });
  addRoutes(app, store);
  store.addRoutes?.(app);
  // The same port for all: cluster hands connections out in turn. 0 is the same one for each of them.
  await app.listen({ host: "127.0.0.1", port: 0 });
  process.send?.({ port: Number(new URL(app.listeningOrigin).port) });
}

interface OfEvent {
  Params: { readonly eventId: string };
}

function addRoutes<Event extends PeerEvent>(app: FastifyInstance, store: SeatStore<Event>): void {
  const find = remembered(store.read);
  app.route<OfEvent & { Body: { seatCount: number } }>({
    method: "PUT",
    url: "/bench/events/:eventId",
    handler: async (request, reply) => {
      await store.create(newEvent(request.params.eventId, Date.now()), request.body.seatCount);
      return reply.code(204).send();
    },
  });
  app.route<OfEvent>({
    method: "GET",
    url: "/api/events/:eventId/seats",
    handler: async (request) => {
      const seats = await store.listHeld(request.params.eventId);
      return { seats: seats.map((seat) => ({ seat, state: "HELD" })) };
    },
  });
  app.route<OfEvent & { Body: HoldRequest }>({
    method: "POST",
    url: "/api/events/:eventId/holds",
    schema: { body: HOLD_REQUEST },
    handler: (request, reply) => {
      const { holdId, seats } = request.body;
      const { params, headers } = request;
      return answer({ find, reply, holdId, ...params, cookies: headers.cookie }, (event, buyerId) =>
        store.hold(event, { holdId, seats, buyerId }),
      );
    },
  });
  const { holdBest } = store;
  if (holdBest === undefined) return;
  app.route<OfEvent & { Body: BestRequest }>({
    method: "POST",
    url: "/api/events/:eventId/best-available",
    schema: { body: BEST_REQUEST },
    handler: (request, reply) => {
      const { holdId, count } = request.body;
      const { params, headers } = request;
      return answer({ find, reply, holdId, ...params, cookies: headers.cookie }, (event, buyerId) =>
        holdBest(event, { holdId, count, buyerId }),
      );
    },
  });
}

/** An event never changes: every process reads it once, as any server would. */
function remembered<Event>(
  read: (eventId: string) => Promise<Event | undefined>,
): (eventId: string) => Promise<Event | undefined> {
  const known = new Map<string, Event>();
  return async (eventId) => {
    const event = known.get(eventId) ?? (await read(eventId));
    if (event !== undefined) known.set(eventId, event);
    return event;
  };
}

interface Asked<Event> {
  readonly find: (eventId: string) => Promise<Event | undefined>;
  readonly reply: FastifyReply;
  readonly eventId: string;
  readonly holdId: string;
  readonly cookies: string | undefined;
}

async function answer<Event extends PeerEvent>(
  { find, reply, eventId, holdId, cookies }: Asked<Event>,
  hold: (event: Event, buyerId: string) => Promise<HoldOutcome>,
): Promise<FastifyReply> {
  const buyerId = buyerOf(cookies, SESSION_SECRET);
  if (buyerId === undefined) return reply.code(401).send(problem(401, "no-session"));
  const event = await find(eventId);
  if (event === undefined) return reply.code(404).send(problem(404, "event-not-found"));
  const held = await hold(event, buyerId);
  if (held.kind === "refused") return reply.code(409).send(problem(409, held.code, held.seats));
  const { seats, levels, until, since } = held;
  const extendableUntil = since + event.holdMaxMs;
  return reply.code(201).send(holdAnswer({ holdId, seats, levels, until, extendableUntil, now: since }));
}
