import { TraceFlags } from "@opentelemetry/api";
import { AlwaysOnSampler, TracerProvider, type ReadableSpan } from "@opentelemetry/sdk-trace";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { MAX_SENDING, REST_MS, SpanQueue, type Send, type SpanQueueOptions } from "./span-queue.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

interface Setup {
  readonly queue: SpanQueue;
  readonly sent: ReadableSpan[][];
  readonly lost: number[];
  readonly kept: Promise<void>[];
}

function setUp(changes: Partial<SpanQueueOptions> = {}): Setup {
  const sent: ReadableSpan[][] = [];
  const lost: number[] = [];
  const kept: Promise<void>[] = [];
  const send: Send = async (batch) => void sent.push([...batch]);
  const queue = new SpanQueue({
    ...{ destinations: [send], queueLimit: 10, batchLimit: 4, delayMs: 1_000, timeoutMs: 5_000 },
    keepAlive: (work) => void kept.push(work),
    now: () => Date.now(),
    onLost: (count) => void lost.push(count),
    ...changes,
  });
  return { queue, sent, lost, kept };
}

function spans(count: number): ReadableSpan[] {
  const ended: ReadableSpan[] = [];
  const provider = new TracerProvider({
    sampler: new AlwaysOnSampler(),
    spanProcessors: [
      {
        onStart: () => undefined,
        onEnd: (span) => void ended.push(span),
        forceFlush: async () => undefined,
        shutdown: async () => undefined,
      },
    ],
  });
  const tracer = provider.getTracer("test");
  for (let i = 0; i < count; i++) tracer.startSpan(`span ${i}`).end();
  return ended;
}

const names = (batches: readonly ReadableSpan[][]): string[][] =>
  batches.map((batch) => batch.map(({ name }) => name));

