import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { span } from "../../shared/testing/trace-span.ts";
import { TraceStore } from "./trace-store.ts";

let stores = 0;

/** Runs `work` with the disk of an object of its own, which has our tables and nothing in them. */
function onDisk<T>(work: (disk: DurableObjectStorage) => T): Promise<T> {
  const stub = env.TRACE_COLLECTOR.getByName(`store ${stores++}`);
  return runInDurableObject(stub, (_, state) => work(state.storage));
}

const ids = (found: readonly { readonly traceId: string }[]): readonly string[] =>
  found.map(({ traceId }) => traceId);

test("a span that comes twice is there once, and counts once", () =>
  onDisk((disk) => {
    const store = new TraceStore(disk, { maxSpans: 3 });
    store.add([span("kept", [0, 1], { traceId: "old" })]);
    for (let times = 0; times < 5; times++) store.add([span("a", [1, 2]), span("a", [1, 2])]);
    expect(store.spans("t")).toEqual([span("a", [1, 2])]);
    expect(ids(store.recent(10))).toEqual(["t", "old"]);
  }));

test("spans that start at once come as they were sent", () =>
  onDisk((disk) => {
    const store = new TraceStore(disk);
    store.add([span("z", [1, 1]), span("b", [1, 1]), span("m", [0, 1])]);
    store.add([span("a", [1, 1])]);
    expect(store.spans("t").map(({ spanId }) => spanId)).toEqual(["m", "z", "b", "a"]);
  }));

test("where there are too many spans, the traces go that were added to longest ago, each as a whole", () =>
  onDisk((disk) => {
    const store = new TraceStore(disk, { maxSpans: 4 });
    store.add([span("a1", [0, 1], { traceId: "a" }), span("a2", [0, 1], { traceId: "a" })]);
    store.add([span("b1", [1, 2], { traceId: "b" }), span("b2", [1, 2], { traceId: "b" })]);
    // Now b is the one that was added to longest ago, and this is one too many.
    store.add([span("a3", [2, 3], { traceId: "a" })]);
    expect([store.spans("a").length, store.spans("b")]).toEqual([3, []]);
    expect(ids(store.recent(10))).toEqual(["a"]);
    store.add([span("c1", [3, 4], { traceId: "c" })]);
    expect(ids(store.recent(10))).toEqual(["c", "a"]);
  }));

test("one that is begun anew on the same disk knows what is there, and how much", () =>
  onDisk((disk) => {
    new TraceStore(disk, { maxSpans: 2 }).add([span("a", [0, 1], { traceId: "a" })]);
    new TraceStore(disk, { maxSpans: 2 }).add([span("b", [1, 2], { traceId: "b" })]);
    const store = new TraceStore(disk, { maxSpans: 2 });
    expect(ids(store.recent(10))).toEqual(["b", "a"]);
    store.add([span("c", [2, 3], { traceId: "c" })]);
    expect(ids(store.recent(10))).toEqual(["c", "b"]);
  }));

test("a trace of more spans than there may be is forgotten too", () =>
  onDisk((disk) => {
    const store = new TraceStore(disk, { maxSpans: 2 });
    store.add([1, 2, 3].map((n) => span(`s${n}`, [n, n + 1])));
    expect(store.recent(10)).toEqual([]);
    store.add([span("next", [5, 6], { traceId: "next" })]);
    expect(ids(store.recent(10))).toEqual(["next"]);
  }));

test("traces are found by the orders that any of their spans names, newest first and no more than asked for", () =>
  onDisk((disk) => {
    const store = new TraceStore(disk);
    store.add([
      span("a", [0, 1], { traceId: "a", order: "o1" }),
      span("a2", [0, 1], { traceId: "a", order: "o1" }),
    ]);
    store.add([span("b", [1, 2], { traceId: "b" }), span("b2", [1, 2], { traceId: "b", order: "o1" })]);
    store.add([span("c", [2, 3], { traceId: "c", order: "o2" })]);
    store.add([span("d", [3, 4], { traceId: "d" })]);
    expect(ids(store.byOrder("o1", 10))).toEqual(["b", "a"]);
    expect(ids(store.byOrder("o1", 1))).toEqual(["b"]);
    expect(ids(store.byOrder("o3", 10))).toEqual([]);
    expect(ids(store.recentOrders(10))).toEqual(["c", "b", "a"]);
    expect(ids(store.recent(2))).toEqual(["d", "c"]);
  }));

test("the slowest steps are those of the longest time of their own, whatever the whole took", () =>
  onDisk((disk) => {
    const store = new TraceStore(disk);
    store.add([
      span("whole", [0, 100]),
      span("long part", [5, 95], { parent: "whole" }),
      span("of another trace", [0, 50], { traceId: "u" }),
    ]);
    expect(store.slowest(2).map(({ name, durationMs }) => [name, durationMs])).toEqual([
      ["long part", 90],
      ["of another trace", 50],
    ]);
    expect(store.slowest(10)).toHaveLength(3);
  }));
