// The viewer of traces: what Jari's own collector keeps, as pages and as JSON. Behind the organiser's token like all
// of /ops, for ids of orders are in it.

import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { uuidSchema } from "../../shared/contracts/values.schema.ts";
import { traceIdSchema } from "../../shared/contracts/trace-context.schema.ts";
import type { TraceCollectorRpc, TraceSummary } from "../../shared/contracts/trace-collector.ts";
import type { AppEnv } from "../http/app-env.ts";
import { moduleRouter, refusals } from "../http/openapi.ts";
import { sendRefusal } from "../http/problem.ts";
import type { Markup } from "./page-frame.ts";
import { tracePage, traceNotFoundPage } from "./trace.page.ts";
import { TRACES_PATH } from "./trace-parts.ts";
import { foundPage, tracesOffPage, tracesPage } from "./traces.page.ts";

const ORDERS = 10;
const LATEST = 30;
const SLOWEST = 20;
/** Shown again of what was typed. */
const MAX_QUERY_CHARS = 64;

type Asked = Context<AppEnv>;

const security = [{ organiser: [] }];

const list = createRoute({
  method: "get",
  path: "/",
  tags: ["ops"],
  security,
  summary:
    "Traces: an order's, or the latest; JSON for who asks for it, else a page. Only where JARI_TRACES is on",
  request: {
    query: z.object({
      order: z.string().optional().describe("an order's id"),
      q: z.string().optional().describe("an order's id or a trace's, as the page's form sends it"),
    }),
  },
  responses: { 200: { description: "`traces`, newest first; see docs/tracing.md" }, ...refusals },
});

const one = createRoute({
  method: "get",
  path: "/{traceId}",
  tags: ["ops"],
  security,
  summary: "One trace; JSON for who asks for it, else a page",
  request: { params: z.object({ traceId: z.string().describe("32 hex digits") }) },
  responses: { 200: { description: "`spans`, by their start; see docs/tracing.md" }, ...refusals },
});

export const tracesRoutes = moduleRouter()
  .openapi(list, async (c) => {
    const traces = c.var.deps.traces?.();
    if (traces === undefined) return isOff(c);
    const { q, order } = c.req.valid("query");
    const query = (q ?? order ?? "").trim().toLowerCase();
    if (query !== "") return find(c, traces, query);
    if (wantsJson(c)) return json(c, { traces: await traces.recent(LATEST) });
    const [orders, latest, slowest] = await Promise.all([
      traces.recentOrders(ORDERS),
      traces.recent(LATEST),
      traces.slowest(SLOWEST),
    ]);
    return page(c, tracesPage({ orders, latest, slowest }));
  })
  .openapi(one, async (c) => {
    const traces = c.var.deps.traces?.();
    if (traces === undefined) return isOff(c);
    const { traceId } = c.req.valid("param");
    const spans = traceIdSchema.safeParse(traceId).success ? await traces.spans(traceId) : [];
    if (spans.length > 0) return wantsJson(c) ? json(c, { spans }) : page(c, tracePage(traceId, spans));
    if (wantsJson(c)) return sendRefusal(c, { code: "not-found" });
    return page(c, traceNotFoundPage(traceId), 404);
  });

async function find(c: Asked, collector: TraceCollectorRpc, query: string): Promise<Response> {
  if (traceIdSchema.safeParse(query).success) return c.redirect(`${TRACES_PATH}/${query}`);
  const isOrder = uuidSchema.safeParse(query).success;
  const traces = isOrder ? await collector.byOrder(query, LATEST) : [];
  if (wantsJson(c)) return json(c, { traces });
  const [only, ...others] = traces;
  if (only !== undefined && others.length === 0) return c.redirect(`${TRACES_PATH}/${only.traceId}`);
  const search = { query: query.slice(0, MAX_QUERY_CHARS), note: noteOn(traces, isOrder) };
  return page(c, foundPage(traces, search));
}

function noteOn(traces: readonly TraceSummary[], isOrder: boolean): string {
  if (!isOrder)
    return "That is no id: an order's has 36 characters in five groups, a trace's 32 digits and letters a–f.";
  if (traces.length === 0)
    return "Nothing is kept of this order. Spans come a few seconds after they end, not every purchase need be traced, and the oldest traces are forgotten.";
  return `${traces.length} traces name this order.`;
}

/** Callers that ask for JSON and not for a page too. */
function wantsJson(c: Asked): boolean {
  const accept = c.req.header("accept") ?? "";
  return accept.includes("application/json") && !accept.includes("text/html");
}

function isOff(c: Asked): Response | Promise<Response> {
  return wantsJson(c) ? sendRefusal(c, { code: "not-found" }) : page(c, tracesOffPage(), 404);
}

/** Both tell of now, and of orders: nothing to keep. */
const HEADERS = { "cache-control": "no-store", vary: "accept" } as const;

function page(c: Asked, markup: Markup, status: 200 | 404 = 200): Response | Promise<Response> {
  return c.html(markup, status, HEADERS);
}

function json(c: Asked, body: object): Response {
  return c.json(body, 200, HEADERS);
}
