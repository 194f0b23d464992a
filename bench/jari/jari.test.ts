import { describe, expect, test } from "vitest";
import { chartSchema } from "../../shared/contracts/chart.schema.ts";
import { eventDefinitionSchema } from "../../shared/contracts/catalog.schema.ts";
import { countSeats } from "../../shared/domain/chart.ts";
import { liftAllowance } from "./build.ts";
import { hall } from "./chart.ts";
import { eventDefinition } from "./event.ts";

test.each([1_000, 10_000, 60_000, 250_000])("a hall of %d seats is a chart", (seats) => {
  expect(countSeats(chartSchema.parse(hall(seats)))).toBe(seats);
});

test("a hall has whole rows", () => {
  expect(() => hall(60_001)).toThrow("no whole rows");
});

test("the event may be published", () => {
  expect(eventDefinitionSchema.safeParse(eventDefinition("0".repeat(64), Date.now())).success).toBe(true);
});

describe("the allowance of a feed", () => {
  const built = "var FEED_BURST_FRAMES = 60;\nvar FEED_FRAMES_PER_SECOND = 20;\nvar OTHER = 20;";

  test("is lifted by two numbers", () => {
    expect(liftAllowance(built)).toBe(
      "var FEED_BURST_FRAMES = 1000000;\nvar FEED_FRAMES_PER_SECOND = 1000000;\nvar OTHER = 20;",
    );
  });

  test("is not lifted in silence where the worker no longer has it", () => {
    expect(() => liftAllowance("var FEED_BURST_FRAMES = 60;")).toThrow("FEED_FRAMES_PER_SECOND");
  });
});
