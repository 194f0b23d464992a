import { describe, expect, it } from "vitest";
import { createServerClock } from "./server-clock.ts";

describe("the server's clock", () => {
  it("is this machine's until something is known", () => {
    expect(createServerClock().offsetMs()).toBe(0);
  });

  it("trusts the message that was least delayed", () => {
    const clock = createServerClock();
    clock.observe(10_000 - 400, 5_000); // 400 ms under way
    clock.observe(11_000 - 20, 6_000);
    clock.observe(12_000 - 900, 7_000);
    expect(clock.offsetMs()).toBe(4_980);
  });

  it("lets old samples go, so that a drifting clock is followed", () => {
    const clock = createServerClock();
    clock.observe(9_000, 0);
    for (let i = 0; i < 8; i++) clock.observe(1_000, 0);
    expect(clock.offsetMs()).toBe(1_000);
  });

  it("starts over when told", () => {
    const clock = createServerClock();
    clock.observe(9_000, 0);
    clock.reset();
    clock.observe(-2_000, 0);
    expect(clock.offsetMs()).toBe(-2_000);
  });
});
