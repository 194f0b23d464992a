import { expect, test } from "vitest";
import { newEvent, refuseEarly } from "./peer-event.ts";

const NOW = 1_800_000_000_000;
const EVENT = newEvent("an-event", NOW);

test.each([
  ["on sale", 2, NOW, undefined],
  ["as many as a hold may have", EVENT.maxSeatsPerHold, NOW, undefined],
  ["one too many", EVENT.maxSeatsPerHold + 1, NOW, "too-many-seats"],
  ["a moment before the sale", 2, EVENT.saleOpensAt - 1, "sale-not-open"],
  ["the first moment of the sale", 2, EVENT.saleOpensAt, undefined],
  ["the last moment of the sale", 2, EVENT.saleClosesAt - 1, undefined],
  ["the end of the sale", 2, EVENT.saleClosesAt, "sale-closed"],
])("%s", (_what, count, now, code) => {
  expect(refuseEarly(EVENT, count, now)?.code).toBe(code);
});
