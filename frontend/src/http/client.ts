// The one way to the server. Never throws: a refusal and a lost connection are values.
// The answers are the server's own, made by the schemas that type them here; they are not validated twice.

import { PROBLEMS } from "../../../shared/contracts/problems.ts";
import type { Problem } from "../../../shared/contracts/problem.schema.ts";
import { ok, refuse, type Result } from "../../../shared/domain/result.ts";
import { NETWORK_FAILURE, type Failure } from "./failure.ts";
import { noteServerTime } from "./server-clock.ts";

const TIMEOUT_MS = 20_000;

export interface GetOptions {
  readonly signal?: AbortSignal;
}

export interface SendOptions extends GetOptions {
  readonly body?: unknown;
  readonly idempotencyKey?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** told of an answer, whatever it says, before it is read; must neither read nor throw */
  readonly onResponse?: (response: Response) => void;
}

/** A refusal that names a time to come back (`Retry-After`) carries it as `retryAfterMs`. */
export async function getJson<T>(path: string, options: GetOptions = {}): Promise<Result<T, Failure>> {
  const result = await call<T>(path, { headers: { Accept: "application/json" } }, options);
  // Only here: a replayed answer to a POST may be old, and its clock with it.
  if (result.ok) noteServerTime(result.value);
  return result;
}

export async function sendJson<T>(
  method: "POST" | "PUT" | "DELETE",
  path: string,
  options: SendOptions = {},
): Promise<Result<T, Failure>> {
  const headers: Record<string, string> = {
    ...options.headers,
    Accept: "application/json",
    "Content-Type": "application/json",
  };
  if (options.idempotencyKey !== undefined) headers["Idempotency-Key"] = options.idempotencyKey;
  const body = JSON.stringify(options.body ?? {});
  return call<T>(path, { method, headers, body }, options);
}

async function call<T>(
  path: string,
  init: RequestInit,
  { signal, onResponse }: Pick<SendOptions, "signal" | "onResponse">,
): Promise<Result<T, Failure>> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const response = await fetch(path, {
      ...init,
      credentials: "same-origin",
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    });
    onResponse?.(response);
    const text = await response.text();
    const body: unknown = text === "" ? undefined : JSON.parse(text);
    if (response.ok) return ok(body as T);
    return refuse(isProblem(body) ? withRetryAfter(body, response.headers) : NETWORK_FAILURE);
  } catch {
    return refuse(NETWORK_FAILURE);
  }
}

/** A proxy's error page and a code that this build does not know are both no answer of Jari's. */
function isProblem(body: unknown): body is Problem {
  if (typeof body !== "object" || body === null || !("code" in body) || !("status" in body)) return false;
  return typeof body.code === "string" && Object.hasOwn(PROBLEMS, body.code);
}

function withRetryAfter(problem: Problem, headers: Headers): Problem {
  const seconds = Number(headers.get("Retry-After") ?? Number.NaN);
  return Number.isFinite(seconds) ? { ...problem, retryAfterMs: seconds * 1_000 } : problem;
}