describe("spans", () => {
  test("are gathered and sent together, kept alive by whoever ended the first", async () => {
    const { queue, sent, kept } = setUp();
    for (const span of spans(3)) queue.onEnd(span);
    expect(kept).toHaveLength(1);
    expect(sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(1_000);
    await kept[0];
    expect(names(sent)).toEqual([["span 0", "span 1", "span 2"]]);
  });

  test("go out at once where there is enough for a request, and the rest in its time", async () => {
    const { queue, sent } = setUp();
    for (const span of spans(9)) queue.onEnd(span);
    expect(sent.map(({ length }) => length)).toEqual([4, 4]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(sent.map(({ length }) => length)).toEqual([4, 4, 1]);
  });

  test("wait where an endpoint has enough requests to answer already, and go out in requests of a bounded size", async () => {
    const answers: (() => void)[] = [];
    const sent: number[] = [];
    const send: Send = ({ length }) =>
      new Promise((resolve) => {
        sent.push(length);
        answers.push(resolve);
      });
    const { queue } = setUp({ destinations: [send], queueLimit: 100 });
    const full = Array.from({ length: MAX_SENDING }, () => 4);
    for (const span of spans(MAX_SENDING * 4 + 9)) queue.onEnd(span);
    expect(sent).toEqual(full);
    for (const answer of answers.splice(0)) answer();
    await vi.advanceTimersByTimeAsync(1_000);
    for (const answer of answers.splice(0)) answer();
    await vi.advanceTimersByTimeAsync(0);
    expect(sent).toEqual([...full, 4, 4]);
  });

  test("beyond what may wait are dropped, and counted", async () => {
    const { queue, sent, lost } = setUp({ batchLimit: 20 });
    for (const span of spans(13)) queue.onEnd(span);
    queue.add(() => {
      throw new Error("made for nothing");
    });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(sent.flat()).toHaveLength(10);
    expect(lost).toEqual([4]);
  });

  test("of others get only half of the room", () => {
    const { queue } = setUp({ queueLimit: 4 });
    const [a, b, c] = spans(3) as [ReadableSpan, ReadableSpan, ReadableSpan];
    const add = vi.spyOn(queue, "add");
    for (const span of [a, b, c]) queue.addIfRoom(span);
    expect(add).toHaveBeenCalledTimes(2);
  });

  test("of a trace that is not kept are not sent", async () => {
    const { queue, kept } = setUp();
    const [span] = spans(1) as [ReadableSpan];
    queue.onEnd({ ...span, spanContext: () => ({ ...span.spanContext(), traceFlags: TraceFlags.NONE }) });
    expect(kept).toEqual([]);
  });

  test("that come after the first were sent are gathered anew", async () => {
    const { queue, sent, kept } = setUp();
    for (const span of spans(1)) queue.onEnd(span);
    await vi.advanceTimersByTimeAsync(1_000);
    for (const span of spans(1)) queue.onEnd(span);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(sent).toHaveLength(2);
    expect(kept).toHaveLength(2);
  });
});

describe("an endpoint that fails", () => {
  test("loses the spans of that request, once told, and never throws", async () => {
    const { queue, lost, kept } = setUp({ destinations: [() => Promise.reject(new Error("down"))] });
    for (const span of spans(2)) queue.onEnd(span);
    await vi.advanceTimersByTimeAsync(1_000);
    await expect(kept[0]).resolves.toBeUndefined();
    expect(lost).toEqual([2]);
  });

  test("is left alone for a while, and what it missed is told when it is asked again", async () => {
    let isDown = true;
    const asked: number[] = [];
    const destination: Send = async ({ length }) => {
      asked.push(length);
      if (isDown) throw new Error("down");
    };
    const { queue, lost } = setUp({ destinations: [destination] });
    const end = async (): Promise<void> => {
      for (const span of spans(2)) queue.onEnd(span);
      await vi.advanceTimersByTimeAsync(1_000);
    };
    await end();
    await end();
    expect([asked, lost]).toEqual([[2], [2]]);
    await vi.advanceTimersByTimeAsync(REST_MS);
    isDown = false;
    await end();
    expect([asked, lost]).toEqual([
      [2, 2],
      [2, 2],
    ]);
  });

  test("takes nothing from another", async () => {
    const sent: number[] = [];
    const { queue } = setUp({
      destinations: [() => Promise.reject(new Error("down")), async (batch) => void sent.push(batch.length)],
    });
    for (const span of spans(2)) queue.onEnd(span);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(sent).toEqual([2]);
  });

  test("that does not answer is given up in time", async () => {
    vi.useRealTimers();
    const { queue, lost } = setUp({
      ...{ delayMs: 0, timeoutMs: 20 },
      destinations: [
        (_, signal) =>
          new Promise((_resolve, reject) =>
            signal.addEventListener("abort", () => reject(new Error("late"))),
          ),
      ],
    });
    for (const span of spans(1)) queue.onEnd(span);
    await vi.waitFor(() => expect(lost).toEqual([1]));
  });
});

test("an invocation that dies with its gathering leaves the spans to the next one", async () => {
  const { queue, sent, kept } = setUp();
  for (const span of spans(1)) queue.onEnd(span);
  vi.clearAllTimers(); // it was ended, and its timer with it
  await vi.advanceTimersByTimeAsync(10_000);
  for (const span of spans(1)) queue.onEnd(span);
  expect(kept).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(2_000);
  for (const span of spans(1)) queue.onEnd(span);
  expect(kept).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(sent.flat()).toHaveLength(3);
});

test("requests of invocations that died are waited for no longer than they may take", async () => {
  const sent: number[] = [];
  const never: Send = ({ length }) => {
    sent.push(length);
    return new Promise(() => undefined);
  };
  const { queue } = setUp({ destinations: [never], queueLimit: 100 });
  for (const span of spans(MAX_SENDING * 4 + 4)) queue.onEnd(span);
  expect(sent).toHaveLength(MAX_SENDING);
  vi.setSystemTime(Date.now() + 5_001);
  for (const span of spans(1)) queue.onEnd(span);
  expect(sent).toHaveLength(MAX_SENDING + 1);
});
