// What a series of measurements comes to. All of it is plain arithmetic on copies.

/** The value below which `share` (0 to 1) of `values` lie, by nearest rank. Throws where there are none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (value === undefined) throw new Error("no measurements");
  return value;
}

/** The middle value, or the mean of the two in the middle. Throws where there are none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[sorted.length >> 1];
  if (upper === undefined) throw new Error("no measurements");
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[(sorted.length >> 1) - 1] as number)) / 2;
}

/** How much y grows with x, by least squares. Throws where x does not differ. */
export function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (at: 0 | 1): number => points.reduce((sum, point) => sum + point[at], 0) / points.length;
  const [middleX, middleY] = [mean(0), mean(1)];
  const spread = points.reduce((sum, [x]) => sum + (x - middleX) ** 2, 0);
  if (!(spread > 0)) throw new Error("a slope needs two places");
  return points.reduce((sum, [x, y]) => sum + (x - middleX) * (y - middleY), 0) / spread;
}

export interface Summary {
  readonly median: number;
  readonly least: number;
  readonly most: number;
  /** (most − least) ÷ median: how far the rounds lie apart */
  readonly spread: number;
}

/** Throws where `values` is empty. */
export function summarise(values: readonly number[]): Summary {
  const middle = median(values);
  const least = percentile(values, 0);
  const most = percentile(values, 1);
  return { median: middle, least, most, spread: middle === 0 ? 0 : (most - least) / middle };
}

/**
 * The ratios of rounds that followed one another, A B A B: what disturbs the machine for a while disturbs both halves
 * of a pair, so their median is steadier than the ratio of the medians. Throws where a round has no partner.
 */
export function pairedRatios(ours: readonly number[], theirs: readonly number[]): readonly number[] {
  if (ours.length !== theirs.length) throw new Error("a round without its partner");
  return ours.map((value, round) => value / (theirs[round] as number));
}

/** One turn of two sides: how much each did, and what it cost it. */
export interface Turn {
  readonly ours: { readonly done: number; readonly cost: number };
  readonly theirs: { readonly done: number; readonly cost: number };
}

export interface Interval {
  readonly value: number;
  readonly from: number;
  readonly to: number;
}

const RESAMPLES = 2_000;

/**
 * Our cost of a unit to theirs, over all turns of all rounds together, and the interval that 95 % of resampled rounds,
 * with resampled turns, lie in (percentile bootstrap, Efron and Tibshirani 1993, §13.3). What comes rarely and is dear,
 * as a full collection is, counts as often as it came; in the middle of many ratios it would not. Throws where there
 * are no turns.
 */
export function ratioOfSums(rounds: readonly (readonly Turn[])[], random: () => number): Interval {
  if (rounds.flat().length === 0) throw new Error("no measurements");
  const ratio = (sample: readonly Turn[]): number => {
    const sum = (pick: (turn: Turn) => number): number =>
      sample.reduce((total, turn) => total + pick(turn), 0);
    const [ours, theirs] = [sum((t) => t.ours.cost), sum((t) => t.theirs.cost)];
    return ours / sum((t) => t.ours.done) / (theirs / sum((t) => t.theirs.done));
  };
  const resample = <T>(items: readonly T[]): readonly T[] =>
    items.map(() => items[Math.floor(random() * items.length)] as T);
  const resampled = Array.from({ length: RESAMPLES }, () => ratio(resample(rounds).flatMap(resample)));
  return {
    value: ratio(rounds.flat()),
    from: percentile(resampled, 0.025),
    to: percentile(resampled, 0.975),
  };
}
