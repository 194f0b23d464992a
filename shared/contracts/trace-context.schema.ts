import { z } from "zod";
import { MAX_TRACEPARENT_CHARS } from "./trace-context.ts";

export const traceIdSchema = z.string().regex(/^(?!0{32})[0-9a-f]{32}$/, "32 hex digits, not all zero");

export const spanIdSchema = z.string().regex(/^(?!0{16})[0-9a-f]{16}$/, "16 hex digits, not all zero");

/** A traceparent as we write it: version 00 alone. `readTraceparent` also takes what others may send. */
export const traceparentSchema = z
  .string()
  .max(MAX_TRACEPARENT_CHARS)
  .regex(/^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/, "a W3C traceparent of version 00");
