import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MAX_SEATS, type SeatState } from "../domain/seat.ts";
import { T0 } from "../testing/clock.ts";
import { goldenDelta, goldenSnapshot } from "../testing/feed-frames.ts";
import {
  decodeFrame,
  encodeDelta,
  encodeSnapshot,
  FrameError,
  type Delta,
  type SeatFrame,
} from "./feed-codec.ts";
import { FEED_PROTOCOL_VERSION } from "./protocol.ts";

const epoch = fc.integer({ min: 0, max: 0xffff_ffff });
const seq = fc.nat(Number.MAX_SAFE_INTEGER - 2 ** 35);
const state = fc.constantFrom<SeatState>(0, 1, 2, 3);
const states = fc.uint8Array({ max: 3, maxLength: 300 });

/** Seats in ascending order, each state in one group, as a tick gives them. */
const changes = fc
  .uniqueArray(fc.tuple(fc.nat(MAX_SEATS - 1), state), { selector: ([seat]) => seat, maxLength: 80 })
  .map((pairs) => groups(pairs));

const delta: fc.Arbitrary<Delta> = fc
  .record({ epoch, from: seq, more: fc.integer({ min: 0, max: 2 ** 35 - 1 }), changes })
  .map(({ more, ...rest }) => ({ ...rest, to: rest.from + more }));

function groups(pairs: readonly (readonly [number, SeatState])[]): Delta["changes"] {
  return ([0, 1, 2, 3] as const).flatMap((of) => {
    const seats = pairs.flatMap(([seat, its]) => (its === of ? [seat] : [])).toSorted((a, b) => a - b);
    return seats.length === 0 ? [] : [{ state: of, seats }];
  });
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
}

/** What a reader makes of `bytes`: a frame, the code of a FrameError, or whatever else was thrown. */
function outcome(bytes: Uint8Array): SeatFrame | string {
  try {
    return decodeFrame(new Uint8Array(bytes).buffer);
  } catch (error) {
    return error instanceof FrameError ? error.code : `not a FrameError: ${String(error)}`;
  }
}

describe("golden bytes, the same for ever in version 1", () => {
  test("of a snapshot", () => {
    expect(hex(encodeSnapshot(goldenSnapshot.value))).toBe(goldenSnapshot.hex);
    expect(outcome(encodeSnapshot(goldenSnapshot.value))).toEqual({
      kind: "snapshot",
      ...goldenSnapshot.value,
    });
  });

  test("of a delta", () => {
    expect(hex(encodeDelta(goldenDelta.value))).toBe(goldenDelta.hex);
    expect(outcome(encodeDelta(goldenDelta.value))).toEqual({ kind: "delta", ...goldenDelta.value });
  });
});

describe("round trips", () => {
  test("of any snapshot", () => {
    fc.assert(
      fc.property(epoch, seq, fc.maxSafeNat(), states, (...[e, s, serverTime, seats]) => {
        const snapshot = { epoch: e, seq: s, serverTime, states: new Uint8Array(seats) };
        expect(outcome(encodeSnapshot(snapshot))).toEqual({ kind: "snapshot", ...snapshot });
      }),
    );
  });

  test("of any delta", () => {
    fc.assert(
      fc.property(delta, (sent) => {
        expect(outcome(encodeDelta(sent))).toEqual({ kind: "delta", ...sent });
      }),
    );
  });

  test("of a delta in which no seat moved: it carries the sequence alone, and empty groups are left out", () => {
    const still = { epoch: 1, from: 7, to: 9, changes: [] };
    const bytes = encodeDelta({ ...still, changes: [{ state: 1, seats: [] }] });
    expect(bytes).toEqual(encodeDelta(still));
    expect(outcome(bytes)).toEqual({ kind: "delta", ...still });
  });

  test("a delta whose seats are not ascending is never sent", () => {
    const changed = [{ state: 1 as const, seats: [5, 3] }];
    expect(() => encodeDelta({ epoch: 1, from: 1, to: 2, changes: changed })).toThrow(RangeError);
  });
});

