import { getTableColumns, sql, type SQL } from "drizzle-orm";
import type { SQLiteColumn, SQLiteTable } from "drizzle-orm/sqlite-core";
import type { Db, Statement } from "./client.ts";

/**
 * Inserts one row if `condition` holds when the statement runs. In a batch a statement that changes no row does
 * not stop the ones after it, so whatever depends on it must ask for its effect itself: that is `condition`.
 * A row that is already there is an error, unless `ignoreExisting`.
 */
export function insertWhere<T extends SQLiteTable>(
  db: Db,
  table: T,
  row: T["$inferInsert"],
  condition: SQL,
  { ignoreExisting = false }: { ignoreExisting?: boolean } = {},
): Statement {
  const columns: Readonly<Record<string, SQLiteColumn>> = getTableColumns(table);
  const given: Readonly<Record<string, unknown>> = row;
  const values = Object.entries(columns).map(([name, column]) => sql.param(given[name] ?? null, column));
  // `WHERE` also keeps SQLite from reading ON CONFLICT as a join (https://sqlite.org/lang_upsert.html, §2.2).
  // An insert and not `db.run`: a raw statement with parameters cannot be part of a D1 batch in drizzle-orm 0.45.
  const insert = db.insert(table).select(sql`SELECT ${sql.join(values, sql`, `)} WHERE ${condition}`);
  return ignoreExisting ? insert.onConflictDoNothing() : insert;
}
