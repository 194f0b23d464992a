// Listens to what the product asks of D1 and of its objects' storage, on the real runtime: each statement, how often,
// and how many rows it wrote by the runtime's own count, index rows included.

import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";

export interface Heard {
  times: number;
  rowsWritten: number;
}

export interface Listening {
  /** by statement, D1 alone */
  readonly statements: ReadonlyMap<string, Heard>;
  /** round trips to D1 */
  readonly calls: () => number;
  readonly stop: () => void;
}

interface Prepared {
  readonly statement: string;
}

type Asking = (...asked: readonly unknown[]) => Promise<unknown>;

/** Listens to everything that this isolate asks of D1, until `stop`. */
export function listenToD1(): Listening {
  const statements = new Map<string, Heard>();
  let calls = 0;
  const hear = (text: string, result: unknown): void => {
    const heard = statements.get(text) ?? { times: 0, rowsWritten: 0 };
    statements.set(text, heard);
    heard.times++;
    heard.rowsWritten += rowsWritten(result);
  };
  const database = prototypeOf(env.DB);
  const prepared = prototypeOf(env.DB.prepare("SELECT 1"));
  const all = prepared["all"] as Asking;
  const stops = (["all", "run", "raw", "first"] as const).map((method) =>
    wrap(prepared, method, async (self, original, asked) => {
      calls++;
      const { statement } = self as Prepared;
      // `raw` does not tell what it wrote, and `all` does not tell two columns of one name apart.
      const isRawWrite = method === "raw" && !/^select/i.test(statement);
      const result = await (isRawWrite ? all.call(self) : original.apply(self, [...asked]));
      hear(statement, result);
      return isRawWrite ? (result as D1Result<object>).results.map((row) => Object.values(row)) : result;
    }),
  );
  stops.push(
    wrap(database, "batch", async (self, original, asked) => {
      calls++;
      const results = (await original.apply(self, [...asked])) as readonly unknown[];
      for (const [i, { statement }] of (asked[0] as readonly Prepared[]).entries())
        hear(statement, results[i]);
      return results;
    }),
  );
  return {
    statements,
    calls: () => calls,
    stop: () => {
      for (const stop of stops) stop();
    },
  };
}

/** Counts the rows that the event's object writes from now on, until the function that is returned is called. */
export async function listenToObject(eventId: string): Promise<() => Promise<number>> {
  const cursors: SqlStorageCursor<Record<string, SqlStorageValue>>[] = [];
  const object = env.EVENT_SEATS.getByName(eventId);
  const stop = await runInDurableObject(object, (_, state) =>
    wrapSync(prototypeOf(state.storage.sql), "exec", (self, cursor) => {
      if (self !== state.storage.sql) return;
      cursors.push(cursor as SqlStorageCursor<Record<string, SqlStorageValue>>);
    }),
  );
  return () =>
    runInDurableObject(object, () => {
      stop();
      return cursors.reduce((sum, cursor) => sum + cursor.rowsWritten, 0);
    });
}

function prototypeOf(value: object): Record<string, unknown> {
  return Object.getPrototypeOf(value) as Record<string, unknown>;
}

function wrap(
  owner: Record<string, unknown>,
  name: string,
  around: (self: unknown, original: Asking, asked: readonly unknown[]) => Promise<unknown>,
): () => void {
  const original = owner[name] as Asking;
  owner[name] = function listening(this: unknown, ...asked: readonly unknown[]) {
    return around(this, original, asked);
  };
  return () => void (owner[name] = original);
}

function wrapSync(
  owner: Record<string, unknown>,
  name: string,
  hear: (self: unknown, result: unknown) => void,
): () => void {
  const original = owner[name] as (...asked: readonly unknown[]) => unknown;
  owner[name] = function listening(this: unknown, ...asked: readonly unknown[]) {
    const result = original.apply(this, [...asked]);
    hear(this, result);
    return result;
  };
  return () => void (owner[name] = original);
}

function rowsWritten(result: unknown): number {
  const { meta } = (result ?? {}) as { readonly meta?: { readonly rows_written?: number } };
  return meta?.rows_written ?? 0;
}
