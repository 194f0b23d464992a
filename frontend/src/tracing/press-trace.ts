// The trace of one press of the pay button: from the click, over each try, to the answer. All tries have one trace id,
// so the server sees them as one story. Whether that story is kept the server says in its answers; until it has said
// so nothing is sent, and without an answer everything is forgotten. Nothing here changes what is sent or shown.

import type { BrowserSpan } from "../../../shared/contracts/browser-spans.schema.ts";
import { MAX_BROWSER_SPANS } from "../../../shared/contracts/browser-spans.ts";
import { formatTraceparent, readTraceparent } from "../../../shared/contracts/trace-context.ts";
import type { Result } from "../../../shared/domain/result.ts";
import type { SendOptions } from "../http/client.ts";
import type { Failure } from "../http/failure.ts";
import { newTraceId } from "./ids.ts";
import { keepSpans } from "./keep-spans.ts";
import { openSpan, type SpanAttributes } from "./open-span.ts";

/** Far more than one press makes; together with the press they fit into one request. */
const MOST_TRIES = MAX_BROWSER_SPANS - 1;

export interface PressOptions {
  readonly eventId: string;
  readonly holdId: string;
  /** epoch ms by the server's clock */
  readonly serverNow: () => number;
  readonly keep?: (spans: readonly BrowserSpan[]) => void;
}

/** What a traced request needs beyond its own. */
export type TraceOptions = Required<Pick<SendOptions, "headers" | "onResponse">>;

export interface PressTrace {
  /** Makes one try by `send`, which gives what it gets to the request; its answer is returned as it is. */
  readonly attempt: <T>(
    send: (options: TraceOptions) => Promise<Result<T, Failure>>,
  ) => Promise<Result<T, Failure>>;
  /** The press has been answered, or given up. `attributes`: what became of it. Whether its trace is kept. */
  readonly end: (attributes: SpanAttributes) => boolean;
}

export function startPress({ eventId, holdId, serverNow, keep = keepSpans }: PressOptions): PressTrace {
  const traceId = newTraceId();
  const pay = openSpan({ name: "pay", traceId, serverNow });
  const tries: BrowserSpan[] = [];
  let isKept = false;

  const noteWhetherKept = ({ headers }: Response): void => {
    const told = readTraceparent(headers.get("traceresponse") ?? "");
    // What the server says of another trace is not about ours.
    if (told?.traceId === traceId && told.sampled) isKept = true;
  };

  return {
    async attempt(send) {
      const span = openSpan({ name: "POST /api/orders", traceId, parentSpanId: pay.spanId, serverNow });
      const traceparent = formatTraceparent({ traceId, spanId: span.spanId, sampled: true });
      const seen: { httpStatus?: number } = {};
      const result = await send({
        headers: { traceparent },
        onResponse: (response) => {
          seen.httpStatus = response.status;
          noteWhetherKept(response);
        },
      });
      const attributes = { eventId, holdId, ...seen, ...(!result.ok && { error: result.error.code }) };
      if (tries.length < MOST_TRIES) tries.push(span.end(attributes));
      return result;
    },
    end(attributes) {
      if (isKept) keep([pay.end({ eventId, holdId, ...attributes }), ...tries]);
      return isKept;
    },
  };
}
