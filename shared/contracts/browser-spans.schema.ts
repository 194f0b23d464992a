// `POST /api/traces`: what a buyer's own screen saw of a trace that is kept. Best effort: the answer is 204, the
// browser waits for none of it, and what is lost is lost. Ids of things, never of people: attributes have no text.

import { z } from "zod";
import { ORDER_STATUSES } from "../domain/order.ts";
import { BROWSER_SPAN_NAMES, MAX_BROWSER_SPAN_MS, MAX_BROWSER_SPANS } from "./browser-spans.ts";
import { holdIdSchema, holdViewSchema } from "./holds.schema.ts";
import { spanIdSchema, traceIdSchema } from "./trace-context.schema.ts";
import { epochMsSchema, uuidSchema } from "./values.schema.ts";

/** What of an order or a hold was shown. */
const statusSchema = z.enum([...ORDER_STATUSES, ...holdViewSchema.shape.status.options]);

/** Epoch ms by the server's clock as the browser knows it, which may be some milliseconds off; with fractions. */
const instantSchema = z
  .number()
  .min(0)
  .max(epochMsSchema.maxValue ?? Number.MAX_SAFE_INTEGER);

export const browserSpanSchema = z
  .strictObject({
    traceId: traceIdSchema,
    spanId: spanIdSchema,
    parentSpanId: spanIdSchema.optional(),
    name: z.enum(BROWSER_SPAN_NAMES),
    startMs: instantSchema,
    endMs: instantSchema,
    attributes: z.strictObject({
      eventId: uuidSchema.optional(),
      orderId: uuidSchema.optional(),
      holdId: holdIdSchema.optional(),
      status: statusSchema.optional(),
      httpStatus: z.int().min(100).max(599).optional(),
      error: z
        .string()
        .regex(/^[a-z-]{1,40}$/)
        .optional()
        .describe("a problem's code, or `network`"),
    }),
  })
  .refine(({ startMs, endMs }) => endMs >= startMs, { path: ["endMs"], error: "ends before it starts" })
  .refine(({ startMs, endMs }) => endMs - startMs <= MAX_BROWSER_SPAN_MS, {
    path: ["endMs"],
    error: "longer than ten minutes",
  });

export const browserSpansSchema = z.strictObject({
  spans: z.array(browserSpanSchema).min(1).max(MAX_BROWSER_SPANS),
});

export type BrowserSpan = z.infer<typeof browserSpanSchema>;
export type BrowserSpans = z.infer<typeof browserSpansSchema>;
