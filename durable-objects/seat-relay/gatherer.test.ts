import { describe, expect, test } from "vitest";
import { Gatherer, type Gathered } from "./gatherer.ts";

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const kindsOf = (outcomes: readonly Gathered<number>[]): ReadonlySet<string> =>
  new Set(outcomes.map(({ kind }) => kind));

describe("questions that are gathered", () => {
  test("go together, in the order of arrival, and each has its own answer", async () => {
    const calls: number[][] = [];
    const gatherer = new Gatherer<number, number>(async (questions) => {
      calls.push([...questions]);
      return questions.map((n) => n * 10);
    });
    const outcomes = await Promise.all([1, 2, 3].map((n) => gatherer.ask(n)));
    expect(outcomes).toEqual([10, 20, 30].map((answer) => ({ kind: "answer", answer })));
    expect(calls).toEqual([[1, 2, 3]]);
  });

  test("keep few calls under way, and are refused at once beyond what may wait", async () => {
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    let [underWay, most] = [0, 0];
    const asked: number[] = [];
    const gatherer = new Gatherer<number, number>(async (questions) => {
      most = Math.max(most, ++underWay);
      await gate;
      asked.push(...questions);
      underWay--;
      return questions;
    });
    const ask = (count: number, first: number): Promise<Gathered<number>>[] =>
      Array.from({ length: count }, (_, n) => gatherer.ask(first + n));
    const early = ask(1_000, 0);
    await pause(50);
    const waiting = ask(2_000, 1_000);
    expect(kindsOf(await Promise.all(ask(500, 3_000)))).toEqual(new Set(["full"]));
    open();
    expect(kindsOf(await Promise.all([...early, ...waiting]))).toEqual(new Set(["answer"]));
    expect(asked).toEqual(Array.from({ length: 3_000 }, (_, n) => n));
    expect(most).toBe(4);
  });

  test("are asked once more when a call fails, and then told as lost", async () => {
    let calls = 0;
    const gatherer = new Gatherer<number, number>(async (questions) => {
      calls++;
      if (calls !== 2) throw new Error("reset");
      return questions;
    });
    expect(await gatherer.ask(7)).toEqual({ kind: "answer", answer: 7 });
    expect(await gatherer.ask(8)).toEqual({ kind: "lost" });
    expect(calls).toBe(4);
  });
});
