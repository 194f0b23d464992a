// A sandbox company whose answers are lost, or are others than it gave, for the calls that a test chooses; and an ear at
// its door.

import { env } from "cloudflare:workers";
import { SANDBOX_COMPANY } from "../payments/sandbox/sandbox-client.ts";

export type ProviderVerb = "authorize" | "query" | "capture" | "void" | "refund" | "other";

export interface ProviderCall {
  readonly verb: ProviderVerb;
  /** of a call that names it: `orderId:attempt` */
  readonly key: string;
}

/** What becomes of a call; nothing where it is made as it is. */
export type Fault = (
  call: ProviderCall,
  make: () => Promise<Response>,
) => Promise<Response> | Response | undefined;

export interface FaultyProvider {
  /** what was asked of the company, in its order */
  readonly calls: readonly ProviderCall[];
  readonly stop: () => void;
}

/** What the company refuses to look at any further, which is its own error. */
export const asProviderError = (): Response => Response.json({ error: "invalid_request" }, { status: 400 });

/** A decline that the company itself knows nothing of, so that the money can come later under the same key. */
export const asDeclined = (): Response =>
  Response.json({ id: "sbx_declined", status: "declined", declineCode: "card_declined" });

export const asNoAnswer = (): Response => new Response(null, { status: 504 });

/** Hands every call of the company to `fault` first, until `stop`. */
export function faultyProvider(fault: Fault = () => undefined): FaultyProvider {
  const calls: ProviderCall[] = [];
  const namespace = Object.getPrototypeOf(env.SANDBOX_PROVIDER) as Record<string, unknown>;
  const original = namespace["getByName"] as (name: string) => Fetcher;
  namespace["getByName"] = function faulty(this: unknown, name: string): Fetcher {
    const stub = original.call(this, name);
    if (this !== env.SANDBOX_PROVIDER || name !== SANDBOX_COMPANY) return stub;
    const fetch = async (url: string, init?: RequestInit): Promise<Response> => {
      const call = callOf(url, init);
      calls.push(call);
      const make = (): Promise<Response> => stub.fetch(url, init);
      return (await fault(call, make)) ?? make();
    };
    return { fetch } as Fetcher;
  };
  return { calls, stop: () => void (namespace["getByName"] = original) };
}

function callOf(url: string, init: RequestInit = {}): ProviderCall {
  const { pathname, searchParams } = new URL(url);
  const body: { readonly key?: string } = typeof init.body === "string" ? JSON.parse(init.body) : {};
  const idempotencyKey = new Headers(init.headers).get("idempotency-key");
  const key = searchParams.get("key") ?? idempotencyKey ?? body.key ?? "";
  return { verb: verbOf(pathname, init.method), key };
}

function verbOf(pathname: string, method = "GET"): ProviderVerb {
  const last = pathname.split("/").at(-1);
  if (last === "payments") return method === "POST" ? "authorize" : "query";
  return last === "capture" || last === "void" || last === "refund" ? last : "other";
}
