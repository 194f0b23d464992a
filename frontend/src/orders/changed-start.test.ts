import { expect, test } from "vitest";
import type { EventView } from "../../../shared/contracts/catalog.schema.ts";
import type { Problem } from "../../../shared/contracts/problem.schema.ts";
import { NETWORK_FAILURE } from "../http/failure.ts";
import { changedStart } from "./changed-start.ts";

const seen = { eventId: "event-1", version: 1, startsAt: 1_000 } as EventView;
const refusal = (evidence: object): Problem => ({
  type: "about:blank",
  title: "",
  detail: "",
  status: 409,
  code: "event-changed",
  ...evidence,
});

test("a moved start is told with the one before it, and is what is agreed to next", () => {
  expect(changedStart(refusal({ version: 3, startsAt: 2_000, startedAt: 900 }), seen)).toEqual({
    from: 900,
    event: { ...seen, version: 3, startsAt: 2_000 },
  });
});

test("where the server does not know the start before, it is the one that the buyer saw", () => {
  expect(changedStart(refusal({ version: 3, startsAt: 2_000 }), seen)?.from).toBe(1_000);
});

test("any other refusal is no change of the event", () => {
  expect(changedStart(NETWORK_FAILURE, seen)).toBeUndefined();
  expect(
    changedStart({ ...refusal({ version: 3, startsAt: 2 }), code: "sale-closed" }, seen),
  ).toBeUndefined();
  expect(changedStart(refusal({}), seen)).toBeUndefined();
});
