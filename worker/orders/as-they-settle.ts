// What many pieces of work come to, taken as they settle: one that waits for a slow provider holds up no other.

/** How long the first answer of a batch waits for others: a write costs about as much. */
const GATHER_MS = 5;

interface Settled<T> {
  readonly at: number;
  readonly result: PromiseSettledResult<T>;
}

/** Gives `take` whatever has settled by the time that it is free, until all have. */
export async function asTheySettle<T>(
  work: readonly Promise<T>[],
  take: (settled: readonly Settled<T>[]) => Promise<void>,
): Promise<void> {
  const ready: Settled<T>[] = [];
  let wake = (): void => undefined;
  const arrive = (at: number, result: PromiseSettledResult<T>): void => {
    ready.push({ at, result });
    wake();
  };
  for (const [at, one] of work.entries()) {
    one.then(
      (value) => arrive(at, { status: "fulfilled", value }),
      (reason: unknown) => arrive(at, { status: "rejected", reason }),
    );
  }
  for (let left = work.length; left > 0;) {
    if (ready.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    if (ready.length < left) await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
    const batch = ready.splice(0);
    left -= batch.length;
    await take(batch);
  }
}
