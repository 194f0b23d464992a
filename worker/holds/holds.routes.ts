import { createRoute, z } from "@hono/zod-openapi";
import { holdView } from "../../shared/contracts/hold-view.ts";
import {
  holdIdSchema,
  holdRequestSchema,
  holdViewSchema,
  seatListSchema,
} from "../../shared/contracts/holds.schema.ts";
import type { HoldCommand } from "../../shared/contracts/seat-authority.ts";
import { uuidSchema } from "../../shared/contracts/values.schema.ts";
import type { HoldId } from "../../shared/domain/brand.ts";
import { callSeatAuthority, requireEvent } from "../catalog/call-seat-authority.ts";
import type { AppEnv } from "../http/app-env.ts";
import { jsonContent, moduleRouter, refusals } from "../http/openapi.ts";
import { unwrap } from "../http/problem.ts";
import { session } from "../http/session.ts";
import { contextAt, traceparentAt } from "../../tracing/finished-spans.ts";

const eventParam = z.object({ eventId: uuidSchema });
const holdParams = z.object({ eventId: uuidSchema, holdId: holdIdSchema });
const holdReply = { description: "the hold as it stands", content: jsonContent(holdViewSchema) };

const hold = createRoute({
  method: "post",
  path: "/events/{eventId}/holds",
  tags: ["holds"],
  summary: "Hold seats, all or nothing; a repeat with the same id and seats answers with what exists",
  request: { params: eventParam, body: { content: jsonContent(holdRequestSchema), required: true } },
  responses: { 201: holdReply, ...refusals },
});

const read = createRoute({
  method: "get",
  path: "/events/{eventId}/holds/{holdId}",
  tags: ["holds"],
  summary: "One of my holds",
  request: { params: holdParams },
  responses: { 200: holdReply, ...refusals },
});

const giveBack = createRoute({
  method: "delete",
  path: "/events/{eventId}/holds/{holdId}",
  tags: ["holds"],
  summary: "Give my seats back",
  request: { params: holdParams },
  responses: { 200: holdReply, ...refusals },
});

const extend = createRoute({
  method: "post",
  path: "/events/{eventId}/holds/{holdId}/extend",
  tags: ["holds"],
  summary: "Start the hold's time again, up to the event's longest",
  request: { params: holdParams },
  responses: { 200: holdReply, ...refusals },
});

const seats = createRoute({
  method: "get",
  path: "/events/{eventId}/seats",
  tags: ["holds"],
  summary:
    "The seats: a binary snapshot (docs/feed-protocol.md), or with Accept: application/json those not AVAILABLE",
  request: { params: eventParam },
  responses: {
    200: {
      description: "the seats",
      content: { ...jsonContent(seatListSchema), "application/octet-stream": { schema: z.string() } },
    },
    ...refusals,
  },
});

const router = moduleRouter();
// Also matches the path without anything behind it.
router.use("/events/:eventId/holds/*", session());

export const holdsRoutes = router
  .openapi(hold, async (c) => {
    const { eventId } = c.req.valid("param");
    const { holdId, seats: wanted, replaces } = c.req.valid("json");
    const view = await submit(c.var, eventId, {
      kind: "hold",
      holdId: holdId as HoldId,
      buyerId: c.var.buyerId,
      seats: wanted,
      replaces: replaces as HoldId | undefined,
    });
    return c.json(view, 201, NO_STORE);
  })
  .openapi(read, async (c) => {
    const { eventId, holdId } = c.req.valid("param");
    await requireEvent(c.var.deps, eventId);
    const found = await c.var.deps.seats(eventId).findHold(holdId as HoldId, c.var.buyerId);
    return c.json(holdView(unwrap(found)), 200, NO_STORE);
  })
  .openapi(giveBack, async (c) => {
    const { eventId, holdId } = c.req.valid("param");
    const command = { kind: "give-back", holdId: holdId as HoldId, buyerId: c.var.buyerId } as const;
    return c.json(await submit(c.var, eventId, command), 200, NO_STORE);
  })
  .openapi(extend, async (c) => {
    const { eventId, holdId } = c.req.valid("param");
    const command = { kind: "extend", holdId: holdId as HoldId, buyerId: c.var.buyerId } as const;
    return c.json(await submit(c.var, eventId, command), 200, NO_STORE);
  })
  .openapi(seats, async (c) => {
    const { eventId } = c.req.valid("param");
    await requireEvent(c.var.deps, eventId);
    const authority = c.var.deps.seats(eventId);
    if (c.req.header("accept")?.includes("application/json") === true) {
      return c.json(await authority.listSeats(), 200, NO_STORE);
    }
    return c.body(await authority.snapshot(), 200, {
      ...NO_STORE,
      "content-type": "application/octet-stream",
    });
  });

const NO_STORE = { "cache-control": "no-store", vary: "Accept" };

async function submit(
  { deps, trace }: Pick<AppEnv["Variables"], "deps" | "trace">,
  eventId: string,
  command: HoldCommand,
): Promise<ReturnType<typeof holdView>> {
  const traceparent = trace && traceparentAt(trace);
  const within = trace && (() => contextAt(trace));
  const result = await callSeatAuthority(
    deps,
    eventId,
    (authority) => authority.submit(command, traceparent),
    within,
  );
  return holdView(unwrap(result));
}
