// Chance that can be had again: the same seed makes the same choices. Only the moments at which the machine answers
// are its own.

export interface Random {
  /** 0 ≤ x < 1 */
  next(): number;
  /** a whole number, 0 ≤ n < limit */
  below(limit: number): number;
  /** true in `percent` of all cases */
  chance(percent: number): boolean;
  pick<T>(values: readonly T[]): T;
  /** milliseconds from `low` to `high` */
  between(low: number, high: number): number;
}

/** mulberry32: small and good enough for choices. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    next,
    below,
    chance: (percent) => next() * 100 < percent,
    pick: <T>(values: readonly T[]): T => values[below(values.length)] as T,
    between: (low, high) => low + next() * (high - low),
  };
}

/** A seed of its own for the `n`th of several that share one. */
export function seedOf(seed: number, n: number): number {
  return Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(n + 1, 0xc2b2ae35);
}
