// How long a feed waits before it connects again. Full jitter, so that ten thousand buyers who lost the same server
// do not come back in step.

export const FIRST_DELAY_MS = 500;
export const LONGEST_DELAY_MS = 15_000;

/** After the server closed for misuse (1008): no shorter wait would be welcome. */
export const POLICY_DELAY_MS = 30_000;

/** The wait before attempt `attempt` (from 0); `random` in [0, 1). */
export function reconnectDelayMs(attempt: number, random: number): number {
  const ceiling = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(attempt, 10));
  return Math.round(ceiling * random);
}

/** From `baseMs` to a fifth more: a wait that the server asked for is never cut short. */
export function atLeastMs(baseMs: number, random: number): number {
  return Math.round(baseMs * (1 + 0.2 * random));
}

/** Around `baseMs`, a fifth either way. */
export function jitterMs(baseMs: number, random: number): number {
  return Math.round(baseMs * (0.8 + 0.4 * random));
}