describe("size", () => {
  const snapshotOf = (seatCount: number): number =>
    encodeSnapshot({ epoch: 1, seq: 1, serverTime: T0, states: new Uint8Array(seatCount) }).length;

  test("a snapshot is 28 bytes and a quarter of a byte a seat", () => {
    expect([0, 1, 4, 5].map(snapshotOf)).toEqual([28, 29, 29, 30]);
    expect(snapshotOf(60_000)).toBe(15_028);
  });

  test("a delta of a busy tick costs at most 4 bytes a seat in a stadium of 60,000", () => {
    const busy = fc.uniqueArray(fc.tuple(fc.nat(59_999), state), {
      selector: ([seat]) => seat,
      minLength: 32,
      maxLength: 1_000,
    });
    fc.assert(
      fc.property(busy, (pairs) => {
        const frame = encodeDelta({ epoch: 1, from: 1e12, to: 1e12 + 500, changes: groups(pairs) });
        expect(frame.length).toBeLessThanOrEqual(4 * pairs.length);
      }),
      { numRuns: 50 },
    );
  });
});

describe("a frame that cannot be read", () => {
  const good = [encodeSnapshot(goldenSnapshot.value), encodeDelta(goldenDelta.value)];

  /** `bytes` with the value at `at` replaced by a little-endian f64. */
  const withF64 = (bytes: Uint8Array, at: number, value: number): Uint8Array => {
    const copy = new Uint8Array(bytes);
    new DataView(copy.buffer).setFloat64(at, value, true);
    return copy;
  };

  test("is of another version, whatever else it says", () => {
    for (const bytes of good) expect(outcome(bytes.with(1, FEED_PROTOCOL_VERSION + 1))).toBe("version");
  });

  test("is a snapshot cut anywhere", () => {
    const snapshot = encodeSnapshot(goldenSnapshot.value);
    const cuts = Array.from(snapshot, (_, length) => outcome(snapshot.slice(0, length)));
    expect(new Set(cuts)).toEqual(new Set(["malformed"]));
  });

  test.each([Number.NaN, -1, 0.5, Infinity, 2 ** 53])("is one whose sequence is %d", (value) => {
    for (const bytes of good) expect(outcome(withF64(bytes, 8, value))).toBe("malformed");
  });

  test.each<[string, number[]]>([
    ["nothing", []],
    ["of an unknown kind", [3, FEED_PROTOCOL_VERSION, 0, 0, 0, 0, 0, 0]],
    ["a snapshot of too many seats", [1, 1, 0, 0, ...Array<number>(20).fill(0), 0x91, 0xd0, 0x03, 0]],
    ["a delta with a fifth state", [2, 1, 0, 0, ...Array<number>(12).fill(0), 1, 4, 1, 0]],
    [
      "a delta with a seat beyond every chart",
      [2, 1, 0, 0, ...Array<number>(12).fill(0), 1, 1, 1, 0x90, 0xa1, 0x0f],
    ],
    ["a delta that promises more seats than it has", [2, 1, 0, 0, ...Array<number>(12).fill(0), 1, 1, 9, 0]],
  ])("is %s", (_, bytes) => {
    expect(outcome(new Uint8Array(bytes))).toBe("malformed");
  });

  const header = (kind: number): number[] => [
    kind,
    FEED_PROTOCOL_VERSION,
    0,
    0,
    1,
    0,
    0,
    0,
    ...Array<number>(8).fill(0),
  ];
  const anyBytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.uint8Array({ maxLength: 200 }).map((tail) => Uint8Array.from([...header(1), ...tail])),
    fc.uint8Array({ maxLength: 200 }).map((tail) => Uint8Array.from([...header(2), ...tail])),
    fc
      .tuple(fc.constantFrom(...good), fc.nat(60), fc.nat(255))
      .map(([bytes, at, byte]) => Uint8Array.from(bytes, (was, i) => (i === at ? byte : was))),
  );

  test("is a FrameError and nothing else, for any bytes; what is read is in range", () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const read = outcome(bytes);
        expect(typeof read === "string" ? ["version", "malformed"] : ["snapshot", "delta"]).toContain(
          typeof read === "string" ? read : read.kind,
        );
        const frame = typeof read === "string" ? undefined : read;
        const deltaRead = frame?.kind === "delta" ? frame : undefined;
        const counts = [deltaRead?.from ?? 0, deltaRead?.to ?? 0];
        expect(counts.every((count) => Number.isSafeInteger(count) && count >= 0)).toBe(true);
        for (const { seats } of deltaRead?.changes ?? []) {
          expect(seats).toEqual([...new Set(seats)].toSorted((a, b) => a - b));
          expect(seats.every((seat) => seat < MAX_SEATS)).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
