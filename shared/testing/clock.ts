// A clock that moves only when a test says so.

/** When every test begins: 2026-01-01T00:00:00Z. */
export const T0 = 1_767_225_600_000;

export interface FixedClock {
  readonly now: () => number;
  readonly advance: (byMs: number) => void;
}

export function fixedClock(start = T0): FixedClock {
  let at = start;
  return {
    now: () => at,
    advance: (byMs) => {
      at += byMs;
    },
  };
}
