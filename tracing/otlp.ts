// Spans to an OTLP/HTTP endpoint (opentelemetry.io/docs/specs/otlp), in the official serializers' words.

import { JsonTraceSerializer, ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import type { Endpoint, Protocol } from "./settings.ts";
import type { Send } from "./span-queue.ts";

const SERIALIZERS = {
  "http/json": { contentType: "application/json", serializer: JsonTraceSerializer },
  "http/protobuf": { contentType: "application/x-protobuf", serializer: ProtobufTraceSerializer },
} as const satisfies Record<Protocol, object>;

type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Posts to `endpoint`. An answer that is no 2xx is an error; it is not tried again, for spans are not worth that. */
export function otlpSender({ url, headers, protocol }: Endpoint, request: Fetch): Send {
  const { contentType, serializer } = SERIALIZERS[protocol];
  return async (spans, signal) => {
    const body = serializer.serializeRequest([...spans]);
    if (body === undefined) throw new Error("spans could not be serialized");
    const init = { method: "POST", headers: { ...headers, "content-type": contentType }, body, signal };
    const answer = await request(url, init);
    await answer.body?.cancel();
    if (!answer.ok) throw new Error(`the endpoint answered ${answer.status}`);
  };
}
