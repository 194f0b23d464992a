// The feed's door: checks who comes in, then hands the socket to the event's Durable Object.

import { uuidSchema } from "../../shared/contracts/values.schema.ts";
import { Hono } from "hono";
import { findEvent } from "../catalog/catalog.store.ts";
import { configureSeats } from "../catalog/configure-seats.ts";
import type { AppEnv } from "../http/app-env.ts";
import { sendRefusal } from "../http/problem.ts";
import { session } from "../http/session.ts";

/** What the object answers before it has its configuration. */
const NOT_CONFIGURED = 409;

/** Registered before the security headers: the reply to an upgrade cannot carry them. */
export const feedRoutes = new Hono<AppEnv>().get("/events/:eventId/feed", session(), async (c) => {
  if (c.req.header("upgrade")?.toLowerCase() !== "websocket")
    return sendRefusal(c, { code: "upgrade-required" });
  const eventId = uuidSchema.safeParse(c.req.param("eventId"));
  const event = eventId.success ? await findEvent(c.var.deps.db, eventId.data) : undefined;
  if (event === undefined) return sendRefusal(c, { code: "event-not-found" });
  const headers = new Headers({ upgrade: "websocket", "x-jari-buyer": c.var.buyerId });
  const connect = (): Promise<Response> =>
    c.env.EVENT_SEATS.getByName(event.id).fetch(new Request(c.req.url, { headers }));
  let reply = await connect();
  if (reply.status === NOT_CONFIGURED) {
    await configureSeats(c.var.deps, event);
    reply = await connect();
  }
  // A first visit gets its session with the upgrade; the object's own reply cannot be changed.
  const cookie = c.res.headers.get("set-cookie");
  const { webSocket } = reply;
  if (cookie === null || webSocket === null) return reply;
  return new Response(null, { status: 101, webSocket, headers: { "set-cookie": cookie } });
});
