// A clock that a test sets, and that goes on by nothing else: every moment is known to the millisecond.

import { vi } from "vitest";

/** Far ahead, so that no alarm fires by itself: they go by the real clock. */
const START = Date.UTC(2100, 0, 1);

/** Stops the clock, long from now; `vi.useRealTimers()` gives it back. */
export function stopClock(): void {
  vi.useFakeTimers({ toFake: ["Date"], now: START });
}

/** Moves the clock to `at` (epoch ms). */
export function setClock(at: number): void {
  vi.setSystemTime(at);
}
