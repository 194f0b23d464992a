import { createRoute, z } from "@hono/zod-openapi";
import { auditReportSchema } from "../../shared/contracts/audit.schema.ts";
import { eventDefinitionSchema, eventViewSchema } from "../../shared/contracts/catalog.schema.ts";
import { seatsSchema } from "../../shared/contracts/holds.schema.ts";
import { uuidSchema } from "../../shared/contracts/values.schema.ts";
import { callSeatAuthority } from "../catalog/call-seat-authority.ts";
import { eventView } from "../catalog/event-view.ts";
import { publishEvent } from "../catalog/publish-event.ts";
import { jsonContent, moduleRouter, refusals } from "../http/openapi.ts";
import { RefusalError, unwrap } from "../http/problem.ts";
import { dropParked, listParked } from "../platform/parked-messages.ts";
import { auditEvent } from "./audit-event.ts";
import { opsPage } from "./ops.page.ts";
import { organiserOnly } from "./organiser.ts";
import { retryAllParked, retryParked } from "./retry-parked.ts";
import { findStuck } from "./stuck.ts";
import { tracesRoutes } from "./traces.routes.ts";

const eventParam = z.object({ eventId: uuidSchema });
const security = [{ organiser: [] }];

const publish = createRoute({
  method: "put",
  path: "/events/{eventId}",
  tags: ["ops"],
  summary: "Publish an event, or its next version",
  security,
  request: { params: eventParam, body: { content: jsonContent(eventDefinitionSchema), required: true } },
  responses: { 200: { description: "the event", content: jsonContent(eventViewSchema) }, ...refusals },
});

const block = createRoute({
  method: "post",
  path: "/events/{eventId}/seats",
  tags: ["ops"],
  summary: "Take seats out of the sale, or put them back",
  security,
  request: {
    params: eventParam,
    body: {
      content: jsonContent(z.strictObject({ seats: seatsSchema, blocked: z.boolean() })),
      required: true,
    },
  },
  responses: { 204: { description: "done" }, ...refusals },
});

const audit = createRoute({
  method: "get",
  path: "/events/{eventId}/audit",
  tags: ["ops"],
  summary: "Replay the event's ledger and verify it, and its money, to the last row",
  security,
  request: { params: eventParam },
  responses: {
    200: { description: "what was found, right or wrong", content: jsonContent(auditReportSchema) },
    ...refusals,
  },
});

const stuck = createRoute({
  method: "get",
  path: "/stuck",
  tags: ["ops"],
  summary: "Orders, holds and messages that have waited too long",
  security,
  responses: { 200: { description: "what waits; see docs/operating.md" }, ...refusals },
});

const parked = createRoute({
  method: "get",
  path: "/parked",
  tags: ["ops"],
  summary: "Messages that could not be handled, newest first",
  security,
  responses: { 200: { description: "the parked messages" }, ...refusals },
});

const parkedParam = z.object({ id: z.string().min(1).max(200).describe("as `GET /ops/parked` names it") });

const retry = createRoute({
  method: "post",
  path: "/parked/{id}/retry",
  tags: ["ops"],
  summary: "Put a parked message back into its queue; repeat as often as need be",
  security,
  request: { params: parkedParam },
  responses: { 202: { description: "sent; it stays parked until it has been handled" }, ...refusals },
});

const retryAll = createRoute({
  method: "post",
  path: "/retry",
  tags: ["ops"],
  summary: "Put back every message that GET /ops/parked lists and that can be read",
  security,
  responses: {
    202: {
      description: "sent; each stays parked until it has been handled",
      content: jsonContent(z.object({ retried: z.int(), unreadable: z.int() })),
    },
    ...refusals,
  },
});

const dismiss = createRoute({
  method: "delete",
  path: "/parked/{id}",
  tags: ["ops"],
  summary: "Forget a parked message for good",
  security,
  request: { params: parkedParam },
  responses: { 204: { description: "done" }, ...refusals },
});

const router = moduleRouter();
router.use(organiserOnly());
router.get("/", async (c) => c.html(opsPage(await findStuck(c.var.deps), await listParked(c.var.deps.db))));
router.route("/traces", tracesRoutes);

export const opsRoutes = router
  .openapi(publish, async (c) => {
    const event = await publishEvent(c.var.deps, c.req.valid("param").eventId, c.req.valid("json"));
    return c.json(eventView(event, c.var.deps.clock.now()), 200);
  })
  .openapi(block, async (c) => {
    const { seats, blocked } = c.req.valid("json");
    unwrap(
      await callSeatAuthority(c.var.deps, c.req.valid("param").eventId, (authority) =>
        authority.block(seats, blocked),
      ),
    );
    return c.body(null, 204);
  })
  .openapi(audit, async (c) =>
    c.json(await auditEvent(c.var.deps, c.req.valid("param").eventId), 200, { "cache-control": "no-store" }),
  )
  .openapi(stuck, async (c) => c.json(await findStuck(c.var.deps), 200))
  .openapi(parked, async (c) => c.json({ messages: await listParked(c.var.deps.db) }, 200))
  .openapi(retry, async (c) => {
    await retryParked(c.var.deps, c.req.valid("param").id);
    return c.body(null, 202);
  })
  .openapi(retryAll, async (c) => c.json(await retryAllParked(c.var.deps), 202))
  .openapi(dismiss, async (c) => {
    if (!(await dropParked(c.var.deps.db, c.req.valid("param").id)))
      throw new RefusalError({ code: "parked-message-not-found" });
    return c.body(null, 204);
  });
