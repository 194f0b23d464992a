import { expect, test } from "vitest";
import { inOrder, ownMs, summaryOf } from "./trace-summary.ts";
import { span } from "../../shared/testing/trace-span.ts";

test("spans are in the order of their starts, and a whole before its parts where they start at once", () => {
  const spans = [
    span("part of a part", [3, 4], { parent: "part" }),
    span("part", [3, 5], { parent: "whole" }),
    span("orphan", [3, 3], { parent: "nobody" }),
    span("whole", [3, 9]),
    span("first", [1, 2], { parent: "whole" }),
  ];
  expect(inOrder(spans).map(({ spanId }) => spanId)).toEqual([
    ...["first", "orphan", "whole", "part", "part of a part"],
  ]);
});

test("spans that are each other's parts end no search", () => {
  const spans = [span("a", [0, 1], { parent: "b" }), span("b", [0, 1], { parent: "a" })];
  expect(inOrder(spans)).toHaveLength(2);
  expect(summaryOf(spans)).toMatchObject({ spans: 2, name: "a" });
});

test("a step's own time is what none of its parts was at work in", () => {
  const spans = inOrder([
    span("whole", [0, 100]),
    span("one", [10, 30], { parent: "whole" }),
    span("beside it", [20, 40], { parent: "whole" }),
    span("within both", [25, 28], { parent: "whole" }),
    span("later", [60, 70], { parent: "whole" }),
    span("goes on after it", [90, 130], { parent: "whole" }),
    span("begins when it has ended", [110, 120], { parent: "whole" }),
    span("part of a part", [12, 20], { parent: "one" }),
  ]);
  const own = ownMs(spans);
  expect([own.get("whole"), own.get("one"), own.get("later")]).toEqual([50, 12, 10]);
});

test("a trace in a line: its root, from its first start to its last end, what went wrong and who took part", () => {
  const spans = inOrder([
    span("POST /orders", [2, 5], { parent: "pay", module: "orders", order: "o1", isError: true }),
    span("pay", [1, 4], { module: "browser" }),
    span("charge", [3, 90], { parent: "POST /orders", module: "payments" }),
    span("paint", [50, 51], { parent: "pay", module: "browser" }),
  ]);
  expect(summaryOf(spans)).toEqual({
    ...{ traceId: "t", name: "pay", orderId: "o1", startMs: 1, durationMs: 89, spans: 4, errors: 1 },
    modules: ["browser", "orders", "payments"],
  });
});

test("a trace whose root is not here is called by the outermost span that is; of no spans there is no line", () => {
  const spans = [span("process", [0, 9], { parent: "lost" }), span("insert", [0, 1], { parent: "process" })];
  expect(summaryOf(inOrder(spans.toReversed()))?.name).toBe("process");
  expect(summaryOf([])).toBeUndefined();
});
