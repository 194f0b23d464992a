// What Jari exports of its traces, as an OTLP endpoint would get it.

import { env } from "cloudflare:workers";
import { vi } from "vitest";
import { z } from "zod";
import { flushTraces, restartTracing } from "../../tracing/tracing.ts";
import type { TracingEnv } from "../../tracing/settings.ts";

const ENDPOINT = "http://collector.test";

const valueSchema = z.object({
  stringValue: z.string().optional(),
  intValue: z.union([z.int(), z.string()]).optional(),
  boolValue: z.boolean().optional(),
});
const spanSchema = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  kind: z.int(),
  status: z.object({ code: z.int() }),
  attributes: z.array(z.object({ key: z.string(), value: valueSchema })),
  links: z.array(z.object({ traceId: z.string(), spanId: z.string() })),
  events: z.array(z.object({ name: z.string() })),
});
const exportSchema = z.object({
  resourceSpans: z.array(z.object({ scopeSpans: z.array(z.object({ spans: z.array(spanSchema) })) })),
});

export type ExportedSpan = z.infer<typeof spanSchema>;

export interface Exports {
  /** every span so far, in the order in which they ended */
  spans(): Promise<readonly ExportedSpan[]>;
  /** what was sent to the endpoint so far, and how */
  readonly requests: readonly { readonly url: string; readonly headers: Headers; readonly body: string }[];
}

/** Starts tracing to an endpoint that this test is; `answer` is what it says. Ends with the test file. */
export function collectTraces(
  settings: Partial<TracingEnv> = {},
  answer: (request: Request) => Response | Promise<Response> = () => new Response("{}"),
): Exports {
  const requests: { url: string; headers: Headers; body: string }[] = [];
  const real = globalThis.fetch;
  vi.stubGlobal("fetch", async (input: RequestInfo, init?: RequestInit) => {
    const request = new Request(input, init);
    if (!request.url.startsWith(ENDPOINT)) return real(request);
    requests.push({ url: request.url, headers: request.headers, body: await request.text() });
    return answer(request);
  });
  restartTracing({
    ...{ ...env, OTEL_EXPORTER_OTLP_ENDPOINT: ENDPOINT, OTEL_EXPORTER_OTLP_PROTOCOL: "http/json" },
    ...{ OTEL_BSP_SCHEDULE_DELAY: "50", ...settings },
  });
  return {
    requests,
    async spans() {
      await flushTraces();
      return requests.flatMap(({ body }) =>
        exportSchema
          .parse(JSON.parse(body))
          .resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
      );
    },
  };
}

/** The value of an attribute, as text. */
export function attributeOf({ attributes }: ExportedSpan, key: string): string | undefined {
  const value = attributes.find((attribute) => attribute.key === key)?.value;
  const known = value?.stringValue ?? value?.intValue ?? value?.boolValue;
  return known === undefined ? undefined : String(known);
}

/** What is logged from here on, line by line, until `end`. */
export function captureLog(): { readonly lines: readonly string[]; readonly end: () => void } {
  const lines: string[] = [];
  const take = (line: string): void => void lines.push(line);
  const spies = [
    vi.spyOn(console, "log").mockImplementation(take),
    vi.spyOn(console, "error").mockImplementation(take),
  ];
  return { lines, end: () => spies.forEach((spy) => spy.mockRestore()) };
}
