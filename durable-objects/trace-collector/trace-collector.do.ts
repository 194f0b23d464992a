// Jari's own collector of traces, for whoever has no Jaeger at hand: an OTLP/HTTP endpoint in front of a bounded store.
// It is called where JARI_TRACES is "on" and nowhere else, and nothing that is sold depends on it.

import { DurableObject } from "cloudflare:workers";
import { otlpTracesSchema } from "../../shared/contracts/otlp.schema.ts";
import type { TraceCollectorRpc, TraceSpan, TraceSummary } from "../../shared/contracts/trace-collector.ts";
import { TraceStore } from "./trace-store.ts";

/** An exporter sends some 500 spans at once, of about 800 bytes each. */
const MAX_BODY_CHARS = 4_000_000;

export class TraceCollector extends DurableObject<object> implements TraceCollectorRpc {
  readonly #store: TraceStore;

  constructor(ctx: DurableObjectState, env: object) {
    super(ctx, env);
    this.#store = new TraceStore(ctx.storage);
  }

  /** `POST /v1/traces`, OTLP/HTTP with JSON. */
  override async fetch(request: Request): Promise<Response> {
    if (new URL(request.url).pathname !== "/v1/traces") return refusal(404, "only /v1/traces is here");
    if (request.method !== "POST") return refusal(405, "traces are posted");
    const body = await request.text();
    if (body.length > MAX_BODY_CHARS) return refusal(413, "too much at once");
    const read = otlpTracesSchema.safeParse(readJson(body));
    if (!read.success) return refusal(400, "not the JSON of OTLP traces");
    this.#store.add(read.data);
    return Response.json({});
  }

  async recent(limit: number): Promise<readonly TraceSummary[]> {
    return this.#store.recent(limit);
  }

  async recentOrders(limit: number): Promise<readonly TraceSummary[]> {
    return this.#store.recentOrders(limit);
  }

  async byOrder(orderId: string, limit: number): Promise<readonly TraceSummary[]> {
    return this.#store.byOrder(orderId, limit);
  }

  async spans(traceId: string): Promise<readonly TraceSpan[]> {
    return this.#store.spans(traceId);
  }

  async slowest(limit: number): Promise<readonly TraceSpan[]> {
    return this.#store.slowest(limit);
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** As the specification has it: a `Status` with a message for whoever operates the exporter. */
function refusal(status: number, message: string): Response {
  return Response.json({ message }, { status });
}
