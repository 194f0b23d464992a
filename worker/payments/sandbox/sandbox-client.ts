// How Jari reaches the sandbox company: what a call looks like, what counts as an answer.

import { SpanKind } from "@opentelemetry/api";
import {
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_SERVER_ADDRESS,
  ATTR_URL_TEMPLATE,
} from "../../../tracing/attributes.ts";
import { fail, inSpan } from "../../../tracing/spans.ts";
import { traceparentOf } from "../../../tracing/traceparent.ts";

/** The company is one object: it is for trying things out, and what many payments have to tell is told together. */
export const SANDBOX_COMPANY = "sandbox";

/** The part of a Durable Object namespace that is used here, so that the simulator can stand in for it. */
export interface SandboxNamespace {
  getByName(name: string): { fetch(url: string, init?: RequestInit): Promise<Response> };
}

export interface SandboxCall {
  /** from the root, with its query */
  readonly path: string;
  /** the path as all calls of the kind have it, for traces */
  readonly template: string;
  /** sent as JSON by POST; GET without it */
  readonly body?: object;
  readonly idempotencyKey?: string;
  readonly timeoutMs: number;
}

export type SandboxReply =
  | { readonly answered: true; readonly status: number; readonly body: unknown }
  | { readonly answered: false; readonly cause: string };

/** Makes one call, in a span. Never throws: no answer in time, a 5xx or what is no JSON is `answered: false`. */
export async function callSandbox(namespace: SandboxNamespace, call: SandboxCall): Promise<SandboxReply> {
  const method = call.body === undefined ? "GET" : "POST";
  const attributes = {
    [ATTR_HTTP_REQUEST_METHOD]: method,
    [ATTR_URL_TEMPLATE]: call.template,
    [ATTR_SERVER_ADDRESS]: SANDBOX_COMPANY,
  };
  const plan = {
    name: `${method} ${call.template}`,
    module: "payments",
    kind: SpanKind.CLIENT,
    attributes,
  } as const;
  return inSpan(plan, async (span) => {
    const reply = await send(namespace, call);
    if (reply.answered) span?.setAttribute(ATTR_HTTP_RESPONSE_STATUS_CODE, reply.status);
    else fail(span, new Error(reply.cause));
    return reply;
  });
}

async function send(namespace: SandboxNamespace, call: SandboxCall): Promise<SandboxReply> {
  const headers: Record<string, string> = { "content-type": "application/json" };
  const traceparent = traceparentOf();
  if (traceparent !== undefined) headers["traceparent"] = traceparent;
  if (call.idempotencyKey !== undefined) headers["idempotency-key"] = call.idempotencyKey;
  const init: RequestInit = { headers, signal: AbortSignal.timeout(call.timeoutMs) };
  if (call.body !== undefined) {
    init.method = "POST";
    init.body = JSON.stringify(call.body);
  }
  try {
    const response = await namespace
      .getByName(SANDBOX_COMPANY)
      .fetch(`https://sandbox.invalid${call.path}`, init);
    if (response.status >= 500) {
      await response.body?.cancel();
      return { answered: false, cause: `status ${response.status}` };
    }
    return { answered: true, status: response.status, body: await response.json() };
  } catch (error) {
    return { answered: false, cause: error instanceof Error ? error.name : "network" };
  }
}

/** Whether `id` is written as the company writes its own, and may be part of a path. */
export function isSandboxPaymentId(id: string): boolean {
  return /^sbx_[A-Za-z0-9-]{1,64}$/.test(id);
}
