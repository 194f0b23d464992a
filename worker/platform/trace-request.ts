// The span of a request: begins the part of a trace that is ours, or goes on with what the caller has begun.

import { context, SpanKind, SpanStatusCode, trace, type Span } from "@opentelemetry/api";
import type { Context, MiddlewareHandler } from "hono";
import { routePath } from "hono/route";
import {
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
  ATTR_URL_PATH,
  ATTR_URL_SCHEME,
  type Module,
} from "../../tracing/attributes.ts";
import { endBriefSpan, startBriefSpan, type BriefWork } from "../../tracing/finished-spans.ts";
import { fail, startSpan } from "../../tracing/spans.ts";
import { contextFromOutside, traceparentOf } from "../../tracing/traceparent.ts";
import { isTracing, keepsNext } from "../../tracing/tracing.ts";
import type { AppEnv } from "../http/app-env.ts";

/** Modules whose requests set nothing off: nobody goes on with a trace of theirs that is not kept. */
const PASSING: ReadonlySet<Module> = new Set(["catalog", "holds", "http"]);

/** W3C Trace Context Level 2, draft of `traceresponse`: tells the caller the trace, and whether it is kept. */
const TRACE_RESPONSE = "traceresponse";

/** Puts each request into a span of its own. `traceparent` is answered by `traceresponse`. */
export function traceRequest(): MiddlewareHandler<AppEnv> {
  return (c, next) => {
    const room = isTracing() ? roomOf(c.req.path) : undefined;
    if (room === undefined) return next();
    const asked = c.req.header("traceparent");
    const { module } = room;
    const { method } = c.req;
    if (asked === undefined && room.isByHand && method !== "GET") return byHand(c, module, next);
    // Of what leaves nothing behind that could be asked after, only what is kept costs anything.
    if (asked === undefined && PASSING.has(module) && !keepsNext()) return next();
    const parent = contextFromOutside(asked);
    const span = startSpan({ name: method, module, kind: SpanKind.SERVER, parent });
    const within = trace.setSpan(parent, span);
    if (asked !== undefined) return context.with(within, () => answered(c, span, next()));
    return context.with(within, () => (span.isRecording() ? told(c, span, next()) : next()));
  };
}

/** A request that hands its trace on by itself. Whatever it fails with has been answered when it comes back here. */
async function byHand(c: Context<AppEnv>, module: Module, next: () => Promise<void>): Promise<void> {
  const span = startBriefSpan();
  if (span === undefined) return next();
  c.set("trace", span);
  await next();
  endBriefSpan(span, () => ({ ...describe(c), module, kind: SpanKind.SERVER }));
}

/** Also for a request whose trace is not kept: its caller need not send its own part then. */
async function answered(c: Context<AppEnv>, span: Span, work: Promise<void>): Promise<void> {
  await told(c, span, work);
  const traceresponse = traceparentOf(trace.setSpan(context.active(), span));
  // The answer to an upgrade cannot be changed any more.
  if (traceresponse !== undefined && c.res.status !== 101) c.res.headers.set(TRACE_RESPONSE, traceresponse);
}

async function told(c: Context<AppEnv>, span: Span, work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    fail(span, error);
    throw error;
  } finally {
    if (span.isRecording()) {
      const { name, attributes, isError } = describe(c);
      span.updateName(name).setAttributes(attributes);
      if (isError) span.setStatus({ code: SpanStatusCode.ERROR });
    }
    span.end();
  }
}

/** What is said of a request that has been answered (semantic conventions, HTTP server spans). */
function describe(c: Context<AppEnv>): Pick<BriefWork, "name" | "attributes" | "isError"> {
  const { method, path, url } = c.req;
  const { status } = c.res;
  const route = routePath(c);
  // What only passed through what is there for all had no route.
  const isRouted = !route.endsWith("*");
  return {
    name: isRouted ? `${method} ${route}` : method,
    attributes: {
      [ATTR_HTTP_REQUEST_METHOD]: method,
      ...(isRouted && { [ATTR_HTTP_ROUTE]: route }),
      [ATTR_URL_PATH]: path,
      [ATTR_URL_SCHEME]: url.startsWith("https:") ? "https" : "http",
      [ATTR_HTTP_RESPONSE_STATUS_CODE]: status,
    },
    // A refusal is an answer: only what we could not do is an error.
    isError: status >= 500,
  };
}

interface Room {
  readonly module: Module;
  /**
   * Whether its commands hand their trace on themselves. An AsyncLocalStorage that is entered is paid for at each await
   * behind it; for a hold, of which there are more than of anything else, that was 5 % of all it costs.
   */
  readonly isByHand?: boolean;
}

/** Nothing for what is asked all the time, or asks for traces itself: it would only hide the others. */
function roomOf(path: string): Room | undefined {
  const [, door, name, , part] = path.split("/");
  if (door === "ops") return name === "traces" ? undefined : { module: "ops" };
  if (door === "sandbox") return { module: "payments" };
  switch (name) {
    case "health":
    case "traces":
      return undefined;
    case "orders":
    case "payments":
      return { module: name };
    case "events":
      return part === undefined ? { module: "catalog" } : { module: "holds", isByHand: part === "holds" };
    case "charts":
      return { module: "catalog" };
    default:
      return { module: "http" };
  }
}
