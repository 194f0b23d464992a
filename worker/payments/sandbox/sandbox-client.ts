// How Jari reaches the sandbox company: which shard, what a call looks like, what counts as an answer.

/** Objects the company is spread over. Changing it loses sight of every payment under way. */
export const SANDBOX_SHARDS = 16;

/** The part of a Durable Object namespace that is used here, so that the simulator can stand in for it. */
export interface SandboxNamespace {
  getByName(name: string): { fetch(url: string, init?: RequestInit): Promise<Response> };
}

export interface SandboxCall {
  /** object name, from `shardOfKey` or `shardOfPayment` */
  readonly shard: string;
  /** from the root, with its query */
  readonly path: string;
  /** sent as JSON by POST; GET without it */
  readonly body?: object;
  readonly idempotencyKey?: string;
  readonly timeoutMs: number;
}

export type SandboxReply =
  | { readonly answered: true; readonly status: number; readonly body: unknown }
  | { readonly answered: false; readonly cause: string };

/** Makes one call. Never throws: no answer in time, a 5xx or what is no JSON is `answered: false`. */
export async function callSandbox(namespace: SandboxNamespace, call: SandboxCall): Promise<SandboxReply> {
  const headers: Record<string, string> = { "content-type": "application/json" };
  if (call.idempotencyKey !== undefined) headers["idempotency-key"] = call.idempotencyKey;
  const init: RequestInit = { headers, signal: AbortSignal.timeout(call.timeoutMs) };
  if (call.body !== undefined) {
    init.method = "POST";
    init.body = JSON.stringify(call.body);
  }
  try {
    const response = await namespace.getByName(call.shard).fetch(`https://sandbox.invalid${call.path}`, init);
    if (response.status >= 500) {
      await response.body?.cancel();
      return { answered: false, cause: `status ${response.status}` };
    }
    return { answered: true, status: response.status, body: await response.json() };
  } catch (error) {
    return { answered: false, cause: error instanceof Error ? error.name : "network" };
  }
}

/** The same object for the same key, always. */
export function shardOfKey(key: string): string {
  // FNV-1a, 32 bit
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) {
    hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  }
  return nameOf((hash >>> 0) % SANDBOX_SHARDS);
}

/** Read from the company's own id, `sbx_07_<id>`; undefined when it is not one of theirs. */
export function shardOfPayment(paymentId: string): string | undefined {
  const shard = /^sbx_(\d\d)_[A-Za-z0-9-]{1,64}$/.exec(paymentId)?.[1];
  return shard !== undefined && Number(shard) < SANDBOX_SHARDS ? nameOf(Number(shard)) : undefined;
}

function nameOf(shard: number): string {
  return `sandbox-${String(shard).padStart(2, "0")}`;
}
