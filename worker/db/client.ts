import { drizzle, type DrizzleD1Database } from "drizzle-orm/d1";
import type { BatchItem } from "drizzle-orm/batch";

export type Db = DrizzleD1Database;

/** One statement of a `db.batch`, which is one transaction. */
export type Statement = BatchItem<"sqlite">;

export function openDb(binding: D1Database): Db {
  return drizzle(binding);
}

/** Runs `statements` as one transaction and says how many rows each changed. */
export async function runBatch(
  db: Db,
  statements: readonly [Statement, ...Statement[]],
): Promise<readonly number[]> {
  const results = await db.batch(statements);
  return results.map(rowsChanged);
}

/** Whether `error` says that a unique constraint stood in the way, whoever wrapped it. */
export function isUniqueViolation(error: unknown): boolean {
  for (let e = error; e instanceof Error; e = e.cause) {
    if (e.message.includes("UNIQUE constraint failed")) return true;
  }
  return false;
}

function rowsChanged(result: unknown): number {
  const { meta } = result as Partial<D1Result>;
  return meta?.changes ?? 0;
}
