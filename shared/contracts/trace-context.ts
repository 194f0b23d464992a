// W3C Trace Context, level 1 (https://www.w3.org/TR/trace-context-1/): the one line that says which trace, and which
// span of it, something belongs to. It goes in `traceparent`, comes back in `traceresponse`, and stands in frames of
// the feed. No zod: the browser reads and writes it too.

/** Where something stands in a trace. Ids are lower-case hex and never all zeros. */
export interface SpanContext {
  /** 32 hex digits */
  readonly traceId: string;
  /** 16 hex digits */
  readonly spanId: string;
  /** whether the trace is kept; what is not kept is recorded by nobody */
  readonly sampled: boolean;
}

/** `00-<trace id>-<span id>-<flags>` */
export type Traceparent = `00-${string}-${string}-${"00" | "01"}`;

/** The length of a `traceparent` of version 00, the only one that we write. Of a later version no more is read. */
export const MAX_TRACEPARENT_CHARS = 55;

const VERSION_00 = "00";
const NO_VERSION = "ff";
const SAMPLED_FLAG = 1;
const PARTS =
  /^(?<version>[0-9a-f]{2})-(?<traceId>(?!0{32})[0-9a-f]{32})-(?<spanId>(?!0{16})[0-9a-f]{16})-(?<flags>[0-9a-f]{2})$/;

/**
 * What `text` says, or `undefined` where it is no traceparent: then there is no trace to go on with, and a new one
 * begins (§3.2.2). Of the flags only "sampled" means something to us. A version later than 00 is read by the part
 * that it shares with ours, whatever follows it after a dash (§3.2.4).
 */
export function readTraceparent(text: string): SpanContext | undefined {
  const { version, traceId, spanId, flags } = PARTS.exec(text.slice(0, MAX_TRACEPARENT_CHARS))?.groups ?? {};
  if (version === undefined || traceId === undefined || spanId === undefined || flags === undefined)
    return undefined;
  if (version === NO_VERSION) return undefined;
  const next = text.charAt(MAX_TRACEPARENT_CHARS);
  if (next !== "" && (version === VERSION_00 || next !== "-")) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & SAMPLED_FLAG) !== 0 };
}

/** Ids are taken as they are: whoever mints them sees to their form. */
export function formatTraceparent({ traceId, spanId, sampled }: SpanContext): Traceparent {
  return `${VERSION_00}-${traceId}-${spanId}-${sampled ? "01" : "00"}`;
}
