import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MAX_SEATS, type SeatState } from "../domain/seat.ts";
import { T0 } from "../testing/clock.ts";
import { goldenDelta, goldenRuns, goldenSnapshot } from "../testing/feed-frames.ts";
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
/** Seats as they come, and seats of which many neighbours are alike. */
const states = fc.oneof(
  fc.uint8Array({ max: 3, maxLength: 300 }),
  fc
    .array(fc.tuple(state, fc.integer({ min: 1, max: 70 })), { maxLength: 20 })
    .map((runs) => Uint8Array.from(runs.flatMap(([its, length]) => Array<number>(length).fill(its)))),
);

/** Seats in ascending order, each state in one group, as a tick gives them; near one another, or anywhere. */
const changes = fc
  .oneof(fc.constant(MAX_SEATS - 1), fc.constant(100))
  .chain((last) =>
    fc.uniqueArray(fc.tuple(fc.nat(last), state), { selector: ([seat]) => seat, maxLength: 80 }),
  )
  .map((pairs) => groups(pairs));

const delta: fc.Arbitrary<Delta> = fc
  .record({ epoch, from: seq, more: fc.nat(2 ** 35), changes })
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

describe("golden bytes, the same for ever in version 4", () => {
  test("of a snapshot", () => {
    expect(hex(encodeSnapshot(goldenSnapshot.value))).toBe(goldenSnapshot.hex);
    expect(outcome(encodeSnapshot(goldenSnapshot.value))).toEqual({
      kind: "snapshot",
      ...goldenSnapshot.value,
    });
  });

  test("of a snapshot in runs", () => {
    expect(hex(encodeSnapshot(goldenRuns.value))).toBe(goldenRuns.hex);
    expect(outcome(encodeSnapshot(goldenRuns.value))).toEqual({ kind: "snapshot", ...goldenRuns.value });
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
  const STADIUM = 60_000;
  const snapshotOf = (seats: Uint8Array): number =>
    encodeSnapshot({ epoch: 1, seq: 1e9, serverTime: T0, states: seats }).length;
  const mixed = (of: (seat: number) => number): Uint8Array =>
    Uint8Array.from({ length: STADIUM }, (_, i) => of(i));

  test("a snapshot is at most a quarter of a byte a seat and thirty bytes", () => {
    expect(snapshotOf(mixed((seat) => seat & 3))).toBeLessThanOrEqual(STADIUM / 4 + 30);
    fc.assert(fc.property(states, (seats) => snapshotOf(seats) <= Math.ceil(seats.length / 4) + 30));
  });

  test("a snapshot in which neighbours are alike is as short as that is simple", () => {
    expect(snapshotOf(mixed(() => 0))).toBeLessThanOrEqual(26);
    expect(snapshotOf(mixed(() => 2))).toBeLessThanOrEqual(26);
    // Every second row of thirty is sold.
    expect(snapshotOf(mixed((seat) => (Math.floor(seat / 30) & 1) * 2))).toBeLessThan(2_100);
  });

  const starts = (min: number, max: number): fc.Arbitrary<number[]> =>
    fc.uniqueArray(fc.nat(STADIUM / 2 - 1), { minLength: min, maxLength: max });
  const held = (seats: readonly number[]): number =>
    encodeDelta({ epoch: 1, from: 1e9, to: 1e9 + 500, changes: groups(seats.map((seat) => [seat, 1])) })
      .length;

  test("a seat change costs at most 2 bytes in a tick of 25 holds of two seats in a stadium of 60,000", () => {
    fc.assert(
      fc.property(starts(25, 500), (pairs) => {
        const seats = pairs.flatMap((pair) => [2 * pair, 2 * pair + 1]);
        expect(held(seats)).toBeLessThanOrEqual(2 * seats.length);
      }),
      { numRuns: 50 },
    );
  });

  test("a seat change costs at most 4 bytes where every hold is of a single seat", () => {
    fc.assert(
      fc.property(starts(10, 500), (seats) => {
        expect(held(seats)).toBeLessThanOrEqual(4 * seats.length);
      }),
      { numRuns: 50 },
    );
  });
});

describe("a frame that cannot be read", () => {
  const good = [goldenSnapshot, goldenRuns].map(({ value }) => encodeSnapshot(value));
  good.push(encodeDelta(goldenDelta.value));
  const VERSION = FEED_PROTOCOL_VERSION;
  const header = (kind: number): number[] => [kind, VERSION, 1, 0, 0, 0];

  test("is of another version, whatever else it says", () => {
    for (const bytes of good) expect(outcome(bytes.with(1, FEED_PROTOCOL_VERSION + 1))).toBe("version");
  });

  test.each([
    ["two bits a seat", goldenSnapshot],
    ["runs", goldenRuns],
  ])("is a snapshot in %s cut anywhere", (_, { value }) => {
    const snapshot = encodeSnapshot(value);
    const cuts = Array.from(snapshot, (__, length) => outcome(snapshot.slice(0, length)));
    expect(new Set(cuts)).toEqual(new Set(["malformed"]));
  });

  const largest = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f];
  test.each<[string, number[]]>([
    ["nothing", []],
    ["of an unknown kind", [...header(4), 0, 0, 0]],
    ["a snapshot of too many seats", [...header(1), 0, 0, 0x91, 0xa1, 0x0f]],
    ["a run beyond the last seat", [...header(3), 0, 0, 2, 8]],
    ["a snapshot whose sequence is beyond exact numbers", [...header(1), ...largest.with(7, 0x10), 0, 0]],
    ["a delta whose sequence is beyond exact numbers", [...header(2), ...largest, 1]],
    ["a delta with a seat beyond every chart", [...header(2), 0, 1, 5, 0xc0, 0x84, 0x3d]],
    ["a delta with a stretch beyond every chart", [...header(2), 0, 1, 5, 3, 0x90, 0xa1, 0x0f]],
    [
      "a delta of more seats than any chart has",
      [...header(2), 0, 1, ...[5, 3, 0x8c, 0xa1, 0x0f], ...[5, 3, 0x8c, 0xa1, 0x0f]],
    ],
    ["a delta that promises more stretches than it has", [...header(2), 0, 1, 9, 0]],
  ])("is %s", (_, bytes) => {
    expect(outcome(new Uint8Array(bytes))).toBe("malformed");
  });

  const anyBytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.uint8Array({ maxLength: 200 }).map((tail) => Uint8Array.from([...header(1), ...tail])),
    fc.uint8Array({ maxLength: 200 }).map((tail) => Uint8Array.from([...header(2), ...tail])),
    fc.uint8Array({ maxLength: 200 }).map((tail) => Uint8Array.from([...header(3), ...tail])),
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
