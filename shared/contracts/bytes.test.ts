import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ByteReader, ByteWriter } from "./bytes.ts";

const LARGEST = Number.MAX_SAFE_INTEGER;

function written(write: (out: ByteWriter) => void): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter();
  write(out);
  return out.bytes();
}

function reader(...bytes: number[]): ByteReader {
  return new ByteReader(new Uint8Array(bytes).buffer);
}

describe("a varint", () => {
  test.each<[number, number[]]>([
    [0, [0x00]],
    [1, [0x01]],
    [0x7f, [0x7f]],
    [0x80, [0x80, 0x01]],
    [300, [0xac, 0x02]],
    [0x3fff, [0xff, 0x7f]],
    [0x4000, [0x80, 0x80, 0x01]],
    [2 ** 32, [0x80, 0x80, 0x80, 0x80, 0x10]],
    [2 ** 35, [0x80, 0x80, 0x80, 0x80, 0x80, 0x01]],
    [LARGEST, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f]],
  ])("of %i is %j", (value, bytes) => {
    expect([...written((out) => out.varint(value))]).toEqual(bytes);
    expect(reader(...bytes).varint()).toBe(value);
  });

  test("comes back as it went, whatever it is", () => {
    const values = fc.array(fc.oneof(fc.nat(200), fc.nat(70_000), fc.integer({ min: 0, max: LARGEST })));
    fc.assert(
      fc.property(values, (sent) => {
        const back = new ByteReader(written((out) => sent.forEach((value) => out.varint(value))).buffer);
        expect(sent.map(() => back.varint())).toEqual(sent);
        expect(back.done()).toBe(true);
      }),
    );
  });

  test.each([-1, 0.5, LARGEST + 1, Number.NaN, Infinity])("is not written for %d", (value) => {
    expect(() => written((out) => out.varint(value))).toThrow(RangeError);
  });

  test("too large to be exact, longer than eight bytes, or cut short, is not read", () => {
    expect(() => reader(0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10).varint()).toThrow(RangeError);
    expect(() => reader(0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00).varint()).toThrow(RangeError);
    expect(() => reader(0x80, 0x80).varint()).toThrow(RangeError);
  });
});

describe("fixed widths", () => {
  test("are little-endian", () => {
    expect(written((out) => out.append(new Uint8Array(9))).length).toBe(9);
    expect([...written((out) => out.u8(0xab))]).toEqual([0xab]);
    expect([...written((out) => out.u32(0x01020304))]).toEqual([4, 3, 2, 1]);
  });

  test("come back through any number of growths", () => {
    const bytes = written((out) => {
      for (let i = 0; i < 1_000; i++) {
        out.u8(i & 0xff);
        out.append(new Uint8Array(i % 200).fill(i & 0xff));
        out.u32(i * 4_000_000);
      }
    });
    const back = new ByteReader(bytes.buffer);
    for (let i = 0; i < 1_000; i++) {
      expect(back.u8()).toBe(i & 0xff);
      expect([...back.rest(i % 200)]).toEqual(Array(i % 200).fill(i & 0xff));
      expect(back.u32()).toBe(i * 4_000_000);
    }
    expect(back.done()).toBe(true);
  });

  test.each(["u8", "u32"] as const)("%s is not read past the end", (width) => {
    expect(() => reader()[width]()).toThrow(RangeError);
    expect(() => reader(1, 2, 3, 4, 5, 6, 7, 8).rest(9)).toThrow(RangeError);
  });
});
