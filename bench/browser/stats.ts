// Figures of many samples.

export interface Spread {
  readonly count: number;
  readonly median: number;
  readonly p95: number;
  readonly max: number;
}

/** The value below which `share` (0 to 1) of the samples lie; 0 of none. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export function spreadOf(samples: readonly number[]): Spread {
  return {
    count: samples.length,
    median: rounded(percentile(samples, 0.5)),
    p95: rounded(percentile(samples, 0.95)),
    max: rounded(Math.max(0, ...samples)),
  };
}

/** To hundredths, which is more than any of these figures can be trusted to. */
export function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
