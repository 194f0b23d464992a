// The feed's door: checks who comes in, then hands the socket to the event's Durable Object, or to the relay that the
// event names.

import { uuidSchema } from "../../shared/contracts/values.schema.ts";
import {
  BUYER_HEADER,
  readRelayName,
  REGION_HEADER,
  RELAY_HEADER,
} from "../../shared/contracts/seat-relay.ts";
import { Hono, type Context } from "hono";
import { configureSeats, requireEvent, requireKnown } from "../catalog/call-seat-authority.ts";
import type { AppEnv } from "../http/app-env.ts";
import { sendRefusal } from "../http/problem.ts";
import { session } from "../http/session.ts";
import { regionOf } from "./relay-region.ts";

/** What the object answers before it has its configuration. */
const NOT_CONFIGURED = 409;

/** Registered before the security headers: the reply to an upgrade cannot carry them. */
export const feedRoutes = new Hono<AppEnv>().get("/events/:eventId/feed", session(), async (c) => {
  if (c.req.header("upgrade")?.toLowerCase() !== "websocket")
    return sendRefusal(c, { code: "upgrade-required" });
  const eventId = uuidSchema.safeParse(c.req.param("eventId"));
  if (!eventId.success) return sendRefusal(c, { code: "event-not-found" });
  await requireKnown(c.var.deps, eventId.data);
  let reply = await connect(c, eventId.data);
  if (reply.status === NOT_CONFIGURED) {
    await configureSeats(c.var.deps, await requireEvent(c.var.deps, eventId.data));
    reply = await connect(c, eventId.data);
  }
  const { webSocket } = reply;
  if (webSocket === null) return sendRefusal(c, { code: "unavailable" });
  // A first visit gets its session with the upgrade; the object's own reply cannot be changed.
  const cookie = c.res.headers.get("set-cookie");
  return cookie === null
    ? reply
    : new Response(null, { status: 101, webSocket, headers: { "set-cookie": cookie } });
});

/** The event's answer to the upgrade, or that of the relay to which it sends the viewer. */
async function connect(c: Context<AppEnv>, eventId: string): Promise<Response> {
  const { EVENT_SEATS, SEAT_RELAY } = c.env;
  // Made here, so that nothing that a client sends is believed about who comes in.
  const headers = new Headers({ upgrade: "websocket", [BUYER_HEADER]: c.var.buyerId });
  headers.set(REGION_HEADER, regionOf(c.req.raw.cf?.["continent"]));
  const reply = await EVENT_SEATS.getByName(eventId).fetch(new Request(c.req.url, { headers }));
  const relay = reply.headers.get(RELAY_HEADER);
  if (relay === null) return reply;
  headers.set(RELAY_HEADER, relay);
  const { region } = readRelayName(relay);
  const place = region === "any" ? {} : { locationHint: region };
  return SEAT_RELAY.getByName(relay, place).fetch(new Request(c.req.url, { headers }));
}
