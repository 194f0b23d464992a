/** Two things in the books, or a promise and the books, that cannot both be true. */
export interface Contradiction {
  /** the check that found it */
  readonly check: string;
  /** the id of the order, hold, event or key that it is about */
  readonly about: string;
  readonly detail: string;
}

/** Collects what one check finds. */
export type Find = (about: string, detail: string) => void;

/** Runs `look` and returns what it found under the name `check`. */
export function findings(check: string, look: (find: Find) => void): readonly Contradiction[] {
  const found: Contradiction[] = [];
  look((about, detail) => found.push({ check, about, detail }));
  return found;
}

/** Each contradiction once, however often it was found. */
export function unique(found: readonly Contradiction[]): readonly Contradiction[] {
  return [...new Map(found.map((one) => [JSON.stringify(one), one])).values()];
}

/** The values by key, in the order they came. */
export function groupBy<T>(
  values: readonly T[],
  keyOf: (value: T) => string,
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
}

/** The seats as a text that is equal for equal sets. */
export function seatText(seats: Iterable<number>): string {
  return [...seats].toSorted((a, b) => a - b).join(",");
}
