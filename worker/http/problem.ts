// Refusals on the wire: RFC 9457, in the caller's language. A handler throws `refusal(...)` or returns
// `sendRefusal(...)`; `onError` and `onNotFound` see to everything else, so no raw error ever leaves.

import { context } from "@opentelemetry/api";
import type { Context, ErrorHandler, Hono, NotFoundHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import type { Language } from "../../shared/contracts/problems.ts";
import { toProblem, type Refused } from "../../shared/contracts/to-problem.ts";
import type { Refusal } from "../../shared/domain/command.ts";
import { contextAt } from "../../tracing/finished-spans.ts";
import { logError } from "../../tracing/log.ts";
import type { AppEnv } from "./app-env.ts";

export type AnyRefusal = Refusal | Refused;

/** Seconds after which a refused caller may come back, for the refusals that pass by themselves. */
const RETRY_AFTER_S: Readonly<Partial<Record<AnyRefusal["code"], number>>> = {
  "event-not-configured": 1,
  "payment-in-progress": 2,
  "request-in-flight": 1,
  "too-many-requests": 5,
  unavailable: 1,
};

/** Where the Idempotency-Key is described; the draft (§2.7) wants its refusals to link there. */
const KEY_DOCUMENTATION = '</docs>; rel="describedby"; type="text/html"';

const ABOUT_THE_KEY: ReadonlySet<AnyRefusal["code"]> = new Set([
  "idempotency-key-missing",
  "idempotency-key-malformed",
  "idempotency-key-reused",
  "request-in-flight",
]);

/** A refusal on its way out of a handler. */
export class RefusalError extends Error {
  readonly refusal: AnyRefusal;
  constructor(refusal: AnyRefusal) {
    super(refusal.code);
    this.name = "RefusalError";
    this.refusal = refusal;
  }
}

/** The value of `result`, or its refusal thrown for `onError` to send. */
export function unwrap<T>(result: { ok: true; value: T } | { ok: false; error: AnyRefusal }): T {
  if (!result.ok) throw new RefusalError(result.error);
  return result.value;
}

/** The caller's language: Korean where it is asked for first, else English. */
export function languageOf(acceptLanguage: string | undefined): Language {
  return acceptLanguage?.trim().toLowerCase().startsWith("ko") === true ? "ko" : "en";
}

/** The refusal as status and body, so that it can be stored and replayed. */
export function problemReply(refusal: AnyRefusal, language: Language): { status: number; body: string } {
  const problem = toProblem(refusal, language);
  return { status: problem.status, body: JSON.stringify(problem) };
}

export function sendRefusal(c: Context, refusal: AnyRefusal): Response {
  const { status, body } = problemReply(refusal, languageOf(c.req.header("accept-language")));
  const headers = new Headers({ "content-type": "application/problem+json", "cache-control": "no-store" });
  const retryAfter = RETRY_AFTER_S[refusal.code];
  if (retryAfter !== undefined) headers.set("retry-after", String(retryAfter));
  if (ABOUT_THE_KEY.has(refusal.code)) headers.set("link", KEY_DOCUMENTATION);
  if (refusal.code === "unauthorized") headers.set("www-authenticate", 'Basic realm="Jari", charset="UTF-8"');
  return c.body(body, { status: status as 400, headers: Object.fromEntries(headers) });
}

export const onError: ErrorHandler<AppEnv> = (error, c) => {
  if (error instanceof RefusalError) return sendRefusal(c, error.refusal);
  if (error instanceof HTTPException) return sendRefusal(c, { code: codeOfStatus(error.status) });
  const about = { method: c.req.method, path: c.req.routePath };
  context.with(c.var.trace ? contextAt(c.var.trace) : context.active(), () =>
    logError("http", "request failed", error, about),
  );
  return sendRefusal(c, { code: "internal" });
};

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

/** Nothing answered: 405 where another method would have (RFC 9110 §15.5.6), else 404. */
export function onNotFound(app: Pick<Hono<AppEnv>, "router">): NotFoundHandler<AppEnv> {
  return (c) => {
    const allowed = METHODS.filter((method) =>
      // Middleware is registered for ALL methods and answers to none.
      app.router.match(method, c.req.path)[0].some(([[, route]]) => route.method === method),
    );
    if (allowed.length === 0) return sendRefusal(c, { code: "not-found" });
    const answer = sendRefusal(c, { code: "method-not-allowed" });
    answer.headers.set("allow", allowed.join(", "));
    return answer;
  };
}

/** What Hono's own middleware refuses, by its status. */
function codeOfStatus(status: number): "malformed-request" | "unauthorized" | "too-large" | "json-only" {
  if (status === 401) return "unauthorized";
  if (status === 413) return "too-large";
  if (status === 415) return "json-only";
  return "malformed-request";
}
