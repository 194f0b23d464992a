import { describe, expect, test } from "vitest";
import type { TraceSpan } from "../../shared/contracts/trace-collector.ts";
import { span } from "../../shared/testing/trace-span.ts";
import { lengthText, moduleWay, traceAxis, traceRows } from "./trace-rows.ts";

/** The rows as an indented text, `?` for one whose parent is not here. */
function drawn(spans: readonly TraceSpan[]): readonly string[] {
  return traceRows(spans).map((row) => "-".repeat(row.depth) + row.span.spanId + (row.isOrphan ? "?" : ""));
}

describe("rows", () => {
  test("stand under their parents, siblings by their start, in whatever order the spans came", () => {
    const spans = [
      span("late", [5, 6], { parent: "root" }),
      span("part", [2, 3], { parent: "early" }),
      span("root", [0, 9]),
      span("early", [1, 4], { parent: "root" }),
    ];
    expect(drawn(spans)).toEqual(["root", "-early", "--part", "-late"]);
    expect(drawn(spans.toReversed())).toEqual(["root", "-early", "--part", "-late"]);
  });

  test("whose parent is not here are roots and say so, with their own parts under them", () => {
    const spans = [
      span("lost", [3, 5], { parent: "never" }),
      span("part", [4, 5], { parent: "lost" }),
      span("root", [0, 1]),
    ];
    expect(drawn(spans)).toEqual(["root", "lost?", "-part"]);
  });

  test("that are each other's parents are shown once each, and so is one that is its own", () => {
    const spans = [
      span("a", [0, 1], { parent: "b" }),
      span("b", [1, 2], { parent: "a" }),
      span("c", [2, 3], { parent: "c" }),
    ];
    expect(drawn(spans)).toEqual(["a?", "-b", "c?"]);
  });

  test("may be thousands deep", () => {
    const spans = Array.from({ length: 20_000 }, (_, n) =>
      span(`s${n}`, [n, n + 1], n === 0 ? {} : { parent: `s${n - 1}` }),
    );
    expect(traceRows(spans).at(-1)?.depth).toBe(19_999);
  });
});

describe("the way through the modules", () => {
  test("is in the order of time, across the tree, with repeats collapsed", () => {
    const spans = [
      span("pay", [0, 9], { module: "browser" }),
      span("place", [1, 3], { parent: "pay", module: "orders" }),
      span("insert", [2, 3], { parent: "place", module: "orders" }),
      span("charge", [4, 5], { parent: "place", module: "payments" }),
      span("confirm", [6, 7], { parent: "charge", module: "orders" }),
      span("paint", [8, 9], { parent: "pay", module: "browser" }),
      span("nobody's", [3, 4], { parent: "pay" }),
    ];
    expect(moduleWay(traceRows(spans))).toEqual(["browser", "orders", "payments", "orders", "browser"]);
  });

  test("goes from the whole to its part where both start in the same millisecond", () => {
    const spans = [
      span("part", [1, 1], { parent: "whole", module: "catalog" }),
      span("whole", [1, 1], { module: "reservations" }),
    ];
    expect(moduleWay(traceRows(spans))).toEqual(["reservations", "catalog"]);
  });
});

test("the axis goes from the first start to the last end, and is never of no length", () => {
  expect(traceAxis([span("a", [7, 8]), span("b", [5, 20]), span("c", [6, 9])])).toEqual({
    startMs: 5,
    lengthMs: 15,
  });
  expect(traceAxis([span("a", [7, 7])])).toEqual({ startMs: 7, lengthMs: 1 });
});

test.each([
  [0, "<1 ms"],
  [0.9, "<1 ms"],
  [1, "1 ms"],
  [999.4, "999 ms"],
  [999.6, "1.00 s"],
  [1_318, "1.32 s"],
  [59_990, "59.99 s"],
  [59_996, "1 min 0 s"],
  [3 * 60_000 + 5_400, "3 min 5 s"],
])("%d ms is written %s", (ms, text) => {
  expect(lengthText(ms)).toBe(text);
});
