// The feed's door: checks who comes in, then hands the socket to the event's Durable Object.

import { uuidSchema } from "../../shared/contracts/values.schema.ts";
import { Hono } from "hono";
import { findEvent } from "../catalog/catalog.store.ts";
import type { AppEnv } from "../http/app-env.ts";
import { sendRefusal } from "../http/problem.ts";
import { session } from "../http/session.ts";

/** Registered before the security headers: the reply to an upgrade cannot carry them. */
export const feedRoutes = new Hono<AppEnv>().get("/events/:eventId/feed", session(), async (c) => {
  if (c.req.header("upgrade")?.toLowerCase() !== "websocket")
    return sendRefusal(c, { code: "upgrade-required" });
  const eventId = uuidSchema.safeParse(c.req.param("eventId"));
  if (!eventId.success || (await findEvent(c.var.deps.db, eventId.data)) === undefined) {
    return sendRefusal(c, { code: "event-not-found" });
  }
  const headers = new Headers({ upgrade: "websocket", "x-jari-buyer": c.var.buyerId });
  const url = new URL(c.req.url);
  const reply = await c.env.EVENT_SEATS.getByName(eventId.data).fetch(new Request(url, { headers }));
  // A first visit gets its session with the upgrade; the object's own reply cannot be changed.
  const cookie = c.res.headers.get("set-cookie");
  const { webSocket } = reply;
  if (cookie === null || webSocket === null) return reply;
  return new Response(null, { status: 101, webSocket, headers: { "set-cookie": cookie } });
});
