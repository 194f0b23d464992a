// The part of a Durable Object's storage that the authority needs, so that it also runs on any other SQLite.

export type SqlValue = string | number | null | ArrayBuffer;

export interface SqlDatabase {
  readonly sql: {
    exec<Row extends Record<string, SqlValue>>(
      query: string,
      ...bindings: (SqlValue | Uint8Array)[]
    ): { toArray(): Row[] };
  };
  /** Runs `work` as one transaction; a throw rolls it back. `work` must not await. */
  transactionSync<T>(work: () => T): T;
  /** Resolves once everything written is on disk. */
  sync(): Promise<void>;
}
