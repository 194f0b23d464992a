// Ids of traces and spans: random, so that nobody has to be asked for one.

const TRACE_BYTES = 16;
const SPAN_BYTES = 8;

/** 32 hex digits. */
export const newTraceId = (): string => randomHex(TRACE_BYTES);

/** 16 hex digits. */
export const newSpanId = (): string => randomHex(SPAN_BYTES);

/** Never all zeros: that is no id. */
function randomHex(length: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(length));
  if (bytes.every((byte) => byte === 0)) bytes.fill(1);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
