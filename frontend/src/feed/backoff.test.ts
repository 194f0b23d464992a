import { describe, expect, it } from "vitest";
import { jitterMs, LONGEST_DELAY_MS, reconnectDelayMs } from "./backoff.ts";

describe("the wait before a reconnect", () => {
  it("doubles its ceiling from half a second", () => {
    expect([0, 1, 2, 3].map((attempt) => reconnectDelayMs(attempt, 0.999_999))).toEqual([
      500, 1_000, 2_000, 4_000,
    ]);
  });

  it("never passes its cap, however long the outage", () => {
    expect(reconnectDelayMs(5_000, 0.999_999)).toBe(LONGEST_DELAY_MS);
  });

  it("spreads over the whole interval", () => {
    expect(reconnectDelayMs(3, 0)).toBe(0);
    expect(reconnectDelayMs(3, 0.5)).toBe(2_000);
  });
});

it("jitters a period by a fifth either way", () => {
  expect([0, 0.5, 1].map((random) => jitterMs(5_000, random))).toEqual([4_000, 5_000, 6_000]);
});
