import { describe, expect, test } from "vitest";
import { scaleOf, type Crowd } from "./scale-model.ts";

const CROWD: Crowd = {
  ...{ viewers: 1_000, regions: 1, seatsPerSecond: 500, seatsPerHold: 2, usPerSocket: 10, usPerCall: 300 },
  ...{ usPerHold: 100, bytesPerSeat: 1, bytesPerFrame: 40 },
};

test("few viewers need no relay", () => {
  const { relays, callsPerSecond, refused, eventTickMs } = scaleOf(CROWD);
  expect({ relays, callsPerSecond, refused }).toEqual({ relays: 0, callsPerSecond: 0, refused: 0 });
  // 50 ms of gathering, 10 ms of sending
  expect(eventTickMs).toBe(60);
});

describe("relays", () => {
  test("take what the event does not, as many as each is given", () => {
    const { relays, viewersPerRelay } = scaleOf({ ...CROWD, viewers: 42_000 });
    expect({ relays, viewersPerRelay }).toEqual({ relays: 10, viewersPerRelay: 4_000 });
  });

  test("of one region are bounded, and what they cannot take is refused", () => {
    const { relays, viewersPerRelay, refused } = scaleOf({ ...CROWD, viewers: 1_002_000 });
    expect({ relays, viewersPerRelay, refused }).toEqual({
      ...{ relays: 24, viewersPerRelay: 30_000, refused: 280_000 },
    });
  });

  test("of all regions take a million", () => {
    const { relays, refused, relayTickMs } = scaleOf({ ...CROWD, viewers: 1_000_000, regions: 5 });
    expect({ relays, refused }).toEqual({ relays: 64, refused: 0 });
    expect(relayTickMs).toBeGreaterThan(60);
  });
});

test("bytes are those of the seats for each viewer, and of the frames", () => {
  const { bytesPerSecond, framesPerSecond } = scaleOf(CROWD);
  expect(bytesPerSecond).toBeCloseTo(1_000 * 500 + framesPerSecond * 40);
});

test("a crowd comes from somewhere", () => {
  expect(() => scaleOf({ ...CROWD, regions: 0 })).toThrow("region");
});
