import { createRoute, z } from "@hono/zod-openapi";
import { eventListSchema, eventViewSchema } from "../../shared/contracts/catalog.schema.ts";
import { uuidSchema } from "../../shared/contracts/values.schema.ts";
import { jsonContent, moduleRouter, refusals } from "../http/openapi.ts";
import { RefusalError } from "../http/problem.ts";
import { session } from "../http/session.ts";
import { listUpcoming } from "./catalog.store.ts";
import { requireEvent } from "./call-seat-authority.ts";
import { eventSummary, eventView } from "./event-view.ts";

const ONE_YEAR_S = 31_536_000;

const list = createRoute({
  method: "get",
  path: "/events",
  tags: ["catalog"],
  summary: "What is on sale, soonest first",
  responses: { 200: { description: "the events", content: jsonContent(eventListSchema) }, ...refusals },
});

const one = createRoute({
  method: "get",
  path: "/events/{eventId}",
  tags: ["catalog"],
  summary: "One event with its prices, sale window and limits",
  request: { params: z.object({ eventId: uuidSchema }) },
  responses: { 200: { description: "the event", content: jsonContent(eventViewSchema) }, ...refusals },
});

const chart = createRoute({
  method: "get",
  path: "/charts/{hash}",
  tags: ["catalog"],
  summary: "A chart by its content's hash; it never changes",
  request: { params: z.object({ hash: z.string().regex(/^[0-9a-f]{64}$/) }) },
  responses: { 200: { description: "the chart, see docs/chart-format.md" }, ...refusals },
});

const router = moduleRouter();
// A buyer's first look at an event starts their session, so that the feed and the first hold already have it.
router.use("/events/:eventId", session());

export const catalogRoutes = router
  .openapi(list, async (c) => {
    const { db, clock } = c.var.deps;
    const now = clock.now();
    const events = (await listUpcoming(db, now)).map(eventSummary);
    return c.json({ events, serverTime: now }, 200, { "cache-control": "no-cache" });
  })
  .openapi(one, async (c) => {
    const event = await requireEvent(c.var.deps, c.req.valid("param").eventId);
    return c.json(eventView(event, c.var.deps.clock.now()), 200, { "cache-control": "private, no-cache" });
  })
  .openapi(chart, async (c) => {
    const file = await c.var.deps.charts.fetch(c.req.valid("param").hash);
    if (file === undefined) throw new RefusalError({ code: "chart-not-found" });
    const headers = { "cache-control": `public, max-age=${ONE_YEAR_S}, immutable` };
    return c.body(await file.text(), 200, { ...headers, "content-type": "application/json" });
  });
