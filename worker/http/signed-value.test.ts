import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { readSigned, sign } from "./signed-value.ts";

const SECRET = "a-secret-of-thirty-two-characters";
const VALUE = "0192f0c1-0000-7000-8000-00000000000a";

describe("a signed value", () => {
  test("carries the HMAC-SHA-256 that anybody else computes", () => {
    for (const secret of [SECRET, "another-secret-that-is-longer-than-the-block-of-sixty-four-bytes!"]) {
      const theirs = createHmac("sha256", secret).update(VALUE).digest("base64");
      expect(sign(VALUE, secret)).toBe(`${VALUE}.${theirs}`);
    }
  });

  test("reads back under its own secret alone", () => {
    const signed = sign(VALUE, SECRET);
    expect(readSigned(signed, SECRET)).toBe(VALUE);
    expect(readSigned(signed, `${SECRET}!`)).toBeUndefined();
    expect(readSigned(signed, SECRET)).toBe(VALUE);
  });

  test("is refused when a single character of it is another", () => {
    const signed = sign(VALUE, SECRET);
    for (let i = 0; i < signed.length; i++) {
      const other = signed[i] === "A" ? "B" : "A";
      expect(readSigned(`${signed.slice(0, i)}${other}${signed.slice(i + 1)}`, SECRET)).toBeUndefined();
    }
    for (const cut of ["", ".", VALUE, `${VALUE}.`, signed.slice(0, -1), `${signed}=`]) {
      expect(readSigned(cut, SECRET)).toBeUndefined();
    }
    expect(readSigned(undefined, SECRET)).toBeUndefined();
  });
});
