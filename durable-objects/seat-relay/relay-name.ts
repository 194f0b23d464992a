// A relay's name, which says whose it is: told by the first who comes, and kept, for an alarm tells no name.

import type { SqlDatabase } from "../event-seats/sql-database.ts";

export class RelayName {
  readonly #sql: SqlDatabase["sql"];
  #name: string | undefined;

  constructor({ sql }: Pick<SqlDatabase, "sql">) {
    this.#sql = sql;
    sql.exec("CREATE TABLE IF NOT EXISTS relay (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID");
    this.#name = sql.exec<{ name: string }>("SELECT name FROM relay").toArray()[0]?.name;
  }

  set(name: string): void {
    if (this.#name !== undefined) return;
    this.#sql.exec("INSERT INTO relay (name) VALUES (?)", name);
    this.#name = name;
  }

  /** Throws for one to which nobody has ever come. */
  get(): string {
    if (this.#name === undefined) throw new Error("a relay without viewers has no name");
    return this.#name;
  }
}
