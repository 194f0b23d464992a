// OTLP/HTTP with JSON (opentelemetry.io/docs/specs/otlp, JSON Protobuf encoding), as far as Jari's own collector reads
// it: ids are lower-case hex, times are nanoseconds since 1970 in decimal. What it does not know it leaves out.

import { z } from "zod";
import type { TraceSpan } from "./trace-collector.ts";
import { spanIdSchema, traceIdSchema } from "./trace-context.schema.ts";

const MAX_NAME_CHARS = 200;
const MAX_VALUE_CHARS = 4_000;
const MAX_LISTED = 128;

const text = z.string().transform((value) => value.slice(0, MAX_VALUE_CHARS));
/** 64 bits do not fit into a JSON number, so encoders write them either way. */
const whole = z.union([
  z.number(),
  z
    .string()
    .regex(/^-?\d{1,20}$/)
    .transform(Number),
]);
const scalar = z.object({
  stringValue: text.optional(),
  intValue: whole.optional(),
  doubleValue: z.number().optional(),
  boolValue: z.boolean().optional(),
});
const anyValue = scalar.extend({
  arrayValue: z.object({ values: z.array(scalar).max(MAX_LISTED) }).optional(),
});
const attributes = z
  .array(z.object({ key: z.string().max(MAX_NAME_CHARS), value: anyValue }))
  .max(MAX_LISTED)
  .default([]);
const nanos = z.union([z.string().regex(/^\d{1,20}$/), z.int().min(0).transform(String)]);
const name = z.string().transform((value) => value.slice(0, MAX_NAME_CHARS));
/** Encoders write "no parent" as an empty text, too. */
const parent = z.union([spanIdSchema, z.literal("").transform(() => undefined)]).optional();

const otlpSpan = z.object({
  traceId: traceIdSchema,
  spanId: spanIdSchema,
  parentSpanId: parent,
  name,
  kind: z.int().min(0).max(5).default(0),
  startTimeUnixNano: nanos,
  endTimeUnixNano: nanos,
  attributes,
  status: z.object({ code: z.int().min(0).max(2).default(0), message: text.optional() }).optional(),
  events: z
    .array(z.object({ name, timeUnixNano: nanos, attributes }))
    .max(MAX_LISTED)
    .default([]),
  links: z
    .array(z.object({ traceId: traceIdSchema, spanId: spanIdSchema }))
    .max(MAX_LISTED)
    .default([]),
});

/** What an OTLP/HTTP exporter posts to `/v1/traces`, as spans in our own words. */
export const otlpTracesSchema = z
  .object({
    resourceSpans: z
      .array(
        z.object({
          resource: z.object({ attributes }).optional(),
          scopeSpans: z.array(z.object({ spans: z.array(otlpSpan).default([]) })).default([]),
        }),
      )
      .default([]),
  })
  .transform(({ resourceSpans }): readonly TraceSpan[] =>
    resourceSpans.flatMap(({ resource, scopeSpans }) => {
      const service = valuesOf(resource?.attributes ?? [])["service.name"];
      return scopeSpans.flatMap(({ spans }) => spans.map((span) => toSpan(span, String(service ?? ""))));
    }),
  );

type Attributes = z.infer<typeof attributes>;
type Scalar = string | number | boolean;

function valuesOf(list: Attributes): Record<string, Scalar | readonly Scalar[]> {
  return Object.fromEntries(
    list.flatMap(({ key, value }) => {
      const known = value.arrayValue?.values.flatMap((one) => scalarOf(one) ?? []) ?? scalarOf(value);
      return known === undefined ? [] : [[key, known]];
    }),
  );
}

function scalarOf({
  stringValue,
  intValue,
  doubleValue,
  boolValue,
}: z.infer<typeof scalar>): Scalar | undefined {
  return stringValue ?? intValue ?? doubleValue ?? boolValue;
}

function toSpan(span: z.infer<typeof otlpSpan>, service: string): TraceSpan {
  const { traceId, spanId, parentSpanId, kind, status, events, links } = span;
  const startMs = toMs(span.startTimeUnixNano);
  return {
    ...{ traceId, spanId, name: span.name, kind, service, links, startMs },
    ...(parentSpanId !== undefined && { parentSpanId }),
    durationMs: Math.max(0, toMs(span.endTimeUnixNano) - startMs),
    isError: status?.code === 2,
    attributes: valuesOf(span.attributes),
    events: events.map((event) => ({
      name: event.name,
      atMs: toMs(event.timeUnixNano),
      attributes: valuesOf(event.attributes),
    })),
  };
}

/** Milliseconds with a fraction: what is lost of the nanoseconds, no clock here has. */
function toMs(unixNano: string): number {
  const micros = Number(BigInt(unixNano) / 1_000n);
  return micros / 1_000;
}
