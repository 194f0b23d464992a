import { expect, test } from "vitest";
import { buildSale } from "../testing/sales.ts";
import { groupOfSeat, zoneOfSeat } from "./sale.ts";

const sale = buildSale();
const seats = Array.from({ length: sale.seatCount }, (_, seat) => seat);

test("every seat is in the last group that starts at or before it", () => {
  const walked = seats.map((seat) => sale.groups.findLastIndex((start) => start <= seat));
  expect(seats.map((seat) => groupOfSeat(sale.groups, seat))).toEqual(walked);
});

test("every seat is in the zone whose run it stands in", () => {
  const walked = seats.map((seat) => sale.zones.find((z) => seat >= z.first && seat < z.first + z.count));
  expect(seats.map((seat) => zoneOfSeat(sale.zones, seat))).toEqual(walked);
});

test("one group and one zone hold everything", () => {
  expect(groupOfSeat([0], 249_999)).toBe(0);
  const only = { id: "floor", first: 0, count: 250_000, priceLevel: "R" };
  expect(zoneOfSeat([only], 249_999)).toBe(only);
});
