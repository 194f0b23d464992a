import { describe, expect, test } from "vitest";
import { saleStateOf, sortForSale } from "./sale-state.ts";

const event = { saleOpensAt: 100, saleClosesAt: 200, startsAt: 300 };

describe("the sale state of an event", () => {
  test.each([
    [99, "opens-soon"],
    [100, "on-sale"],
    [199, "on-sale"],
    [200, "closed"],
    [299, "closed"],
    [300, "ended"],
  ] as const)("at %i is %s", (now, expected) => {
    expect(saleStateOf(event, now)).toBe(expected);
  });

  test("puts what can be bought before what cannot, each by its date", () => {
    const events = [
      { name: "over", ...event },
      { name: "later", saleOpensAt: 0, saleClosesAt: 900, startsAt: 2_000 },
      { name: "sooner", saleOpensAt: 0, saleClosesAt: 900, startsAt: 1_000 },
      { name: "opens", saleOpensAt: 600, saleClosesAt: 900, startsAt: 950 },
    ];
    expect(sortForSale(events, 500).map((each) => each.name)).toEqual(["sooner", "later", "opens", "over"]);
  });
});
