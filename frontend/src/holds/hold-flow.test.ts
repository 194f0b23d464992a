import { describe, expect, it } from "vitest";
import type { HoldRequest, HoldView } from "../../../shared/contracts/holds.schema.ts";
import type { Problem } from "../../../shared/contracts/problem.schema.ts";
import { ok, refuse } from "../../../shared/domain/result.ts";
import { createHoldFlow } from "./hold-flow.ts";
import { toggle, undoRefused } from "./selection.ts";

const TAKEN: Problem = { type: "", title: "", status: 409, code: "seats-taken", detail: "", seats: [9] };

const LOST: Problem = { ...TAKEN, code: "hold-not-found" };

function viewOf({ holdId, seats }: HoldRequest): HoldView {
  const quote = { currency: "KRW" as const, totalMinor: 0, lines: [] };
  return { holdId, seats, status: "HELD", heldUntil: 1, extendableUntil: 1, serverTime: 1, quote };
}

/** A server that answers when told, and refuses seat 9. */
function setting() {
  const asked: (HoldRequest | { readonly givenBack: string })[] = [];
  const answers: (() => void)[] = [];
  const refusals: string[] = [];
  const remembered: (string | undefined)[] = [];
  let ids = 0;
  const flow = createHoldFlow({
    port: {
      hold(request) {
        asked.push(request);
        const lost = request.replaces === "lost";
        const answer = lost ? refuse(LOST) : request.seats.includes(9) ? refuse(TAKEN) : ok(viewOf(request));
        return new Promise((resolve) => answers.push(() => resolve(answer)));
      },
      giveBack(holdId) {
        asked.push({ givenBack: holdId });
        return new Promise((resolve) => answers.push(() => resolve(ok(undefined))));
      },
    },
    onChange: () => {},
    onRefused: (failure) => refusals.push(failure.code),
    remember: (holdId) => remembered.push(holdId),
    newId: () => `hold-${++ids}`,
  });
  const answer = async (): Promise<void> => {
    answers.shift()?.();
    for (let i = 0; i < 5; i++) await Promise.resolve();
  };
  return { flow, asked, answer, refusals, remembered };
}

describe("a click on a seat", () => {
  it("is wanted at once and granted by the answer", async () => {
    const { flow, answer, remembered } = setting();
    flow.toggle([4]);
    expect(flow.wanted()).toEqual([4]);
    expect(flow.current()).toBeUndefined();
    expect(remembered).toEqual(["hold-1"]); // before the answer: a reload must find it
    await answer();
    expect(flow.current()?.seats).toEqual([4]);
    expect(flow.isBusy()).toBe(false);
  });

  it("takes the place of the hold before it", async () => {
    const { flow, asked, answer } = setting();
    flow.toggle([4]);
    await answer();
    flow.toggle([5]);
    expect(asked[1]).toEqual({ holdId: "hold-2", seats: [4, 5], replaces: "hold-1" });
  });

  it("waits for the command under way and goes out with the others, once", async () => {
    const { flow, asked, answer } = setting();
    flow.toggle([1]);
    flow.toggle([2]);
    flow.toggle([3]);
    flow.toggle([2]);
    await answer();
    await answer();
    expect(asked.map((each) => "seats" in each && each.seats)).toEqual([[1], [1, 3]]);
    expect(flow.current()?.seats).toEqual([1, 3]);
  });

  it("that removes the last seat gives the hold back", async () => {
    const { flow, asked, answer, remembered } = setting();
    flow.toggle([4]);
    await answer();
    flow.toggle([4]);
    await answer();
    expect(asked[1]).toEqual({ givenBack: "hold-1" });
    expect(flow.current()).toBeUndefined();
    expect(remembered.at(-1)).toBeUndefined();
  });
});

describe("a refused click", () => {
  it("leaves the old hold, and what is wanted, as they were", async () => {
    const { flow, answer, refusals, remembered } = setting();
    flow.toggle([4]);
    await answer();
    flow.toggle([9]);
    await answer();
    expect(refusals).toEqual(["seats-taken"]);
    expect(flow.wanted()).toEqual([4]);
    expect(flow.current()?.holdId).toBe("hold-1");
    expect(remembered.at(-1)).toBe("hold-1");
  });

  it("does not undo what was clicked after it", async () => {
    const { flow, asked, answer } = setting();
    flow.toggle([4]);
    await answer();
    flow.toggle([9]);
    flow.toggle([5]);
    await answer();
    await answer();
    expect(asked.at(-1)).toMatchObject({ seats: [4, 5], replaces: "hold-1" });
    expect(flow.wanted()).toEqual([4, 5]);
  });
});

it("starts afresh when the old hold has ended meanwhile", async () => {
  const { flow, asked, answer, refusals } = setting();
  flow.adopt(viewOf({ holdId: "lost", seats: [4] }));
  flow.toggle([5]);
  await answer();
  await answer();
  expect(asked.at(-1)).toEqual({ holdId: "hold-2", seats: [4, 5] });
  expect(flow.current()?.seats).toEqual([4, 5]);
  expect(refusals).toEqual([]);
});

describe("news from the server", () => {
  it("is adopted: a reload, another tab, the end of the time", () => {
    const { flow } = setting();
    flow.adopt(viewOf({ holdId: "from-elsewhere", seats: [7, 8] }));
    expect(flow.wanted()).toEqual([7, 8]);
    flow.adopt(undefined);
    expect(flow.wanted()).toEqual([]);
  });

  it("does not undo a click that is still under way", async () => {
    const { flow, answer } = setting();
    flow.toggle([4]);
    flow.adopt(undefined);
    expect(flow.wanted()).toEqual([4]);
    await answer();
    expect(flow.current()?.seats).toEqual([4]);
  });
});

it("toggles seats that are sold together as one", () => {
  expect(toggle([1], [2, 3])).toEqual([1, 2, 3]);
  expect(toggle([1, 2], [2, 3])).toEqual([1, 2, 3]);
  expect(toggle([1, 2, 3], [2, 3])).toEqual([1]);
});

it("undoes a refusal without losing an exchange", () => {
  expect(undoRefused({ granted: [1, 2], asked: [9, 10], wanted: [9, 10] })).toEqual([1, 2]);
  expect(undoRefused({ granted: [1, 2], asked: [1, 2, 9], wanted: [1, 9] })).toEqual([1]);
});
