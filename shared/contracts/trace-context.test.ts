// Cases of https://www.w3.org/TR/trace-context-1/ §3.2.2 and §3.2.4, and of the W3C's own test suite.

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { traceparentSchema } from "./trace-context.schema.ts";
import { formatTraceparent, MAX_TRACEPARENT_CHARS, readTraceparent } from "./trace-context.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const SPAN = "00f067aa0ba902b7";
const known = { traceId: TRACE, spanId: SPAN };

describe("a traceparent", () => {
  test.each([
    ["01", true],
    ["00", false],
    ["03", true], // a flag that version 00 does not know
    ["02", false],
    ["ff", true],
    ["fe", false],
  ])("with the flags %s is sampled: %s", (flags, sampled) => {
    expect(readTraceparent(`00-${TRACE}-${SPAN}-${flags}`)).toEqual({ ...known, sampled });
    expect(traceparentSchema.safeParse(`00-${TRACE}-${SPAN}-${flags}`).success).toBe(true);
  });

  test.each([
    ["nothing", ""],
    ["cut short", `00-${TRACE}-${SPAN}-0`],
    ["without flags", `00-${TRACE}-${SPAN}`],
    ["longer than version 00 is", `00-${TRACE}-${SPAN}-01-what-the-future-brings`],
    ["followed by a dash", `00-${TRACE}-${SPAN}-01-`],
    ["followed by a digit", `00-${TRACE}-${SPAN}-011`],
    ["followed by a line's end", `00-${TRACE}-${SPAN}-01\n`],
    ["with a space before it", ` 00-${TRACE}-${SPAN}-01`],
    ["of no trace", `00-${"0".repeat(32)}-${SPAN}-01`],
    ["of no span", `00-${TRACE}-${"0".repeat(16)}-01`],
    ["in capitals", `00-${TRACE.toUpperCase()}-${SPAN}-01`],
    ["with a span in capitals", `00-${TRACE}-${SPAN.toUpperCase()}-01`],
    ["with flags in capitals", `00-${TRACE}-${SPAN}-0A`],
    ["with a letter that is no digit", `00-${TRACE.slice(1)}g-${SPAN}-01`],
    ["with a short trace id", `00-${TRACE.slice(1)}-${SPAN}0-01`],
    ["with other separators", `00_${TRACE}_${SPAN}_01`],
    ["of the version that is none", `ff-${TRACE}-${SPAN}-01`],
    ["of a version that is no number", `.0-${TRACE}-${SPAN}-01`],
  ])("that is %s is none", (_, text) => {
    expect(readTraceparent(text)).toBeUndefined();
    expect(traceparentSchema.safeParse(text).success).toBe(false);
  });
});

describe("a traceparent of a later version", () => {
  test.each([
    `cc-${TRACE}-${SPAN}-01`,
    `cc-${TRACE}-${SPAN}-01-what-the-future-brings`,
    `01-${TRACE}-${SPAN}-01-`,
  ])("%s is read by what it shares with ours", (text) => {
    expect(readTraceparent(text)).toEqual({ ...known, sampled: true });
    expect(traceparentSchema.safeParse(text).success).toBe(false);
  });

  test.each([
    `cc-${TRACE}-${SPAN}-01.what-the-future-brings`,
    `cc-${TRACE}-${SPAN}-011`,
    `fe-${TRACE}-${SPAN}-`,
  ])("%s is none", (text) => expect(readTraceparent(text)).toBeUndefined());
});

test("what is written is read as it was meant, and is what the schema takes", () => {
  const hex = (chars: number) =>
    fc.stringMatching(new RegExp(`^[0-9a-f]{${chars}}$`)).filter((id) => /[^0]/.test(id));
  fc.assert(
    fc.property(hex(32), hex(16), fc.boolean(), (traceId, spanId, sampled) => {
      const text = formatTraceparent({ traceId, spanId, sampled });
      expect(text).toHaveLength(MAX_TRACEPARENT_CHARS);
      expect(traceparentSchema.parse(text)).toBe(text);
      expect(readTraceparent(text)).toEqual({ traceId, spanId, sampled });
    }),
  );
});
