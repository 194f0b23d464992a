import { expect, it } from "vitest";
import { indexChart } from "../../../shared/domain/chart-index.ts";
import { AVAILABLE, HELD, SOLD } from "../../../shared/domain/seat.ts";
import { buildMixedChart } from "../../../shared/testing/charts.ts";
import { createSeatModel, freeByLevel } from "./seat-model.ts";

const index = indexChart(buildMixedChart());

it("counts the free seats of each zone and price level through every change", () => {
  const model = createSeatModel(index);
  const states = new Uint8Array(index.seatCount);
  states[2] = SOLD;
  expect(model.update(states, [2])).toBe("all"); // the first picture is whole, whatever is said about it
  expect([...model.freeInZone]).toEqual([17, 2]);

  states[0] = HELD;
  states[18] = SOLD;
  expect(model.update(states, [0, 18])).toEqual([0, 18]);
  expect([...model.freeInZone]).toEqual([16, 1]);

  states[0] = SOLD; // taken stays taken
  states[2] = AVAILABLE;
  model.update(states, [0, 2]);
  expect([...freeByLevel(index, model.freeInZone)]).toEqual([
    ["R", 17],
    ["VIP", 1],
  ]);
});

it("reports only what really differs, and nothing beyond the chart", () => {
  const model = createSeatModel(index);
  const states = new Uint8Array(index.seatCount + 5);
  model.update(states, "all");
  expect(model.update(states, [3, index.seatCount + 1])).toEqual([]);
});
