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
  /** round trips to D1, by what each asked for */
  readonly trips: readonly string[];
  readonly stop: () => void;
}

interface Prepared {
  readonly statement: string;
}

type Asking = (...asked: readonly unknown[]) => Promise<unknown>;

/** Listens to everything that this isolate asks of D1, until `stop`. */
export function listenToD1(): Listening {
  const statements = new Map<string, Heard>();
  const trips: string[] = [];
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
      const { statement } = self as Prepared;
      trips.push(summaryOf(statement));
      // `raw` does not tell what it wrote, and `all` does not tell two columns of one name apart.
      const isRawWrite = method === "raw" && !/^select/i.test(statement);
      const result = await (isRawWrite ? all.call(self) : original.apply(self, [...asked]));
      hear(statement, result);
      return isRawWrite ? (result as D1Result<object>).results.map((row) => Object.values(row)) : result;
    }),
  );
  stops.push(
    wrap(database, "batch", async (self, original, asked) => {
      const batch = asked[0] as readonly Prepared[];
      trips.push(batch.map(({ statement }) => summaryOf(statement)).join("; "));
      const results = (await original.apply(self, [...asked])) as readonly unknown[];
      for (const [i, { statement }] of batch.entries()) hear(statement, results[i]);
      return results;
    }),
  );
  return {
    statements,
    trips,
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

/** `select orders`: what a statement does, and to which of our tables first. */
function summaryOf(statement: string): string {
  const [verb = ""] = /^\w+/.exec(statement) ?? [];
  const [, table = ""] = /\b(?:from|into|update)\s+"?(\w+)"?/i.exec(statement) ?? [];
  return `${verb} ${table}`;
}

export interface ObjectCalls {
  /** the methods that were called, in their order; a command by its own kind */
  readonly calls: readonly string[];
  readonly stop: () => void;
}

/** Listens to every call of an event's object that this isolate makes by its binding, until `stop`. */
export function listenToCalls(): ObjectCalls {
  const calls: string[] = [];
  const namespace: Record<string, unknown> = prototypeOf(env.EVENT_SEATS);
  const original = namespace["getByName"] as (name: string) => object;
  // Every namespace has the same prototype.
  namespace["getByName"] = function listening(this: unknown, name: string): object {
    const stub = original.call(this, name);
    return this === env.EVENT_SEATS ? heardStub(stub, calls) : stub;
  };
  return { calls, stop: () => void (namespace["getByName"] = original) };
}

function heardStub(stub: object, calls: string[]): object {
  return new Proxy(stub, {
    get: (target, name) => {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== "function" || typeof name !== "string") return method;
      return (...asked: readonly unknown[]): unknown => {
        const [command] = asked as readonly [{ readonly kind?: string }?];
        calls.push(command?.kind === undefined ? name : `${name} ${command.kind}`);
        return Reflect.apply(method, target, asked);
      };
    },
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
