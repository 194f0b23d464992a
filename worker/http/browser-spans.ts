// What becomes of the spans that a buyer's browser has sent: they go the way of our own, as those of a service of their
// own. They are anyone's word, so they prove nothing, and get no more than half of the room there is. A browser tells of
// a trace only where it was told that it is kept.

import { SpanKind, SpanStatusCode, TraceFlags, type Attributes } from "@opentelemetry/api";
import type { BrowserSpan } from "../../shared/contracts/browser-spans.schema.ts";
import {
  aboutAttributes,
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_MODULE,
  ATTR_OUTCOME,
} from "../../tracing/attributes.ts";
import { addForeignSpan } from "../../tracing/finished-spans.ts";

const SERVICE = "jari-browser";

/** Takes spans that fit the contract. Nobody waits for them, and nobody is told whether there was room for them. */
export function takeBrowserSpans(spans: readonly BrowserSpan[]): void {
  for (const span of spans) {
    const { traceId, spanId, parentSpanId, name, startMs, endMs, attributes } = span;
    addForeignSpan({
      ...{ service: SERVICE, name, startMs, endMs },
      kind: name.startsWith("POST ") ? SpanKind.CLIENT : SpanKind.INTERNAL,
      context: { traceId, spanId, traceFlags: TraceFlags.SAMPLED },
      ...(parentSpanId !== undefined && { parentSpanId }),
      status: { code: attributes.error === undefined ? SpanStatusCode.UNSET : SpanStatusCode.ERROR },
      attributes: attributesOf(span),
    });
  }
}

function attributesOf({ name, attributes }: BrowserSpan): Attributes {
  const { status, httpStatus, error, ...about } = attributes;
  return {
    [ATTR_MODULE]: "browser",
    ...aboutAttributes(about),
    ...(status !== undefined && { [ATTR_OUTCOME]: status }),
    ...(name.startsWith("POST ") && { [ATTR_HTTP_REQUEST_METHOD]: "POST" }),
    ...(httpStatus !== undefined && { [ATTR_HTTP_RESPONSE_STATUS_CODE]: httpStatus }),
    ...(error !== undefined && { [ATTR_ERROR_TYPE]: error }),
  };
}
