// The arithmetic of a countdown, apart from its clock and its drawing.

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;

/** When the time left is said aloud: at 5 min, 1 min and 20 s, and at the end. */
export const ANNOUNCE_AT_MS = [0, 20 * SECOND_MS, MINUTE_MS, 5 * MINUTE_MS] as const;

/** Whole seconds left, rounded up so that "0:00" means that it is over. */
export function secondsLeft(until: number, now: number): number {
  return Math.max(0, Math.ceil((until - now) / SECOND_MS));
}

/** `m:ss` below an hour, `h:mm:ss` from there on. */
export function formatTimeLeft(seconds: number): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  const rest = two(seconds % 60);
  if (minutes < 60) return `${minutes}:${rest}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${rest}`;
}

/**
 * The mark that was passed between two looks at the clock, the lowest if several were: a tab that slept is told
 * how things stand now. An extension (`leftMs` grew) passes none.
 */
export function passedMark(previousLeftMs: number, leftMs: number): number | undefined {
  return ANNOUNCE_AT_MS.find((mark) => previousLeftMs > mark && leftMs <= mark);
}
