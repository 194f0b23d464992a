import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { SeatState } from "../../shared/domain/seat.ts";
import { FeedTicks, tickMs, type Tick } from "./feed-ticks.ts";

const BLINK_MS = 60;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const tick = (from: number, changes: readonly (readonly [number, SeatState])[] = []): Tick => ({
  from,
  to: from + 1,
  changes: new Map(changes),
  isSnapshot: false,
});

function listen(intervalMs: number): { readonly ticks: FeedTicks; readonly told: Tick[] } {
  const told: Tick[] = [];
  return { told, ticks: new FeedTicks({ send: (t) => told.push(t), intervalMs: () => intervalMs }) };
}

describe("ticks", () => {
  test("tell a lone commit at once, and leave no timer behind where nobody looks", () => {
    const { ticks, told } = listen(tickMs(0));
    for (const from of [0, 1, 2]) ticks.add(tick(from));
    expect(told.map(({ from }) => from)).toEqual([0, 1, 2]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("gather what comes after one, and the last word about a seat counts", () => {
    const { ticks, told } = listen(20);
    ticks.add(tick(0, [[1, 1]]));
    ticks.add(tick(1, [[2, 1]]));
    ticks.add(
      tick(2, [
        [2, 2],
        [3, 1],
      ]),
    );
    expect(told).toHaveLength(1);
    vi.advanceTimersByTime(20);
    expect(told[1]).toMatchObject({ from: 1, to: 3, isSnapshot: false });
    expect(Array.from(told[1]?.changes ?? [])).toEqual([
      [2, 2],
      [3, 1],
    ]);
  });

  test("end with the load: after a quiet interval the next commit goes at once, and no timer stays", () => {
    const { ticks, told } = listen(20);
    ticks.add(tick(0));
    vi.advanceTimersByTime(20);
    expect(vi.getTimerCount()).toBe(0);
    ticks.add(tick(1));
    expect(told).toHaveLength(2);
  });

  test("stay a snapshot when any part of them was one", () => {
    const { ticks, told } = listen(20);
    ticks.add(tick(0));
    ticks.add({ ...tick(1), isSnapshot: true });
    ticks.add(tick(2));
    vi.advanceTimersByTime(20);
    expect(told[1]).toMatchObject({ from: 1, to: 3, isSnapshot: true });
  });

  test("are as long as a screen draws, grow with those who look, and never beyond a blink", () => {
    const counts = [0, 1, 100, 800, 2_000, 30_000];
    expect(counts.map((sockets) => tickMs(sockets))).toEqual([0, 16, 16, 40, BLINK_MS, BLINK_MS]);
    expect(tickMs(0, 4)).toBe(16);
  });

  test("continue each other, lose no change, and keep none longer than one interval", () => {
    const step = fc.record({ afterMs: fc.nat(50), seat: fc.nat(5), state: fc.constantFrom(0, 1, 2, 3) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.nat(BLINK_MS), (steps, intervalMs) => {
        const { ticks, told } = listen(intervalMs);
        const [states, shown] = [new Map<number, number>(), new Map<number, number>()];
        for (const [from, { afterMs, seat, state }] of steps.entries()) {
          vi.advanceTimersByTime(afterMs);
          ticks.add(tick(from, [[seat, state]]));
          states.set(seat, state);
        }
        vi.advanceTimersByTime(intervalMs);
        expect(vi.getTimerCount() === 0 || told.at(-1)?.to === steps.length).toBe(true);
        let at = 0;
        for (const { from, to, changes } of told) {
          expect(from).toBe(at);
          at = to;
          for (const [seat, state] of changes) shown.set(seat, state);
        }
        expect(at).toBe(steps.length);
        expect(shown).toEqual(states);
        vi.clearAllTimers();
      }),
    );
  });
});
